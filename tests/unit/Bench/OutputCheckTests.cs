using System;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Traffic;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Frames as a router should make them, and each way in which they may be wrong.</summary>
public sealed class OutputCheckTests
{
    private static readonly MacAddress s_router = MacAddress.Parse("02:00:00:00:0b:01");
    private static readonly MacAddress s_next = MacAddress.Parse("02:00:00:00:0b:99");
    private static readonly (Ipv4Address, Ipv4Address) s_tunnel =
        (Ipv4Address.Parse("10.2.0.1"), Ipv4Address.Parse("10.2.0.2"));

    private static readonly TrafficOptions s_sent = new()
    {
        Flows = 1,
        Sources = Prefix.Parse("198.18.0.1/32"),
        Destinations = [Prefix.Parse("198.19.0.2/32")],
    };

    /// <summary>
    /// By hand from RFC 791, 768 and 2003: TTL 63 in both headers, DF copied, protocol 4 then 17, TOS 0; 70 and 50
    /// octets long, checksums by RFC 1071. The outer identification is 0x1234.
    /// </summary>
    private const string Encapsulated =
        "020000000b99" + "020000000b01" + "0800"
        + "45000046" + "12344000" + "3f04" + "157a" + "0a020001" + "0a020002"
        + "45000032" + "00004000" + "3f11" + "af92" + "c6120001" + "c6130002";

    [Test]
    public void An_encapsulated_frame_written_by_hand_is_right()
    {
        (FlowMeter meter, OutputCheck check) = Sink();
        Assert.That(meter.Observe(ByHand(), 0), Is.EqualTo(FrameVerdict.Ours));
        Assert.That(check.Wrong, Is.Zero, check.First);
    }

    [Test]
    public void Whatever_octet_is_changed_the_frame_counts_as_wrong()
    {
        byte[] right = ByHand();
        for (int octet = 0; octet < right.Length; octet++)
        {
            (FlowMeter meter, OutputCheck check) = Sink();
            byte[] wrong = [.. right];
            wrong[octet] ^= 0x40;
            FrameVerdict verdict = meter.Observe(wrong, 0);

            // Number and time in the stamp are the sender's.
            bool free = octet is >= 14 + 20 + 20 + 8 + 8 and < 14 + 20 + 20 + 8 + 20;
            Assert.That(verdict == FrameVerdict.Ours && check.Wrong == 0, Is.EqualTo(free), $"octet {octet}");
        }
    }

    [TestCase(14 + 8, "TTL outside")]
    [TestCase(14 + 20 + 8, "TTL inside")]
    [TestCase(14 + 6, "DF outside")]
    [TestCase(14 + 20 + 6, "DF inside")]
    [TestCase(14 + 1, "TOS outside")]
    [TestCase(14 + 15, "outer source")]
    [TestCase(14 + 19, "outer destination")]
    [TestCase(14 + 20 + 19, "inner destination")]
    public void A_right_checksum_does_not_excuse_a_wrong_field(int octet, string what)
    {
        (FlowMeter meter, OutputCheck check) = Sink();
        byte[] frame = ByHand();
        frame[octet] ^= 0x40;
        Mend(frame, octet >= 34 ? 34 : 14);
        Assert.That(meter.Observe(frame, 0), Is.EqualTo(FrameVerdict.Ours));
        Assert.That(check.Wrong, Is.EqualTo(1), what);
        Assert.That(check.First, Does.StartWith("flow 0: octet "));
    }

    /// <summary>RFC 6864: of a packet that must not be fragmented it means nothing.</summary>
    [Test]
    public void The_outer_identification_is_the_routers()
    {
        (FlowMeter meter, OutputCheck check) = Sink();
        byte[] frame = ByHand();
        frame[18] = 0xbe;
        Mend(frame, 14);
        Assert.That(meter.Observe(frame, 0), Is.EqualTo(FrameVerdict.Ours));
        Assert.That(check.Wrong, Is.Zero, check.First);
    }

    [Test]
    public void A_frame_without_its_tunnel_is_wrong()
    {
        (FlowMeter meter, OutputCheck check) = Sink();
        byte[] frame = ByHand();
        meter.Observe([.. frame[..14], .. frame[34..]], 0);
        Assert.That(check.First, Is.EqualTo("flow 0: 64 octets long, not 84"));
    }

    private static (FlowMeter Meter, OutputCheck Check) Sink()
    {
        var check = new OutputCheck(s_sent, new RouterOutput(s_router, s_next, 63, s_tunnel));
        return (new FlowMeter(1, check), check);
    }

    // UDP with the flow's own port, length 30 and no checksum; the stamp's mark, flow 0; then padding to 64 octets.
    private static byte[] ByHand()
    {
        Flow flow = s_sent.MakeFlows().Single();
        string udp = $"{flow.SourcePort:x4}" + "0009" + "001e" + "0000";
        string stamp = "52544652" + "00000000" + "00000007" + "0000000000000001" + "0000";
        return Convert.FromHexString(Encapsulated + udp + stamp);
    }

    // RFC 1071 over a header of 20 octets.
    private static void Mend(byte[] frame, int header)
    {
        frame[header + 10] = frame[header + 11] = 0;
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += (uint)((frame[header + i] << 8) | frame[header + i + 1]);
        }

        ushort checksum = (ushort)~((sum & 0xffff) + (sum >> 16));
        frame[header + 10] = (byte)(checksum >> 8);
        frame[header + 11] = (byte)checksum;
    }
}
