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
            Assert.That(open!.Capabilities.Count(), Is.EqualTo(1));
        }
    }

    // FRR sends both names, BIRD a version; what does not add up is carried and shows nothing.
    [TestCase("49" + "0906" + "6e6f64653031" + "0178", "node01", "x")]
    [TestCase("49" + "0604" + "6e1b5b41" + "00", "n\ufffd[A", "", Description = "no terminal codes")]
    [TestCase("49" + "0503" + "e280ae" + "00", "\ufffd", "", Description = "no bidirectional override")]
    [TestCase("49" + "0402" + "c328" + "00", "\ufffd(", "", Description = "not UTF-8")]
    [TestCase("49" + "0200" + "00", "", "")]
    [TestCase("49" + "02ff" + "41", null, null, Description = "GoBGP 3.10 panics")]
    [TestCase("49" + "0100", null, null)]
    [TestCase("49" + "0300" + "0041", null, null, Description = "octets left over")]
    public void Host_names(string capability, string? host, string? domain)
    {
        BgpOpen open = Accepted(capability);
        FqdnCapability? name = open.Find<FqdnCapability>();
        Assert.That((name?.Host, name?.Domain), Is.EqualTo((host, domain)));
        AssertCopied(open, capability);
    }

    [TestCase("4b" + "0504" + "42495244", "BIRD")]
    [TestCase("4b" + "0100", "")]
    [TestCase("4b" + "00", null, Description = "CVE-2025-43971")]
    [TestCase("4b" + "0205" + "42", null)]
    public void Software_versions(string capability, string? text)
    {
        BgpOpen open = Accepted(capability);
        Assert.That(open.Find<SoftwareVersionCapability>()?.Text, Is.EqualTo(text));
        AssertCopied(open, capability);
    }

    [Test]
    public void Names_are_sent_whole_or_cut_between_characters()
    {
        byte[] octets = new byte[256];
        int length = new FqdnCapability("node", string.Empty).Write(octets, 0);
        Assert.That(octets[..length], Is.EqualTo(Build.Hex("4906" + "046e6f6465" + "00")));
        length = new SoftwareVersionCapability(new string('é', 40) + "x").Write(octets, 0);
        Assert.That((length, octets[2]), Is.EqualTo((2 + 1 + 64, (byte)64)));
    }

    // RFC 9234 §4.2: the same role twice is one role, two roles are a mismatch.
    [TestCase("", true, null)]
    [TestCase("090103", true, BgpRole.Customer)]
    [TestCase("090103" + "090103", true, BgpRole.Customer)]
    [TestCase("090103" + "090104", false, null)]
    [TestCase("0901ff", true, (BgpRole)255)]
    public void Roles(string capabilities, bool agree, BgpRole? role)
    {
        Assert.That(Accepted(capabilities).TryGetRole(out BgpRole? found), Is.EqualTo(agree));
        Assert.That(!agree || found == role, Is.True);
    }

    // RFC 4271 §6.2: recognized but malformed is 2/0. The lengths that the RFCs of the capabilities allow.
    [TestCase(1, 4)]
    [TestCase(2, 0)]
    [TestCase(5, 0, 6, 12)]
    [TestCase(6, 0)]
    [TestCase(9, 1)]
    [TestCase(64, 2, 6, 10, 14)]
    [TestCase(65, 4)]
    [TestCase(69, 0, 4, 8, 12)]
    [TestCase(70, 0)]
    [TestCase(71, 0, 7, 14)]
    public void Lengths(int code, params int[] allowed)
    {
        for (int length = 0; length <= 14; length++)
        {
            string value = string.Concat(Enumerable.Repeat("01", length));
            byte[] octets = Build.Open($"02{length + 2:x2}{code:x2}{length:x2}{value}");
            bool accepted = BgpOpen.TryParse(octets, out _, out BgpError error);
            Assert.That(accepted, Is.EqualTo(allowed.Contains(length)), $"{length}: {error}");
            Assert.That(accepted || (error.Code, error.Subcode, error.DataLength) == (BgpErrorCode.Open, 0, 0));
        }
    }

    private static BgpOpen Accepted(string capabilities)
    {
        string parameters = $"02{capabilities.Length / 2:x2}{capabilities}";
        Assert.That(BgpOpen.TryParse(Build.Open(parameters), out BgpOpen? open, out BgpError error), Is.True,
            error.ToString());
        return open!;
    }

    private static void AssertCopied(BgpOpen open, string capabilities)
    {
        byte[] again = new byte[open.EncodedLength];
        open.Write(again, 0);
        Assert.That(again, Is.EqualTo(Build.Open($"02{capabilities.Length / 2:x2}{capabilities}")));
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
