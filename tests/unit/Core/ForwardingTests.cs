using System;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>RFC 1812: what leaves a router, and which ICMP error comes back instead.</summary>
public sealed class ForwardingTests
{
    [Test]
    public void Forwards_with_ttl_less_one_and_everything_else_unchanged()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] packet = Packets.Udp("10.0.0.2", "10.0.1.2", 100, ttl: 64, df: true, tos: 0xb8);
        harness.ReceiveIp(0, packet);
        (int port, byte[] frame) = harness.Only();
        PacketCheck check = PacketCheck.Frame(frame, Packets.PeerMac.ToString())
            .From("10.0.0.2").To("10.0.1.2").Ttl(63).Tos(0xb8).DontFragment(true).Length(120);
        Assert.That(port, Is.EqualTo(1));
        Assert.That(check.Payload, Is.EqualTo(packet.AsSpan(20).ToArray()));
        Assert.That(MacAddress.Read(frame, 6).ToString(), Is.EqualTo(CoreHarness.Mac1));
        Assert.That(harness.Core.Counters.Forwarded, Is.EqualTo(1));
    }

    [Test]
    public void Ethernet_padding_is_not_forwarded()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] padded = [.. Packets.Udp("10.0.0.2", "10.0.1.2", 8), .. new byte[18]];
        harness.ReceiveIp(0, padded);
        Assert.That(harness.Only().Frame, Has.Length.EqualTo(14 + 28));
    }

    [TestCase(1)]
    [TestCase(0)]
    public void Ttl_that_runs_out_is_answered_from_the_near_side(byte ttl)
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] packet = Packets.Udp("10.0.0.2", "10.0.1.2", 700, ttl);
        harness.ReceiveIp(0, packet);
        (int port, byte[] frame) = harness.Only();
        Assert.That(port, Is.Zero);
        PacketCheck.Frame(frame).From("10.0.0.1").To("10.0.0.2").Icmp(11,
            0).Tos(0xc0).Ttl(64).Length(576).Quotes(packet);
        harness.AssertDropped(DropReason.TtlExceeded);
    }

    [Test]
    public void No_route_is_network_unreachable()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] packet = Packets.Udp("10.0.0.2", "203.0.113.1");
        harness.ReceiveIp(0, packet);
        PacketCheck.Frame(harness.Only().Frame).To("10.0.0.2").Icmp(3, 0).Quotes(packet);
        harness.AssertDropped(DropReason.NoRoute);
    }

    [Test]
    public void Blackhole_is_silent()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Core.Routes.Add(new Route { Prefix = Prefix.Parse("203.0.113.0/24"), Kind = RouteKind.Blackhole });
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "203.0.113.1"));
        harness.Poll();
        Assert.That(harness.Sent, Is.Empty);
        harness.AssertDropped(DropReason.Blackhole);
    }

    [TestCase(1400, 1400, false)]
    [TestCase(1401, 1400, true)]
    public void Too_long_with_df_is_answered_with_the_next_hop_mtu(int length, int mtu, bool answered)
    {
        CoreHarness harness = CoreHarness.Router(
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: mtu));
        byte[] packet = Packets.Udp("10.0.0.2", "10.0.1.2", length - 20, df: true);
        harness.ReceiveIp(0, packet);
        PacketCheck check = PacketCheck.Frame(harness.Only().Frame);
        if (answered)
        {
            check.From("10.0.0.1").To("10.0.0.2").Icmp(3, 4).IcmpRest((uint)mtu).Quotes(packet);
            harness.AssertDropped(DropReason.FragmentationNeeded);
        }
        else
        {
            check.To("10.0.1.2").Length(length);
        }
    }

    [Test]
    public void Route_mtu_counts_when_it_is_smaller_than_the_port()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Route("198.51.100.0/24", 1, "10.0.1.2", mtu: 1280);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "198.51.100.1", 1300, df: true));
        PacketCheck.Frame(harness.Only().Frame).Icmp(3, 4).IcmpRest(1280);
    }

    [Test]
    public void Neighbour_that_does_not_answer_is_host_unreachable_for_each_packet_that_waited()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] packet = Packets.Udp("10.0.0.2", "10.0.1.77");
        harness.ReceiveIp(0, packet);
        harness.ReceiveIp(0, packet);
        Assert.That(harness.Core.Counters.Held, Is.EqualTo(2));
        harness.Advance(Duration.FromMilliseconds(2999));
        Assert.That(harness.Sent, Has.Count.EqualTo(3), "three requests, a second apart");
        harness.Sent.Clear();
        harness.Advance(Duration.FromMilliseconds(1));
        Assert.That(harness.Sent, Has.Count.EqualTo(2));
        PacketCheck.Frame(harness.Sent[1].Frame).From("10.0.0.1").Icmp(3, 1);
        harness.AssertDropped(DropReason.NeighbourUnreachable, 2);
    }

    [Test]
    public void A_host_does_not_forward()
    {
        CoreHarness harness = CoreHarness.Router(new CoreOptions { Forwarding = false });
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2"));
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "203.0.113.9"));
        harness.Poll();
        Assert.That(harness.Sent, Is.Empty);
        harness.AssertDropped(DropReason.NotForwarding, 2);
    }

    [Test]
    public void Directed_broadcast_reaches_the_board_from_its_own_subnet_only()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.0.255"), MacAddress.Broadcast);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.255"));
        harness.Poll();
        Assert.That(harness.Delivered, Has.Count.EqualTo(1));
        Assert.That(harness.Delivered[0].Packet.Broadcast, Is.True);
        harness.AssertDropped(DropReason.DirectedBroadcast);
    }

    [Test]
    public void Equal_routes_share_flows_and_keep_each_flow_together()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Know(1, "10.0.1.3");
        harness.Core.Neighbours.AddStatic(1, Ipv4Address.Parse("10.0.1.3"), MacAddress.Parse("02:00:00:00:00:33"),
            default);
        harness.Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("198.51.100.0/24"),
            Protocol = RouteProtocol.Static,
            NextHops =
            [
                new NextHop(1, Ipv4Address.Parse("10.0.1.2"), Weight: 1),
                new NextHop(1, Ipv4Address.Parse("10.0.1.3"), Weight: 3),
            ],
        });
        int heavy = 0;
        for (int flow = 0; flow < 400; flow++)
        {
            byte[] payload = Packets.UdpPayload(40);
            Packets.Put16(payload, 0, 10000 + flow);
            byte[] packet = Packets.Ip("10.0.0.2", "198.51.100.7", 17, payload);
            harness.ReceiveIp(0, packet);
            harness.ReceiveIp(0, packet);
            harness.Poll();
            Assert.That(harness.Sent[0].Frame.AsSpan(0, 6).ToArray(),
                Is.EqualTo(harness.Sent[1].Frame.AsSpan(0, 6).ToArray()));
            heavy += harness.Sent[0].Frame[5] == 0x33 ? 1 : 0;
            harness.Sent.Clear();
        }

        // Three quarters of 400 flows, give or take five standard deviations of a fair draw.
        Assert.That(heavy, Is.InRange(300 - 44, 300 + 44));
    }

    [Test]
    public void Fragments_of_one_datagram_take_one_way_whatever_their_ports()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Core.Neighbours.AddStatic(1, Ipv4Address.Parse("10.0.1.3"), MacAddress.Parse("02:00:00:00:00:33"),
            default);
        harness.Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("198.51.100.0/24"),
            NextHops = [new NextHop(1, Ipv4Address.Parse("10.0.1.2")), new NextHop(1, Ipv4Address.Parse("10.0.1.3"))],
        });
        for (int i = 0; i < 20; i++)
        {
            byte[] payload = Packets.UdpPayload(40);
            Packets.Put16(payload, 0, 10000 + i);
            harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "198.51.100.7", 17, payload, offset: i * 40, more: true));
        }

        harness.Poll();
        Assert.That(harness.Sent.ConvertAll(sent => sent.Frame[5]), Is.All.EqualTo(harness.Sent[0].Frame[5]));
    }
}
