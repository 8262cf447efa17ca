using System;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>RFC 1812 §4.3: what is answered, what never is, and how often.</summary>
public sealed class IcmpRulesTests
{
    // RFC 1812 §4.3.2.7. All of these have TTL 1 and would otherwise be answered.
    [TestCase(0, true)]
    [TestCase(8, true, Description = "echo request is no error")]
    [TestCase(13, true, Description = "timestamp is no error")]
    [TestCase(3, false)]
    [TestCase(4, false)]
    [TestCase(5, false)]
    [TestCase(11, false)]
    [TestCase(12, false)]
    [TestCase(42, false, Description = "unknown types may be errors")]
    public void Errors_are_not_answered_with_errors(byte type, bool answered)
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.1.2", 1, Packets.Icmp(type, 0, 0, new byte[28]), ttl: 1));
        AssertAnswered(harness, answered);
    }

    [Test]
    public void Later_fragments_are_not_answered()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.1.2", 17, new byte[16], ttl: 1, offset: 8));
        AssertAnswered(harness, false);
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.1.2", 17, new byte[16], ttl: 1, more: true));
        AssertAnswered(harness, true);
    }

    [Test]
    public void Broadcasts_are_not_answered()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Accept = static _ => false;
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.0.255"), MacAddress.Broadcast);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.0.255"));
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "255.255.255.255"), MacAddress.Broadcast);
        AssertAnswered(harness, false);
        harness.AssertDropped(DropReason.PortUnreachable, 3);
    }

    [TestCase((byte)17, 3)]
    [TestCase((byte)6, 3)]
    [TestCase((byte)47, 2)]
    public void What_nobody_wants_is_port_or_protocol_unreachable_from_the_address_asked(byte protocol, int code)
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Accept = static _ => false;
        byte[] packet = Packets.Ip("10.0.0.2", "10.0.1.1", protocol, Packets.UdpPayload(30));
        harness.ReceiveIp(0, packet);
        PacketCheck.Frame(harness.Only().Frame).From("10.0.1.1").To("10.0.0.2").Icmp(3, code).Quotes(packet);
    }

    [Test]
    public void Bad_option_is_a_parameter_problem_with_a_pointer()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] packet = Packets.Ip("10.0.0.2", "10.0.1.2", 17, Packets.UdpPayload(30), options: [1, 1, 7, 9]);
        harness.ReceiveIp(0, packet);
        PacketCheck.Frame(harness.Only().Frame).Icmp(12, 0).IcmpRest(23u << 24).Quotes(packet);
    }

    [TestCase("10.0.1.1", "10.0.1.2", DropReason.MartianSource, Description = "a forged source gets no error")]
    [TestCase("10.0.0.2", "10.0.1.255", DropReason.Ipv4BadOption, Description = "nor does a directed broadcast")]
    public void Bad_options_are_not_always_answered(string source, string destination, DropReason reason)
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Ip(source, destination, 17, Packets.UdpPayload(30), options: [1, 1, 7, 9]));
        harness.AssertDropped(reason);
        AssertAnswered(harness, false);
    }

    [TestCase("10.0.0.255")]
    [TestCase("255.255.255.255")]
    public void Tcp_to_all_stations_is_dropped_in_silence(string destination) // RFC 1122 §4.2.3.10
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", destination, 6, new byte[20]));
        harness.AssertDropped(DropReason.LinkBroadcast);
        Assert.That(harness.Delivered, Is.Empty);
        AssertAnswered(harness, false);
    }

    [Test]
    public void Errors_are_limited_and_path_mtu_errors_have_their_own_limit()
    {
        CoreHarness harness = CoreHarness.Router(
            new CoreOptions { Icmp = new IcmpOptions { ErrorsPerSecond = 10, Burst = 5 } },
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 1000));
        for (int i = 0; i < 20; i++)
        {
            harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2", ttl: 1));
        }

        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(5));
        Assert.That(harness.Core.Counters.IcmpErrorsLimited, Is.EqualTo(15));
        harness.Sent.Clear();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2", 1100, df: true));
        PacketCheck.Frame(harness.Only().Frame).Icmp(3, 4);
        harness.Advance(Duration.FromMilliseconds(200));
        for (int i = 0; i < 20; i++)
        {
            harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2", ttl: 1));
        }

        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(2), "ten a second");
    }

    [TestCase(0)]
    [TestCase(56)]
    [TestCase(1472)]
    public void Echo_is_answered_with_the_same_data(int size)
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Echo("10.0.0.2", "10.0.1.1", size, ttl: 3));
        PacketCheck check = PacketCheck.Frame(harness.Only().Frame)
            .From("10.0.1.1").To("10.0.0.2").Ttl(64).Icmp(0, 0).IcmpRest(0x00070001);
        Assert.That(check.Payload.AsSpan(8).ToArray(), Is.EqualTo(Packets.Pattern(size)));
        Assert.That(harness.Core.Counters.Delivered, Is.EqualTo(1));
        Assert.That(harness.Core.Counters.Originated, Is.EqualTo(1));
    }

    [Test]
    public void Echo_with_options_is_answered_without()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] echo = Packets.Icmp(8, 0, 5, Packets.Pattern(30));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 1, echo, options: [148, 4, 0, 0]));
        PacketCheck check = PacketCheck.Frame(harness.Only().Frame).Icmp(0, 0).Length(58);
        Assert.That(check.Payload.AsSpan(8).ToArray(), Is.EqualTo(Packets.Pattern(30)));
    }

    private static void AssertAnswered(CoreHarness harness, bool answered)
    {
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(answered ? 1 : 0));
        harness.Sent.Clear();
    }
}
