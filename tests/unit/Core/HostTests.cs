using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>
/// A pod: a /32, 169.254.1.1 on the link, everything via it; and what a host does with path MTUs (RFC 1191).
/// </summary>
public sealed class HostTests
{
    private const string Pod = "172.165.231.156";

    [Test]
    public void A_pod_asks_for_its_gateway_and_pings_through_it()
    {
        CoreHarness pod = NewPod();
        Assert.That(Send(pod, 64, false), Is.EqualTo(SendResult.Sent));
        Assert.That(ArpPacket.TryParse(pod.Only().Frame.AsSpan(14), out ArpPacket request), Is.True);
        Assert.That(request.SenderProtocol.ToString(), Is.EqualTo(Pod));
        Assert.That(request.TargetProtocol.ToString(), Is.EqualTo("169.254.1.1"));
        pod.ReceiveArp(0, Packets.Arp(2, MacAddress.CalicoWorkload, "169.254.1.1", Pod), pod.Core.Port(0)!.Mac);
        PacketCheck.Frame(pod.Only().Frame,
            "ee:ee:ee:ee:ee:ee").From(Pod).To("172.173.55.45").Ttl(64).DontFragment(false);
        Assert.That(pod.Core.Counters.Originated, Is.EqualTo(2), "one ARP, one packet");
    }

    [Test]
    public void A_pod_and_its_node_talk_over_one_wire()
    {
        CoreHarness pod = NewPod();
        CoreHarness node = TunnelTests.Node02();
        node.Core.Neighbours.Remove(1, Ipv4Address.Parse(Pod), node.Now);
        Send(pod, 64, false, protocol: 1, Packets.Icmp(8, 0, 1, Packets.Pattern(56)));
        for (int round = 0; round < 6; round++)
        {
            pod.Poll();
            pod.Sent.ForEach(sent => node.ReceiveFrame(1, sent.Frame));
            pod.Sent.Clear();
            node.Poll();
            node.Sent.FindAll(sent => sent.Port == 1).ForEach(sent => pod.ReceiveFrame(0, sent.Frame));
            List<byte[]> wrapped = node.Sent.FindAll(sent => sent.Port == 0).ConvertAll(sent => sent.Frame);
            node.Sent.Clear();
            foreach (byte[] frame in wrapped)
            {
                // The far node sends the answer of the far pod, which spent one TTL on the way to the tunnel.
                PacketCheck.Frame(frame).Inner().From(Pod).To("172.173.55.45").Ttl(63);
                byte[] reply = Packets.Ip("172.173.55.45", Pod, 1, Packets.Icmp(0, 0, 1, Packets.Pattern(56)), ttl: 63);
                node.ReceiveIp(0, Packets.Ipip("192.168.101.201", "192.168.101.202", reply));
            }
        }

        Assert.That(pod.Delivered, Has.Count.EqualTo(1));
        Assert.That((int)pod.Delivered[0].Packet.Ttl, Is.EqualTo(62), "the walk-through's ttl=62");
    }

    [Test]
    public void Too_big_lowers_the_mtu_of_that_destination_for_ten_minutes()
    {
        CoreHarness pod = Resolved();
        Assert.That(Send(pod, 1480, true), Is.EqualTo(SendResult.Sent));
        byte[] frame = pod.Only().Frame;
        PacketCheck.Frame(frame).Length(1500).DontFragment(true);
        byte[] packet = frame.AsSpan(14).ToArray();
        pod.ReceiveIp(0, Packets.Ip("192.168.101.202", Pod, 1,
            Packets.Icmp(3, 4, 1480, packet.AsSpan(0, 548).ToArray())));
        pod.Poll();
        Assert.That(pod.Events.Exists(e => e.Kind == CoreEventKind.PathMtu && e.Value == 1480), Is.True);
        Assert.That(pod.Delivered, Has.Count.EqualTo(1), "transports hear it too");
        Assert.That(Send(pod, 1461, true), Is.EqualTo(SendResult.TooLong));
        Assert.That(Send(pod, 1460, true), Is.EqualTo(SendResult.Sent));
        Assert.That(pod.Core.PathMtu(Ipv4Address.Parse("172.173.55.45"), pod.Now), Is.EqualTo(1480));
        Assert.That(pod.Core.PathMtu(Ipv4Address.Parse("172.173.55.46"), pod.Now), Is.EqualTo(1500));
        pod.Poll();
        pod.Sent.Clear();
        Assert.That(Send(pod, 1461, false), Is.EqualTo(SendResult.Sent), "DF clear is cut at the source");
        pod.Poll();
        Assert.That(pod.Sent, Has.Count.EqualTo(2));
        pod.Advance(Duration.FromSeconds(600));
        Assert.That(Send(pod, 1480, true), Is.EqualTo(SendResult.Sent));
    }

