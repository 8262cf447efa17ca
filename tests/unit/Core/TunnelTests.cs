using System;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>
/// tunl0 of the walk-through's node02, against what the Linux kernel does (ip_tunnel.c, inet_ecn.h) and RFC 2003.
/// </summary>
public sealed class TunnelTests
{
    private const string Pod = "172.165.231.156";
    private const string RemotePod = "172.173.55.45";
    private const string Node = "192.168.101.202";
    private const string Remote = "192.168.101.201";

    [Test]
    public void Encapsulates_as_the_kernel_does_byte_for_byte()
    {
        CoreHarness harness = Node02();
        harness.ReceiveIp(1, Packets.Echo(Pod, RemotePod, ttl: 64, df: true));
        (int port, byte[] frame) = harness.Only();
        Assert.That(port, Is.Zero);

        // RFC 2003 §3.1 with Linux's choices, typed by hand; octets 4 to 5 (identification) and 10 to 11 (checksum) are
        // masked.
        byte[] outer = frame.AsSpan(14, 20).ToArray();
        Packets.Put16(outer, 4, 0);
        Packets.Put16(outer, 10, 0);
        Assert.That(Convert.ToHexString(outer),
            Is.EqualTo("45000068" + "00004000" + "3F040000" + "C0A865CA" + "C0A865C9"));
        PacketCheck.Frame(frame).Inner().From(Pod).To(RemotePod).Ttl(63).DontFragment(true).Length(84);
        Assert.That(harness.Core.Counters.Encapsulated, Is.EqualTo(1));
    }

    [TestCase(0x00, 0x00)]
    [TestCase(0xb9, 0x01)]
    [TestCase(0x02, 0x02)]
    [TestCase(0x03, 0x02, Description = "inner CE gives outer ECT(0)")]
    public void Outer_tos_holds_the_ecn_bits_only(byte inner, byte outer)
    {
        CoreHarness harness = Node02();
        harness.ReceiveIp(1, Packets.Udp(Pod, RemotePod, tos: inner));
        PacketCheck.Frame(harness.Only().Frame).Tos(outer).DontFragment(false).Inner().Tos(inner);
    }

