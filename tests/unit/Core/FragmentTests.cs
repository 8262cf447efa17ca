using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Core;

/// <summary>RFC 791 §3.2: cutting and joining are inverse, and bounded.</summary>
public sealed class FragmentTests
{
    [Test]
    public void Fragment_then_reassemble_is_the_identity() =>
        Gen.Select(Gen.Int[1, 1900], Gen.Int[68, 1500], Gen.Int[0, 3], Gen.Int[0, 1000]).Sample(
            (size, mtu, words, order) =>
            {
                byte[] options = Enumerable.Repeat((byte)1, words * 4).ToArray();
                size = Math.Max(8, Math.Min(size, 1900 - options.Length));
                CoreHarness cutter = CoreHarness.Router(
                    second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: mtu));
                byte[] packet = Packets.Ip("10.0.0.2", "10.0.1.2", 17, Packets.UdpPayload(size), options: options);
                cutter.ReceiveIp(0, packet);
                cutter.Poll();
                Assert.That(cutter.Sent.All(sent => sent.Frame.Length - 14 <= mtu), Is.True);

                var joiner = new CoreHarness();
                joiner.Core.AddPort(CoreHarness.PortAt("eth0", CoreHarness.Mac0, "10.0.1.2"));
                foreach (byte[] frame in Shuffled(cutter.Sent.ConvertAll(sent => sent.Frame), order))
                {
                    joiner.ReceiveIp(0, frame.AsSpan(14).ToArray());
                }

                joiner.Poll();
                Assert.That(joiner.Delivered, Has.Count.EqualTo(1));
                Assert.That(joiner.Delivered[0].Payload, Is.EqualTo(Packets.UdpPayload(size)));
                Assert.That(joiner.Core.Counters.Held, Is.Zero);
                Assert.That(joiner.Pool.Available, Is.EqualTo(joiner.Pool.Capacity));
            },
            iter: 300);

    [Test]
    public void Large_echo_is_joined_and_answered_in_fragments()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] message = Packets.Icmp(8, 0, 9, Packets.Pattern(60000));
        for (int offset = 0; offset < message.Length; offset += 1480)
        {
            int length = Math.Min(1480, message.Length - offset);
            harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 1, message.AsSpan(offset, length).ToArray(),
                offset: offset, more: offset + length < message.Length));
        }

        harness.Poll();
        byte[] answer = new byte[message.Length];
        foreach ((int _, byte[] frame) in harness.Sent)
        {
            PacketCheck check = PacketCheck.Frame(frame).From("10.0.0.1").To("10.0.0.2");
            check.Payload.CopyTo(answer, check.Header.PayloadOffset);
        }

        Assert.That(answer, Is.EqualTo(Packets.Icmp(0, 0, 9, Packets.Pattern(60000))));
    }

    [Test]
    public void Options_with_the_copied_flag_go_into_every_fragment_others_into_the_first()
    {
        CoreHarness harness = CoreHarness.Router(
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 200));

        // Router Alert (148, copied) and a Timestamp (68, not copied) that is full.
        byte[] options = [148, 4, 0, 0, 68, 8, 9, 0, 0, 0, 0, 0];
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.1.2", 17, Packets.UdpPayload(400), options: options));
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(3));
        Assert.That(harness.Sent[0].Frame.AsSpan(34, 12).ToArray(), Is.EqualTo(options));
        Assert.That(PacketCheck.Frame(harness.Sent[1].Frame).Header.HeaderLength, Is.EqualTo(24));
        Assert.That(harness.Sent[2].Frame.AsSpan(34, 4).ToArray(), Is.EqualTo(new byte[] { 148, 4, 0, 0 }));
    }

    [Test]
    public void Missing_fragments_are_told_if_the_first_is_there()
    {
        CoreHarness harness = CoreHarness.Router();
        byte[] first = Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], more: true);
        harness.ReceiveIp(0, first);
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], id: 9, offset: 64));
        Assert.That(harness.Core.PollAt(), Is.EqualTo(harness.Now + Duration.FromSeconds(30)));
        harness.Advance(Duration.FromSeconds(30));
        PacketCheck.Frame(harness.Only().Frame).Icmp(11, 1).Quotes(first);
        harness.AssertDropped(DropReason.ReassemblyTimeout, 2);
    }

    [Test]
    public void An_overlap_condemns_the_datagram()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], more: true));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], offset: 56, more: true));
        harness.AssertDropped(DropReason.FragmentOverlap, 2);
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], offset: 64));
        harness.Poll();
        Assert.That(harness.Delivered, Is.Empty);
    }

    [Test]
    public void First_fragments_without_end_do_not_block_reassembly()
    {
        CoreHarness harness = CoreHarness.Router();
        for (ushort id = 0; id < 40; id++)
        {
            harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[16], id: id, more: true));
        }

        harness.AssertDropped(DropReason.ReassemblyFull, 24);
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], id: 900, more: true));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, new byte[64], id: 900, offset: 64));
        harness.Poll();
        Assert.That(harness.Delivered, Has.Count.EqualTo(1));
    }

    [Test]
    public void Fragments_for_the_tunnel_are_taken_from_known_nodes_only()
    {
        CoreHarness harness = TunnelTests.Node02();
        harness.ReceiveIp(0, Packets.Ip("192.168.101.66", "192.168.101.202", 4, new byte[64], more: true));
        harness.AssertDropped(DropReason.IpipSource);
        Assert.That(harness.Core.Counters.Held, Is.Zero);
    }

    [TestCase(2, 2, 2)]
    [TestCase(2, 3, 3)]
    [TestCase(3, 2, 3)]
    public void Congestion_of_one_fragment_is_congestion_of_the_datagram(int first, int second, int expected)
    {
        // RFC 3168 §5.3
        CoreHarness harness = CoreHarness.Router();
        byte[] head = new byte[64];
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, head, tos: (byte)first, more: true));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.0.1", 17, head, tos: (byte)second, offset: 64));
        harness.Poll();
        Assert.That((int)harness.Delivered[0].Packet.Tos, Is.EqualTo(expected));
    }

    [TestCase(65512, 3, true)]
    [TestCase(65512, 4, false)]
    [TestCase(65520, 400, false)]
    public void A_fragment_beyond_65535_is_not_forwarded(int offset, int length, bool forwarded)
    {
        CoreHarness harness = CoreHarness.Router(
            second: CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1", mtu: 200));
        harness.ReceiveIp(0, Packets.Ip("10.0.0.2", "10.0.1.2", 17, new byte[length], offset: offset));
        harness.Poll();
        Assert.That(harness.Sent, Has.Count.EqualTo(forwarded ? 1 : 0));
        harness.AssertDropped(DropReason.FragmentMalformed, forwarded ? 0 : 1);
    }

    [Test]
    public void A_route_with_a_tiny_mtu_cuts_at_68()
    {
        CoreHarness harness = CoreHarness.Router();
        harness.Route("198.51.100.0/24", 1, "10.0.1.2", mtu: 20);
        harness.ReceiveIp(0, Packets.Udp("10.0.0.2", "198.51.100.9", 96));
        harness.Poll();
        Assert.That(harness.Sent.ConvertAll(sent => sent.Frame.Length - 14), Is.EqualTo(new[] { 68, 68 }));
        harness.Core.Tunnel.Mtu = 1;
        Assert.That(harness.Core.Tunnel.Mtu, Is.EqualTo(68));
    }

    private static List<byte[]> Shuffled(List<byte[]> frames, int order)
    {
        for (int i = frames.Count - 1; i > 0; i--)
        {
            order = (order * 1103515245) + 12345;
            int j = (int)((uint)order >> 8) % (i + 1);
            (frames[i], frames[j]) = (frames[j], frames[i]);
        }

        return frames;
    }
}