    [TestCase(17, 0, 0u, 552, Description = "the packet as sent; 68 octets is what no path has")]
    [TestCase(6, 0, 0u, 1500, Description = "TCP judges errors about its own segments")]
    [TestCase(17, 1, 0u, 1500, Description = "an identification that was not used")]
    [TestCase(17, 0, 1u, 1500, Description = "other ports")]
    public void Only_what_was_sent_lowers_a_path_and_never_below_552(
        int protocol, int identification, uint payload, int mtu) // RFC 5927 §4, Linux's min_pmtu
    {
        CoreHarness pod = Resolved();
        Send(pod, 1480, true, (byte)protocol);
        byte[] quote = pod.Only().Frame.AsSpan(14, 28).ToArray();
        BigEndian.WriteUInt16(quote, 4, (ushort)(BigEndian.ReadUInt16(quote, 4) + identification));
        BigEndian.WriteUInt32(quote, 20, BigEndian.ReadUInt32(quote, 20) + payload);
        pod.ReceiveIp(0, Packets.Ip("192.168.101.202", Pod, 1, Packets.Icmp(3, 4, 68, quote)));
        Assert.That(pod.Core.PathMtu(Ipv4Address.Parse("172.173.55.45"), pod.Now), Is.EqualTo(mtu));
    }

    [Test]
    public void A_datagram_that_takes_the_last_slots_is_sent_whole_or_not_at_all()
    {
        // Three pieces, three slots, and a neighbour to ask for: one slot too few.
        CoreHarness router = CoreHarness.Router();
        while (router.Pool.Available > 3)
        {
            router.Pool.TryRent(out _);
        }

        var send = new IpSend { Destination = Ipv4Address.Parse("10.0.0.77"), Protocol = 17 };
        byte[] payload = Packets.Pattern(4000);
        Assert.That(router.Core.Send(in send, payload, router.Now, out SendResult result), Is.True);
        Assert.That(result, Is.EqualTo(SendResult.Sent));
        router.Know(0, "10.0.0.77");
        router.Poll();
        byte[] got = new byte[4000];
        foreach ((_, byte[] sent) in router.Sent)
        {
            PacketCheck check = PacketCheck.Frame(sent);
            check.Payload.CopyTo(got, check.Header.PayloadOffset);
        }

        Assert.That(got, Is.EqualTo(payload));
        Assert.That(router.Core.Counters.DroppedLocal(DropReason.NoFrame), Is.EqualTo(1), "the request had no slot");
    }

    [Test]
    public void Errors_about_packets_of_others_are_ignored()
    {
        CoreHarness pod = Resolved();
        byte[] packet = Packets.Ip("172.165.231.99", "172.173.55.45", 17, new byte[1480], df: true);
        pod.ReceiveIp(0, Packets.Ip("192.168.101.202", Pod, 1,
            Packets.Icmp(3, 4, 600, packet.AsSpan(0, 100).ToArray())));
        Assert.That(pod.Core.PathMtu(Ipv4Address.Parse("172.173.55.45"), pod.Now), Is.EqualTo(1500));
    }