    [Test]
    public void Decapsulates_and_forwards_at_the_cost_of_one_ttl()
    {
        CoreHarness harness = Node02();
        byte[] inner = Packets.Echo(RemotePod, Pod, ttl: 63);
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, inner));
        (int port, byte[] frame) = harness.Only();
        Assert.That(port, Is.EqualTo(1));
        PacketCheck.Frame(frame).From(RemotePod).To(Pod).Ttl(62).Length(inner.Length);
        Assert.That(harness.Core.Counters.Decapsulated, Is.EqualTo(1));
    }

    // RFC 6040 §4.2 figure 4; -1 is drop.
    [TestCase(0, 0, 0)]
    [TestCase(0, 2, 0)]
    [TestCase(0, 1, 0)]
    [TestCase(0, 3, -1)]
    [TestCase(2, 0, 2)]
    [TestCase(2, 2, 2)]
    [TestCase(2, 1, 1)]
    [TestCase(2, 3, 3)]
    [TestCase(1, 0, 1)]
    [TestCase(1, 2, 1)]
    [TestCase(1, 1, 1)]
    [TestCase(1, 3, 3)]
    [TestCase(3, 0, 3)]
    [TestCase(3, 2, 3)]
    [TestCase(3, 1, 3)]
    [TestCase(3, 3, 3)]
    public void Decapsulation_joins_ecn(int inner, int outer, int expected)
    {
        CoreHarness harness = Node02();
        byte[] packet = Packets.Udp(RemotePod, Pod, tos: (byte)(0xb8 | inner));
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, packet, tos: (byte)outer));
        if (expected < 0)
        {
            harness.AssertDropped(DropReason.IpipEcn);
            return;
        }

        PacketCheck.Frame(harness.Only().Frame).Tos(0xb8 | expected);
    }

    [TestCase(1480, true, 0)]
    [TestCase(1481, true, 1480)]
    public void Longer_than_the_tunnel_with_df_is_answered_with_its_mtu(int length, bool df, int mtu)
    {
        CoreHarness harness = Node02();
        byte[] packet = Packets.Udp(Pod, RemotePod, length - 20, df: df);
        harness.ReceiveIp(1, packet);
        (int port, byte[] frame) = harness.Only();
        if (mtu == 0)
        {
            Assert.That(port, Is.Zero);
            PacketCheck.Frame(frame).Length(1500);
        }
        else
        {
            Assert.That(port, Is.EqualTo(1));
            PacketCheck.Frame(frame).To(Pod).From(Node).Icmp(3, 4).IcmpRest((uint)mtu).Quotes(packet);
        }
    }

    [Test]
    public void Longer_than_the_tunnel_without_df_is_cut_before_it_is_wrapped()
    {
        CoreHarness harness = Node02();
        harness.ReceiveIp(1, Packets.Udp(Pod, RemotePod, 1461));
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(2));
        PacketCheck first = PacketCheck.Frame(harness.Sent[0].Frame).To(Remote).Length(1476 + 20).Inner();
        PacketCheck second = PacketCheck.Frame(harness.Sent[1].Frame).To(Remote).Inner();
        Assert.That(first.Header.MoreFragments, Is.True);
        Assert.That(second.Header.PayloadOffset, Is.EqualTo(1456));
        Assert.That(PacketCheck.Frame(harness.Sent[0].Frame).Header.IsFragment, Is.False);
        Assert.That(harness.Core.Counters.Forwarded, Is.EqualTo(1));
        Assert.That(harness.Core.Counters.FragmentsCreated, Is.EqualTo(1));
    }

    [Test]
    public void Proto_4_is_taken_from_known_nodes_only()
    {
        CoreHarness harness = Node02();
        byte[] inner = Packets.Echo(RemotePod, Pod);
        harness.ReceiveIp(0, Packets.Ipip("192.168.101.66", Node, inner));
        harness.AssertDropped(DropReason.IpipSource);
        harness.Core.Tunnel.SetAllowedSources([Prefix.Parse("192.168.101.64/26")]);
        harness.ReceiveIp(0, Packets.Ipip("192.168.101.66", Node, inner));
        Assert.That(harness.Only().Port, Is.EqualTo(1));
    }

    [Test]
    public void Proto_4_from_a_workload_is_dropped_wherever_it_goes()
    {
        CoreHarness harness = Node02();
        harness.ReceiveIp(1, Packets.Ipip(Pod, Node, Packets.Echo(RemotePod, Pod)));
        harness.ReceiveIp(1, Packets.Ipip(Pod, RemotePod, Packets.Echo(Pod, RemotePod)));
        harness.AssertDropped(DropReason.IpipFromWorkload, 2);
    }

    [Test]
    public void Decapsulated_packets_pass_all_checks()
    {
        CoreHarness harness = Node02();
        harness.Core.Tunnel.Rpf = RpfMode.Strict;
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, Packets.Echo("203.0.113.5", Pod)));
        harness.AssertDropped(DropReason.ReversePath);
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, Packets.Echo(Node, Pod)));
        harness.AssertDropped(DropReason.MartianSource);
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, Packets.Ipip(Remote, Node, Packets.Echo(RemotePod, Pod))));
        harness.AssertDropped(DropReason.ReversePath, 2);
        harness.Core.Tunnel.Rpf = RpfMode.Off;
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, Packets.Ipip(Remote, Node, Packets.Echo(RemotePod, Pod))));
        harness.AssertDropped(DropReason.IpipNested);
    }

    [Test]
    public void Tunnel_that_leads_into_itself_is_not_followed()
    {
        CoreHarness harness = Node02();

        // The remote itself is inside the prefix that is routed through the tunnel.
        harness.Route("192.168.77.0/24", NextHop.Tunnel, "192.168.77.1", onlink: true);
        harness.ReceiveIp(1, Packets.Udp(Pod, "192.168.77.9"));
        harness.AssertDropped(DropReason.IpipLoop);

        // The remote is this board.
        harness.Route("192.168.78.0/24", NextHop.Tunnel, Node, onlink: true);
        harness.ReceiveIp(1, Packets.Udp(Pod, "192.168.78.9"));
        harness.AssertDropped(DropReason.IpipLoop, 2);

        // What a remote sends through the tunnel is not sent back to it.
        harness.ReceiveIp(0, Packets.Ipip(Remote, Node, Packets.Udp("172.171.205.130", RemotePod)));
        harness.AssertDropped(DropReason.IpipLoop, 3);
    }

    [Test]
    public void Remote_without_a_route_is_host_unreachable()
    {
        CoreHarness harness = Node02();
        harness.Route("198.51.100.0/24", NextHop.Tunnel, "203.0.113.1", onlink: true);
        harness.ReceiveIp(1, Packets.Udp(Pod, "198.51.100.9"));
        PacketCheck.Frame(harness.Only().Frame).To(Pod).Icmp(3, 1);
        harness.AssertDropped(DropReason.IpipNoRoute);
    }

    [Test]
    public void Outer_too_big_becomes_the_tunnel_mtu_towards_that_remote_and_expires()
    {
        CoreHarness harness = Node02();
        byte[] inner = Packets.Udp(Pod, RemotePod, 1460, df: true);
        byte[] outer = Wrapped(harness, inner);
        byte[] error = Packets.Ip("192.168.101.9", Node, 1, Packets.Icmp(3, 4, 1400, outer.AsSpan(0, 100).ToArray()));
        harness.ReceiveIp(0, error);

        // RFC 2003 §4.1: relayed to the inner sender, less the outer header.
        PacketCheck.Frame(harness.Only().Frame).To(Pod).Icmp(3, 4).IcmpRest(1380);
        Assert.That(harness.Events.Exists(e => e.Kind == CoreEventKind.TunnelPathMtu && e.Value == 1400), Is.True);

        harness.ReceiveIp(1, inner);
        PacketCheck.Frame(harness.Only().Frame).To(Pod).Icmp(3, 4).IcmpRest(1380);
        harness.ReceiveIp(1, Packets.Udp(Pod, "172.171.205.130", 1460, df: true));
        Assert.That(harness.Only().Port, Is.Zero, "another remote keeps its MTU");
        harness.Advance(Duration.FromSeconds(600));
        harness.ReceiveIp(1, inner);
        Assert.That(harness.Only().Port, Is.Zero);
    }

    [TestCase(1400u, 1380u)]
    [TestCase(0u,
        1472u, Description = "an old router tells nothing: the next plateau below 1500 is 1492 (RFC 1191 §7)")]
    [TestCase(20u, 532u, Description = "never below Linux's min_pmtu, 552")]
    public void Tunnel_mtu_from_an_error(uint told, uint expected)
    {
        CoreHarness harness = Node02();
        byte[] outer = Wrapped(harness, Packets.Udp(Pod, RemotePod, 1460, df: true));
        harness.ReceiveIp(0, Packets.Ip("192.168.101.9", Node, 1,
            Packets.Icmp(3, 4, told, outer.AsSpan(0, 100).ToArray())));
        PacketCheck.Frame(harness.Only().Frame).To(Pod).IcmpRest(expected);
    }

    // RFC 2003 §4.1 and §4.4: the inner sender learns that its host is out of reach; RFC 792's short quote tells too
    // little.
    [TestCase(3, 1, 60, true)]
    [TestCase(3, 2, 60, true)]
    [TestCase(11, 0, 60, true)]
    [TestCase(3, 3, 60, false)]
    [TestCase(12, 0, 60, false)]
    [TestCase(3, 1, 28, false)]
    public void Outer_errors_are_relayed_where_possible(byte type, byte code, int quoted, bool relayed)
    {
        CoreHarness harness = Node02();
        byte[] outer = Wrapped(harness, Packets.Udp(Pod, RemotePod, 100));
        byte[] message = Packets.Icmp(type, code, 0, outer.AsSpan(0, quoted).ToArray());
        harness.ReceiveIp(0, Packets.Ip("192.168.101.9", Node, 1, message));
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(relayed ? 1 : 0));
        if (relayed)
        {
            PacketCheck.Frame(harness.Sent[0].Frame).To(Pod).Icmp(3, 1);
        }
    }

    [Test]
    public void Forged_errors_about_tunnel_packets_of_others_change_nothing()
    {
        CoreHarness harness = Node02();
        byte[] outer = Packets.Ipip("192.168.101.66", Remote, Packets.Udp(Pod, RemotePod, 1460, df: true));
        harness.ReceiveIp(0, Packets.Ip("192.168.101.9", Node, 1,
            Packets.Icmp(3, 4, 600, outer.AsSpan(0, 100).ToArray())));
        harness.Poll();
        Assert.That(harness.Sent, Is.Empty);
        Assert.That(harness.Core.PathMtu(Ipv4Address.Parse(RemotePod), harness.Now), Is.EqualTo(1480));
    }

    [TestCase("192.168.101.77", 0, RemotePod, Description = "no node has this address")]
    [TestCase(Remote, 9000, RemotePod, Description = "an identification that is not recent")]
    [TestCase(Remote, -1, RemotePod, Description = "one that was not used yet")]
    public void Forged_errors_about_the_tunnel_change_nothing(string remote, int age, string inside) // RFC 5927 §4
    {
        CoreHarness harness = Node02();
        byte[] outer = Wrapped(harness, Packets.Udp(Pod, inside, 1460, df: true));
        Ipv4Address.Parse(remote).Write(outer, 16);
        BigEndian.WriteUInt16(outer, 4, (ushort)(BigEndian.ReadUInt16(outer, 4) - age));
        harness.ReceiveIp(0, Packets.Ip("192.168.101.9", Node, 1,
            Packets.Icmp(3, 4, 600, outer.AsSpan(0, 100).ToArray())));
        harness.Poll();
        Assert.That(harness.Sent, Is.Empty);
        Assert.That(harness.Core.PathMtu(Ipv4Address.Parse(RemotePod), harness.Now), Is.EqualTo(1480));
    }

    [Test]
    public void Errors_are_relayed_only_about_destinations_behind_that_remote()
    {
        CoreHarness harness = Node02();
        byte[] outer = Wrapped(harness, Packets.Udp(Pod, RemotePod, 100));
        Ipv4Address.Parse("172.171.205.130").Write(outer, 36);
        harness.ReceiveIp(0, Packets.Ip("192.168.101.9", Node, 1,
            Packets.Icmp(3, 1, 0, outer.AsSpan(0, 100).ToArray())));
        harness.Poll();
        Assert.That(harness.Sent, Is.Empty);
    }

    [Test]
    public void Own_packets_take_the_tunnel_address()
    {
        CoreHarness harness = Node02();
        harness.Core.Tunnel.Address = Ipv4Address.Parse("172.165.231.128");
        Send(harness, RemotePod);
        PacketCheck.Frame(harness.Only().Frame).From(Node).Inner().From("172.165.231.128");
        harness.Core.Tunnel.Address = default;
        Send(harness, RemotePod);
        PacketCheck.Frame(harness.Only().Frame).From(Node).Inner().From(Node);
    }

    [Test]
    public void Fragmented_outer_packets_are_put_together_first()
    {
        CoreHarness harness = Node02();
        byte[] inner = Packets.Udp(RemotePod, Pod, 600);
        byte[] head = Packets.Ip(Remote, Node, 4, inner.AsSpan(0, 400).ToArray(), more: true);
        byte[] tail = Packets.Ip(Remote, Node, 4, inner.AsSpan(400).ToArray(), offset: 400);
        harness.ReceiveIp(0, tail);
        harness.ReceiveIp(0, head);
        PacketCheck check = PacketCheck.Frame(harness.Only().Frame).To(Pod).Length(620);
        Assert.That(check.Payload, Is.EqualTo(inner.AsSpan(20).ToArray()));
        Assert.That(harness.Core.Counters.Delivered, Is.EqualTo(1));
        Assert.That(harness.Core.Counters.Forwarded, Is.EqualTo(1));
    }

    [Test]
    public void Neighbour_failing_under_the_tunnel_is_told_to_the_inner_sender()
    {
        CoreHarness harness = Node02();
        harness.Core.Neighbours.Remove(0, Ipv4Address.Parse(Remote), harness.Now);
        byte[] packet = Packets.Udp(Pod, RemotePod);
        harness.ReceiveIp(1, packet);
        harness.Advance(Duration.FromSeconds(3));
        PacketCheck.Frame(harness.Sent[^1].Frame).To(Pod).Icmp(3, 1);
        harness.AssertDropped(DropReason.NeighbourUnreachable);
    }

    /// <summary>The outer packet that the board really sent for this one.</summary>
    private static byte[] Wrapped(CoreHarness harness, byte[] inner)
    {
        harness.ReceiveIp(1, inner);
        return harness.Only().Frame.AsSpan(14).ToArray();
    }

    internal static CoreHarness Node02()
    {
        var harness = new CoreHarness(new CoreOptions
        {
            Ipip = new IpipOptions
            {
                Enabled = true,
                NodeAddress = Ipv4Address.Parse(Node),
                AllowedSources = [Prefix.Parse(Remote), Prefix.Parse("192.168.101.100/32")],
            },
        });
        harness.Core.AddPort(CoreHarness.PortAt("ens33", CoreHarness.Mac0, Node));
        harness.Core.AddPort(new PortOptions
        {
            Name = "cali0f418edccea",
            Mac = MacAddress.CalicoWorkload,
            Workload = true,
            WorkloadAddresses = [Ipv4Address.Parse(Pod)],
        });
        harness.Route(Pod + "/32", 1, protocol: RouteProtocol.Boot);
        harness.Route("172.173.55.0/26", NextHop.Tunnel, Remote, RouteProtocol.Bird, onlink: true);
        harness.Route("172.171.205.128/26", NextHop.Tunnel, "192.168.101.100", RouteProtocol.Bird, onlink: true);
        harness.Know(0, Remote);
        harness.Know(0, "192.168.101.100");
        harness.Know(1, Pod);
        return harness;
    }

    private static void Send(CoreHarness harness, string destination)
    {
        var send = new IpSend { Destination = Ipv4Address.Parse(destination), Protocol = 17 };
        Assert.That(harness.Core.Send(in send, Packets.UdpPayload(20), harness.Now, out SendResult result), Is.True,
            () => result.ToString());
    }
}
