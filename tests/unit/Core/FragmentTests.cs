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
