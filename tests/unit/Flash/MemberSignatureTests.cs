using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>
/// Superblocks where their makers put them: LVM2's label_header (lib/format_text/layout.h), Linux's md_p.h and
/// bcache_ondisk.h, LUKS on-disk format 1.2.3 §2, ZFS on-disk specification §1.3.
/// </summary>
public sealed class MemberSignatureTests
{
    private const int Start = 1 << 20;
    private const int Length = 8 << 20;

    private static readonly byte[] s_md = [0xfc, 0x4e, 0x2b, 0xa9];
    private static readonly byte[] s_uberblock = [0x0c, 0xb1, 0xba, 0, 0, 0, 0, 0];

    private static readonly TestCaseData<long, byte[], string>[] s_members =
    [
        new(512, Label(), "LVM") { TestName = "LVM, second sector as pvcreate writes it" },
        new(0, Label(), "LVM") { TestName = "LVM, first sector" },
        new(0, [.. "LUKS"u8, 0xba, 0xbe, 0, 2], "LUKS encryption") { TestName = "LUKS2" },
        new(
            4096 + 24,
            [
                0xc6, 0x85, 0x73, 0xf6, 0x4e, 0x1a, 0x45, 0xca, 0x82, 0x65, 0xf5, 0x7f, 0x48, 0xba, 0x6d, 0x81,
            ],
            "bcache") { TestName = "bcache" },
        new(0, s_md, "RAID (md)") { TestName = "md 1.1" },
        new(4096, s_md, "RAID (md)") { TestName = "md 1.2" },
        new(Length - (16 * 512), s_md, "RAID (md)") { TestName = "md 1.0" },
        new(Length - (64 << 10), s_md, "RAID (md)") { TestName = "md 0.90" },
        new(128 << 10, s_uberblock, "ZFS") { TestName = "ZFS, first uberblock" },
        new((384 << 10) + 4096, s_uberblock, "ZFS") { TestName = "ZFS, second label" },
        new((128 << 10) + 1024, [.. s_uberblock.Reverse()], "ZFS") { TestName = "ZFS of a big-endian machine" },
    ];

    [TestCaseSource(nameof(s_members))]
    public void A_member_is_refused_and_the_way_out_told(long offset, byte[] octets, string kind)
    {
        using ScratchMachine machine = new();
        machine.Disk("sdb", "8:16", ScratchMachine.Usb, removable: true);
        machine.Partition("sdb", "sdb1", "8:17", Start, Length);
        Assert.That(Judge(machine).Kind, Is.EqualTo(VerdictKind.Card));

        machine.Poke("sdb", Start + offset, octets);
        Assert.That(Judge(machine).Kind, Is.EqualTo(VerdictKind.Refused));
        Assert.That(
            Judge(machine).Reasons,
            Is.EqualTo([$"sdb1 is part of {kind}; if nobody needs it any more: wipefs -a /dev/sdb1"]));
    }

    [Test]
    public void A_whole_disk_without_partitions_too()
    {
        using ScratchMachine machine = new();
        machine.Disk("sda", "8:0", ScratchMachine.Sata);
        machine.Poke("sda", ScratchMachine.Size - (16 * 512), s_md);
        Assert.That(Judge(machine).Reasons.Single(), Does.StartWith("sda is part of RAID (md)"));
    }

    /// <summary>The label alone is no LVM: its type says so.</summary>
    [Test]
    public void A_label_of_another_type_is_none()
    {
        using ScratchMachine machine = new();
        machine.Disk("sdb", "8:16", ScratchMachine.Usb, removable: true);
        machine.Poke("sdb", 512, "LABELONE"u8);
        Assert.That(Judge(machine).Kind, Is.EqualTo(VerdictKind.Card));
    }

    private static byte[] Label()
    {
        byte[] label = new byte[32];
        Encoding.ASCII.GetBytes("LABELONE").CopyTo(label, 0);
        Encoding.ASCII.GetBytes("LVM2 001").CopyTo(label, 24);
        return label;
    }

    private static Verdict Judge(ScratchMachine machine) => Verdict.Of(machine.Reader.All().Single());
}
