using System;
using System.Linq;
using NUnit.Framework;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Wire.Bgp;

public sealed class CapabilityTests
{
    [Test]
    public void Every_code_and_length_survives_a_copy()
    {
        byte[] value = Enumerable.Range(0, 255).Select(i => (byte)((i * 37) + 11)).ToArray();
        for (int code = 0; code < 256; code++)
        {
            for (int length = 0; length < 256; length += length < 32 ? 1 : 37)
            {
                BgpCapability capability = BgpCapability.Read((byte)code, value, 0, length);
                byte[] octets = new byte[capability.EncodedLength];
                Assert.That(capability.Write(octets, 0), Is.EqualTo(2 + length));
                Assert.That(octets[0], Is.EqualTo(code));
                Assert.That(octets[1], Is.EqualTo(length));
                Assert.That(octets.AsSpan(2).SequenceEqual(value.AsSpan(0, length)), Is.True, $"{code}, {length}");
            }
        }
    }

    [Test]
    public void Unknown_codes_are_never_an_error()
    {
        // 73 hostname with an inner length over its end, 75 software version of length 0: both have killed speakers.
        foreach (string capability in new[] { "4902ff41", "4b0100", "4b00", "0305ffffffffff", "43020000", "8000" })
        {
            string length = Build.Hex(capability).Length.ToString("x2", null);
            Assert.That(BgpOpen.TryParse(Build.Open("02" + length + capability), out BgpOpen? open, out _), Is.True);
            Assert.That(open!.Find<UnknownCapability>(), Is.Not.Null);
        }
    }

    [Test]
    public void Graceful_restart()
    {
        // RFC 4724 §3: R and 0x123 seconds, IPv4 unicast with F; RFC 8538 §2: N.
        BgpCapability read = BgpCapability.Read(64, Build.Hex("c123" + "00010180" + "00020100"), 0, 10);
        GracefulRestartCapability restart = (GracefulRestartCapability)read;
        Assert.That(restart.Restarting, Is.True);
        Assert.That(restart.SurvivesNotification, Is.True);
        Assert.That(restart.RestartTime, Is.EqualTo(0x123));
        Assert.That(restart.Families.Select(f => f.ForwardingPreserved), Is.EqualTo(new[] { true, false }));
        Assert.That(restart.Families[1].Family, Is.EqualTo(BgpFamily.Ipv6Unicast));
    }

    [Test]
    public void Long_lived_graceful_restart()
    {
        LongLivedGracefulRestartCapability longLived = (LongLivedGracefulRestartCapability)BgpCapability.Read(
            71, Build.Hex("00010180015180"), 0, 7);
        Assert.That(longLived.Families.Single().StaleTime, Is.EqualTo(86400u));
        Assert.That(longLived.Families.Single().ForwardingPreserved, Is.True);
    }

    [TestCase("0001010100010102", AddPathMode.Send, Description = "the last entry counts")]
    [TestCase("0001010300010107", AddPathMode.None, Description = "a value that RFC 7911 §4 does not have")]
    [TestCase("00020103", AddPathMode.None, Description = "another family")]
    public void Add_path_mode(string value, AddPathMode expected)
    {
        byte[] octets = Build.Hex(value);
        AddPathCapability addPath = (AddPathCapability)BgpCapability.Read(69, octets, 0, octets.Length);
        Assert.That(addPath.ModeOf(BgpFamily.Ipv4Unicast), Is.EqualTo(expected));
    }

    [Test]
    public void Extended_next_hop_and_role()
    {
        ExtendedNextHopCapability nextHop = (ExtendedNextHopCapability)BgpCapability.Read(
            5, Build.Hex("000100010002"), 0, 6);
        Assert.That((nextHop.Entries[0].Afi, nextHop.Entries[0].Safi, nextHop.Entries[0].NextHopAfi),
            Is.EqualTo(((ushort)1, (ushort)1, (ushort)2)));
        Assert.That(((RoleCapability)BgpCapability.Read(9, [3], 0, 1)).Role, Is.EqualTo(BgpRole.Customer));
    }

    [Test]
    public void Of_several_the_last_is_found()
    {
        BgpOpen open = BgpOpen.Create(new Asn(1), 90, new RouterId(1), new FourOctetAsCapability(new Asn(2)),
            new FourOctetAsCapability(new Asn(3)));
        Assert.That(open.Asn, Is.EqualTo(new Asn(3)));
    }
}