    [Test]
    public void Sending_says_why_it_cannot()
    {
        CoreHarness router = CoreHarness.Router();
        var send = new IpSend { Destination = Ipv4Address.Parse("203.0.113.1"), Protocol = 17 };
        router.Core.Send(in send, new byte[10], router.Now, out SendResult result);
        Assert.That(result, Is.EqualTo(SendResult.NoRoute));
        send = new IpSend { Destination = Ipv4Address.Parse("10.0.0.2"), Source = Ipv4Address.Parse("10.0.0.3") };
        router.Core.Send(in send, new byte[10], router.Now, out result);
        Assert.That(result, Is.EqualTo(SendResult.BadSource));
        send = new IpSend { Destination = Ipv4Address.Parse("10.0.0.2") };
        router.Core.Send(in send, new byte[65516], router.Now, out result);
        Assert.That(result, Is.EqualTo(SendResult.TooLong));
        while (router.Pool.TryRent(out _))
        {
        }

        router.Core.Send(in send, new byte[10], router.Now, out result);
        Assert.That(result, Is.EqualTo(SendResult.NoBuffer));
    }

    [TestCase(56)]
    [TestCase(9000)]
    public void The_board_talks_to_itself(int size)
    {
        CoreHarness router = CoreHarness.Router();
        var send = new IpSend { Destination = Ipv4Address.Parse("10.0.1.1"), Protocol = 1 };
        Assert.That(router.Core.Send(in send, Packets.Icmp(8, 0, 3, Packets.Pattern(size)), router.Now), Is.True);
        router.Advance(Duration.FromMilliseconds(1));
        Assert.That(router.Delivered, Has.Count.EqualTo(1));
        Assert.That(router.Delivered[0].Payload, Is.EqualTo(Packets.Icmp(0, 0, 3, Packets.Pattern(size))));
        Assert.That(router.Core.Counters.Received, Is.Zero);
        Assert.That(router.Pool.Available, Is.EqualTo(router.Pool.Capacity));
    }

    [Test]
    public void The_tracer_sees_the_way_of_a_packet_through_the_tunnel()
    {
        CoreHarness node = TunnelTests.Node02();
        var tracer = new Tracer();
        node.Core.Tracer = tracer;
        node.ReceiveIp(1, Packets.Echo(Pod, "172.173.55.45"));
        node.ReceiveIp(0, Packets.Ipip("192.168.101.201", "192.168.101.202", Packets.Echo("172.173.55.45", Pod)));
        Assert.That(tracer.Steps, Is.EqualTo(new[]
        {
            "Received ttl 64", "Lookup 172.173.55.0/26 -> 192.168.101.201 ttl 64", "Encapsulated ttl 63",
                "Forwarded ttl 63",
            "Received ttl 64", "Lookup 192.168.101.202/32 -> 192.168.101.202 ttl 64", "Decapsulated ttl 64",
            "Received ttl 64", "Lookup 172.165.231.156/32 -> 172.165.231.156 ttl 64", "Forwarded ttl 63",
        }));
    }

    private static CoreHarness NewPod()
    {
        var pod = new CoreHarness(new CoreOptions { Forwarding = false });
        pod.Core.AddPort(CoreHarness.PortAt("eth0", "ce:d3:51:1a:8d:fe", Pod, 32));
        pod.Route("169.254.1.1/32", 0, protocol: RouteProtocol.Boot);
        pod.Route("0.0.0.0/0", 0, "169.254.1.1", RouteProtocol.Boot);
        return pod;
    }

    private static CoreHarness Resolved()
    {
        CoreHarness pod = NewPod();
        pod.Know(0, "169.254.1.1");
        return pod;
    }

    private static SendResult Send(CoreHarness pod, int size, bool df, byte protocol = 17, byte[]? payload = null)
    {
        var send = new IpSend
        {
            Destination = Ipv4Address.Parse("172.173.55.45"),
            Protocol = protocol,
            DontFragment = df
        };
        pod.Core.Send(in send, payload ?? new byte[size], pod.Now, out SendResult result);
        return result;
    }

    private sealed class Tracer : ICoreTracer
    {
        public List<string> Steps { get; } = new();

        public void OnStep(in CoreTraceStep step)
        {
            string text = step.Kind.ToString();
            text += step.Route == null ? string.Empty : " " + step.Route.Prefix + " -> " +
                (step.NextHop.Gateway.IsZero ? step.Neighbour : step.NextHop.Gateway);
            Steps.Add(text + " ttl " + step.Packet[8]);
        }
    }
}
