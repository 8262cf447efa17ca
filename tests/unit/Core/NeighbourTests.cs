using System;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>RFC 826, RFC 1122 §2.3.2, RFC 5227 and Linux's proxy_arp.</summary>
public sealed class NeighbourTests
{
    private static readonly MacAddress s_other = MacAddress.Parse("02:00:00:00:00:77");

    [Test]
    public void Packets_wait_for_the_answer_and_leave_in_order()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9", 40));
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9", 41));
        (int port, byte[] request) = harness.Only();
        Assert.That(port, Is.EqualTo(1));
        Assert.That(MacAddress.Read(request, 0), Is.EqualTo(MacAddress.Broadcast));
        Assert.That(ArpPacket.TryParse(request.AsSpan(14), out ArpPacket arp), Is.True);
        Assert.That(arp, Is.EqualTo(new ArpPacket(
            1, MacAddress.Parse(CoreHarness.Mac1), Ipv4Address.Parse("10.0.1.1"), default,
                Ipv4Address.Parse("10.0.1.9"))));
        harness.ReceiveArp(1, Packets.Arp(2, s_other, "10.0.1.9", "10.0.1.1"), MacAddress.Parse(CoreHarness.Mac1));
        harness.Poll();
        Assert.That(harness.Sent.Select(sent => sent.Frame.Length), Is.EqualTo(new[] { 14 + 60, 14 + 61 }));
        Assert.That(MacAddress.Read(harness.Sent[0].Frame, 0), Is.EqualTo(s_other));
        Assert.That(StateOf(harness, "10.0.1.9"), Is.EqualTo(NeighbourState.Reachable));
    }

    [Test]
    public void Queue_keeps_the_latest_packets()
    {
        CoreHarness harness = CoreHarness.Router(
            new CoreOptions { Neighbours = new NeighbourOptions { QueuePerNeighbour = 3 } });
        for (int size = 40; size < 45; size++)
        {
            harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9", size));
        }

        harness.AssertDropped(DropReason.NeighbourQueueFull, 2);
        harness.Poll();
        harness.Sent.Clear();
        harness.ReceiveArp(1, Packets.Arp(2, s_other, "10.0.1.9", "10.0.1.1"), MacAddress.Parse(CoreHarness.Mac1));
        harness.Poll();
        Assert.That(harness.Sent.Select(sent => sent.Frame.Length - 34), Is.EqualTo(new[] { 42, 43, 44 }));
    }

    [Test]
    public void Nothing_unasked_makes_an_entry()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(2, s_other, "10.0.0.50", "10.0.0.1"), MacAddress.Parse(CoreHarness.Mac0));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.50"));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.60"));
        Assert.That(harness.Core.Neighbours.List(harness.Now), Has.Count.EqualTo(2), "the two static ones");
        Assert.That(harness.Core.Counters.Delivered, Is.EqualTo(3), "ARP counts as delivered");
    }

    [Test]
    public void A_request_for_us_is_answered_and_remembered()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.1"));
        (int port, byte[] frame) = harness.Only();
        Assert.That(port, Is.Zero);
        Assert.That(ArpPacket.TryParse(frame.AsSpan(14), out ArpPacket reply), Is.True);
        Assert.That(reply, Is.EqualTo(new ArpPacket(2, MacAddress.Parse(CoreHarness.Mac0),
            Ipv4Address.Parse("10.0.0.1"),
            s_other, Ipv4Address.Parse("10.0.0.50"))));
        Assert.That(StateOf(harness, "10.0.0.50"), Is.EqualTo(NeighbourState.Stale));
    }

    [Test]
    public void A_request_from_a_foreign_subnet_is_answered_but_not_remembered()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.1.50", "10.0.0.1"));
        harness.Only();
        Assert.That(harness.Core.Neighbours.List(harness.Now).Any(n => n.Mac == s_other), Is.False);
    }

    [Test]
    public void A_gratuitous_announcement_moves_an_existing_entry()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(1, Packets.PeerMac, "10.0.0.50", "10.0.0.1"));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.50"));
        harness.ReceiveIp(1, Packets.Udp("10.0.1.2", "10.0.0.50"));
        harness.Poll();
        Assert.That(MacAddress.Read(harness.Sent[^1].Frame, 0), Is.EqualTo(s_other));
    }

    [Test]
    public void The_first_of_two_answers_stays_for_a_second()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        harness.ReceiveArp(1, Packets.Arp(2, Packets.PeerMac, "10.0.1.9", "10.0.1.1"),
            MacAddress.Parse(CoreHarness.Mac1));
        harness.ReceiveArp(1, Packets.Arp(2, s_other, "10.0.1.9", "10.0.1.1"), MacAddress.Parse(CoreHarness.Mac1));
        Assert.That(MacOf(harness, "10.0.1.9"), Is.EqualTo(Packets.PeerMac));
        harness.Advance(Duration.FromSeconds(1));
        harness.ReceiveArp(1, Packets.Arp(2, s_other, "10.0.1.9", "10.0.1.1"), MacAddress.Parse(CoreHarness.Mac1));
        Assert.That(MacOf(harness, "10.0.1.9"), Is.EqualTo(s_other));
    }

    [Test]
    public void An_old_mapping_is_used_probed_by_unicast_and_given_up()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        harness.ReceiveArp(1, Packets.Arp(2, s_other, "10.0.1.9", "10.0.1.1"), MacAddress.Parse(CoreHarness.Mac1));
        harness.Advance(Duration.FromSeconds(30));
        Assert.That(StateOf(harness, "10.0.1.9"), Is.EqualTo(NeighbourState.Stale));
        harness.Sent.Clear();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        PacketCheck.Frame(harness.Only().Frame, s_other.ToString()).To("10.0.1.9");
        harness.Advance(Duration.FromSeconds(5));
        Assert.That(MacAddress.Read(harness.Only().Frame, 0), Is.EqualTo(s_other), "the probe asks its owner");
        harness.Advance(Duration.FromSeconds(3));
        Assert.That(harness.Sent, Has.Count.EqualTo(2));
        Assert.That(StateOf(harness, "10.0.1.9"), Is.EqualTo(NeighbourState.Failed));
        Assert.That(harness.Core.PollAt(), Is.EqualTo(Instant.Never), "nothing left to do");
    }

    [Test]
    public void Our_own_address_from_another_station_is_reported_and_not_learned()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.1", "10.0.0.1"));
        harness.Poll();
        Assert.That(harness.Events.Single().Kind, Is.EqualTo(CoreEventKind.DuplicateAddress));
        Assert.That(harness.Events.Single().Mac, Is.EqualTo(s_other));
        Assert.That(harness.Sent, Is.Empty);
    }

    [Test]
    public void A_probe_for_our_address_is_defended()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "0.0.0.0", "10.0.0.1"));
        Assert.That(MacAddress.Read(harness.Only().Frame, 0), Is.EqualTo(s_other));
        Assert.That(harness.Core.Neighbours.List(harness.Now), Has.Count.EqualTo(2));
    }

    // Linux proxy_arp on a cali interface: everything that is routed elsewhere, never the link's own address.
    [TestCase("172.165.231.156", "169.254.1.1", true)]
    [TestCase("172.165.231.156", "172.173.55.45", true)]
    [TestCase("172.165.231.156", "192.168.101.202", true)]
    [TestCase("172.165.231.156", "203.0.113.9", false, Description = "no route")]
    [TestCase("172.165.231.156", "172.165.231.156", false, Description = "its own address, announced")]
    [TestCase("0.0.0.0", "172.165.231.156", false, Description = "its own address, probed")]
    [TestCase("0.0.0.0", "172.173.55.45", false, Description = "a probe is no question for a way")]
    public void Proxy_arp_on_workload_ports(string sender, string target, bool answered)
    {
        CoreHarness harness = TunnelTests.Node02();
        harness.ReceiveArp(1, Packets.Arp(1, s_other, sender, target));
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(answered ? 1 : 0));
        if (answered)
        {
            Assert.That(ArpPacket.TryParse(harness.Sent[0].Frame.AsSpan(14), out ArpPacket reply), Is.True);
            Assert.That(reply.SenderHardware.ToString(), Is.EqualTo("ee:ee:ee:ee:ee:ee"));
            Assert.That(reply.SenderProtocol.ToString(), Is.EqualTo(target));
        }
    }

    [Test]
    public void Link_loss_forgets_neighbours_and_drops_what_waits()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        harness.Core.SetLink(1, false, harness.Now);
        harness.AssertConserved();
        harness.AssertDropped(DropReason.LinkDown);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        harness.AssertDropped(DropReason.NoRoute);
        harness.Core.SetLink(1, true, harness.Now);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2"));
        harness.Poll();
        Assert.That(harness.Sent[^1].Port, Is.EqualTo(1));
    }

    [Test]
    public void Of_two_addresses_in_one_subnet_the_last_keeps_its_route()
    {
        CoreHarness harness = CoreHarness.Router();
        var second = new InterfaceAddress(Ipv4Address.Parse("10.0.1.7"), 24);
        harness.Core.AddAddress(1, second);
        Assert.That(harness.Core.RemoveAddress(1, new InterfaceAddress(Ipv4Address.Parse("10.0.1.1"), 24)), Is.True);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2"));
        Assert.That(harness.Only().Port, Is.EqualTo(1));
        Assert.That(harness.Core.TrySelectSource(Ipv4Address.Parse("10.0.1.2"), out Ipv4Address source), Is.True);
        Assert.That(source.ToString(), Is.EqualTo("10.0.1.7"));
        harness.Core.RemoveAddress(1, second);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.2"));
        harness.AssertDropped(DropReason.NoRoute);
    }

    [Test]
    public void A_full_cache_gives_up_failed_and_old_entries_first()
    {
        CoreHarness harness = CoreHarness.Router(
            new CoreOptions { Neighbours = new NeighbourOptions { Capacity = 4 } });
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.1"));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.51", "10.0.0.1"));
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.0.51"));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.52", "10.0.0.1"));
        Assert.That(
            harness.Core.Neighbours.List(harness.Now).Where(n => n.State != NeighbourState.Permanent).Select(n =>
                n.Address.ToString()),
            Is.EqualTo(new[] { "10.0.0.51", "10.0.0.52" }));
    }

    [Test]
    public void A_scan_of_addresses_does_not_push_out_live_neighbours()
    {
        CoreHarness harness = CoreHarness.Router(
            new CoreOptions { Neighbours = new NeighbourOptions { Capacity = 5 } });
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.50", "10.0.0.1"));
        harness.ReceiveArp(0, Packets.Arp(1, s_other, "10.0.0.51", "10.0.0.1"));
        for (int host = 100; host < 150; host++)
        {
            harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1." + host));
        }

        Assert.That(harness.Core.Neighbours.List(harness.Now).Select(n => n.Address.ToString()),
            Is.EqualTo(new[] { "10.0.0.2", "10.0.0.50", "10.0.0.51", "10.0.1.2", "10.0.1.149" }));
        harness.AssertDropped(DropReason.NeighbourTableFull, 49);
    }

    [Test]
    public void Own_packets_to_a_dead_neighbour_come_back_as_host_unreachable() // as Linux's ping prints after 3 s
    {
        CoreHarness harness = CoreHarness.Router();
        var send = new IpSend { Destination = Ipv4Address.Parse("10.0.0.77"), Protocol = 1 };
        byte[] echo = Packets.Icmp(8, 0, 0x00070001, Packets.Pattern(56));
        Assert.That(harness.Core.Send(in send, echo, harness.Now), Is.True);
        harness.Advance(Duration.FromMilliseconds(2999));
        Assert.That(harness.Delivered, Is.Empty);
        harness.Advance(Duration.FromMilliseconds(1));
        Assert.That(harness.Delivered, Has.Count.EqualTo(1));
        (LocalPacket packet, byte[] message) = harness.Delivered[0];
        Assert.That(packet.Source.ToString(), Is.EqualTo("10.0.0.1"));
        Assert.That(message[0..2], Is.EqualTo(new byte[] { 3, 1 }));
        Assert.That((int)Packets.SlowChecksum(message), Is.Zero);
        Assert.That(message[28..], Is.EqualTo(echo), "the quoted request");
        Assert.That(harness.Pool.Available, Is.EqualTo(harness.Pool.Capacity));
    }

    [Test]
    public void Failing_neighbours_do_not_push_out_news_of_links()
    {
        CoreHarness harness = CoreHarness.Router(
            first: CoreHarness.PortAt("eth0", CoreHarness.Mac0, "10.8.0.1", 16));
        for (int host = 0; host < 300; host++)
        {
            var send = new IpSend
            {
                Destination = Ipv4Address.Parse($"10.8.{1 + (host / 150)}.{1 + (host % 150)}"),
            };
            harness.Core.Send(in send, new byte[8], harness.Now);
            harness.Poll();
        }

        harness.Advance(Duration.FromMilliseconds(2999));
        harness.Core.SetLink(1, false, harness.Now);
        harness.Skip(Duration.FromMilliseconds(1));
        harness.Poll();
        Assert.That(harness.Core.Counters.EventsLost, Is.Positive);
        Assert.That(harness.Events.Exists(e => e.Kind == CoreEventKind.LinkDown && e.Port == 1), Is.True);
    }

    [Test]
    public void Jumping_from_deadline_to_deadline_is_polling_all_the_time()
    {
        Assert.That(Story(jump: true), Is.EqualTo(Story(jump: false)));
    }

    private static string[] Story(bool jump)
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "10.0.1.9"));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], more: true));
        harness.Advance(Duration.FromMilliseconds(500));
        harness.ReceiveIp(1, Packets.Udp("10.0.1.2", "10.0.0.9"));
        for (int i = 0; i < 400; i++)
        {
            if (jump)
            {
                harness.Advance(Duration.FromMilliseconds(100));
            }
            else
            {
                for (int j = 0; j < 100; j++)
                {
                    harness.Advance(Duration.FromMilliseconds(1));
                }
            }

            harness.Sent.Add((i, []));
        }

        Assert.That(harness.Core.Counters.IcmpErrorsSent, Is.EqualTo(3),
            "two hosts unreachable, one datagram incomplete");
        return harness.Sent.Select(sent => sent.Port + " " + Convert.ToHexString(sent.Frame)).ToArray();
    }

    private static NeighbourState StateOf(CoreHarness harness, string address) =>
        harness.Core.Neighbours.List(harness.Now).Single(n => n.Address == Ipv4Address.Parse(address)).State;

    private static MacAddress MacOf(CoreHarness harness, string address) =>
        harness.Core.Neighbours.List(harness.Now).Single(n => n.Address == Ipv4Address.Parse(address)).Mac;
}
