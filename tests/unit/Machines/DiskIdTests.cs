using System;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Boards.Init;

namespace Router.Tests.Machines;

/// <summary>Whose disk it is, by octets that sfdisk wrote.</summary>
[SupportedOSPlatform("linux")]
public sealed class DiskIdTests
{
    // sfdisk, "label: gpt" with the label-id below: from octet 440 of the disk, then from the second sector.
    private const string ProtectiveMbr = "00000000000000000200eeffffff01000000ff3f0000";
    private const string GptHeader =
        "4546492050415254000001005c000000899fdbeb000000000100000000000000ff3f000000000000"
        + "0008000000000000de3f000000000000e004253f894fd3119a0c0305e82c3301";

    // sfdisk, "label: dos" with "label-id: 0x1a2b3c4d": from octet 440.
    private const string Mbr = "4d3c2b1a0000002021000c4101000008000000080000";

    private const string Guid = "3F2504E0-4F89-11D3-9A0C-0305E82C3301";

    [TestCase(512)]
    [TestCase(4096)]
    public void A_gpt_is_known_by_its_guid_whatever_the_sector(int sector)
    {
        byte[] head = Head(ProtectiveMbr);
        Convert.FromHexString(GptHeader).CopyTo(head, sector);
        Assert.That(DiskId.TryRead(head, out DiskId id));
        Assert.That(DiskId.TryParse(Guid.ToLowerInvariant(), out DiskId wanted));
        Assert.That(id, Is.EqualTo(wanted));
        Assert.That(id.ToString(), Is.EqualTo(Guid));
    }

    [Test]
    public void An_mbr_is_known_by_its_signature()
    {
        Assert.That(DiskId.TryRead(Head(Mbr), out DiskId id));
        Assert.That(DiskId.TryParse("1A2B3C4D", out DiskId wanted));
        Assert.That(id, Is.EqualTo(wanted));
        Assert.That(id.ToString(), Is.EqualTo("1a2b3c4d"));
    }

    [Test]
    public void Neither_an_empty_disk_nor_a_torn_gpt_nor_a_short_read_has_one()
    {
        Assert.Multiple(() =>
        {
            Assert.That(DiskId.TryRead(new byte[DiskId.HeadSize], out _), Is.False);
            Assert.That(DiskId.TryRead(Head(ProtectiveMbr), out _), Is.False, "its header is gone");
            Assert.That(DiskId.TryRead(Head(Mbr).AsSpan(0, 511), out _), Is.False);
            Assert.That(DiskId.TryRead([], out _), Is.False);
        });
    }

    private static byte[] Head(string from440)
    {
        byte[] head = new byte[DiskId.HeadSize];
        Convert.FromHexString(from440).CopyTo(head, 440);
        (head[510], head[511]) = (0x55, 0xaa);
        return head;
    }
}
