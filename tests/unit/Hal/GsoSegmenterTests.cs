using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Tests.Hal;

public sealed class GsoSegmenterTests
{
    private const int Largest = 1514;

    private static VirtioNetHeader Gso(byte type, int size) =>
        new(VirtioNetHeader.NeedsChecksumFlag, type, 0, (ushort)size, 34, 16);

    private static List<byte[]>? Cut(byte[] frame, VirtioNetHeader header, int largest = Largest)
    {
        var segmenter = new GsoSegmenter();
        if (!segmenter.TryStart(frame, header, largest))
        {
            Assert.That(segmenter.Active, Is.False);
            return null;
        }

        var segments = new List<byte[]>();
        while (segmenter.Active)
        {
            var segment = new byte[largest];
            int length = segmenter.WriteNext(frame, segment);
            segments.Add(segment[..length]);
        }

        return segments;
    }

    [TestCase(false, false)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(true, true)]
    public void Tcp_is_cut_as_a_network_card_would(bool tagged, bool tunnelled)
    {
        byte[] payload = Packets.Payload(10_000);
        int mss = tunnelled ? 1428 : 1448;
        const byte FinPushAckCwrEce = 0xd9;
        byte[] frame = Packets.Make(Packets.Tcp, payload, id: 0xfffe, FinPushAckCwrEce, tagged: tagged,
            tunnelled: tunnelled);
        List<byte[]>? segments = Cut(frame, Gso(VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn, mss),
            Largest + (tagged ? 4 : 0));
        Assert.That(segments, Has.Count.EqualTo((10_000 + mss - 1) / mss));

        int link = tagged ? 18 : 14;
        int inner = link + (tunnelled ? 20 : 0);
        int tcp = inner + 20;
        var joined = new List<byte>();
        for (int i = 0; i < segments!.Count; i++)
        {
            byte[] segment = segments[i];
            bool last = i == segments.Count - 1;
            Assert.That(segment.Length, Is.LessThanOrEqualTo(1500 + link));
            Assert.That(segment[..link], Is.EqualTo(frame[..link]), "Ethernet header and tag stay");
            Assert.That((int)BigEndian.ReadUInt16(segment, link + 2), Is.EqualTo(segment.Length - link));
            Assert.That(Packets.Ipv4Verifies(segment.AsSpan(link)), Is.True, $"checksums of segment {i}");
            Assert.That(BigEndian.ReadUInt16(segment, inner + 4), Is.EqualTo((ushort)(0xfffe + i)),
                "identification counts on");
            Assert.That(BigEndian.ReadUInt32(segment, tcp + 4), Is.EqualTo(unchecked(0xffff_f000 + (uint)(i * mss))));
            // RFC 9293 §3.1 and RFC 3168 §6.1.2: FIN and PSH last, CWR first, ACK and ECE on all.
            int expected = 0x50 | (i == 0 ? 0x80 : 0) | (last ? 0x09 : 0);
            Assert.That((int)segment[tcp + 13], Is.EqualTo(expected), $"flags of segment {i}");
            joined.AddRange(segment[(tcp + 32)..]);
        }

        Assert.That(joined, Is.EqualTo(payload));
    }

    [Test]
    public void Udp_is_cut_into_datagrams_of_the_given_size()
    {
        byte[] payload = Packets.Payload(3001);
        byte[] frame = Packets.Make(Packets.Udp, payload, id: 5);
        List<byte[]>? segments = Cut(frame, Gso(VirtioNetHeader.GsoUdpSegments, 1000));
        Assert.That(segments, Has.Count.EqualTo(4));
        for (int i = 0; i < 4; i++)
        {
            int octets = i < 3 ? 1000 : 1;
            Assert.That(segments![i], Has.Length.EqualTo(42 + octets));
            Assert.That((int)BigEndian.ReadUInt16(segments[i], 38), Is.EqualTo(8 + octets));
            Assert.That(Packets.Ipv4Verifies(segments[i].AsSpan(14)), Is.True);
            Assert.That(segments[i][42..], Is.EqualTo(payload[(i * 1000)..((i * 1000) + octets)]));
        }
    }

    [Test]
    public void Tcp_segments_shrink_to_the_wire_and_datagrams_are_refused()
    {
        List<byte[]>? segments = Cut(Packets.Make(Packets.Tcp, Packets.Payload(20_000), 1),
            Gso(VirtioNetHeader.GsoTcp4, 8948));
        Assert.That(segments, Is.Not.Null);
        Assert.That(segments!, Has.All.Length.LessThanOrEqualTo(Largest));
        Assert.That(segments!.TrueForAll(s => Packets.Ipv4Verifies(s.AsSpan(14))), Is.True);
        Assert.That(Cut(Packets.Make(Packets.Udp, Packets.Payload(20_000), 1), Gso(VirtioNetHeader.GsoUdpSegments,
            8000)), Is.Null);
    }

    [TestCase(VirtioNetHeader.GsoUdpFragments)]
    [TestCase(VirtioNetHeader.GsoTcp6)]
    [TestCase(VirtioNetHeader.GsoNone)]
    [TestCase((byte)9)]
    public void Other_kinds_are_refused(byte type) =>
        Assert.That(Cut(Packets.Make(Packets.Tcp, Packets.Payload(5000), 1), Gso(type, 1000)), Is.Null);

    [Test]
    public void Damaged_frames_are_refused_and_never_read_beyond()
    {
        byte[] good = Packets.Make(Packets.Tcp, Packets.Payload(3000), 1, tagged: true, tunnelled: true);
        var header = Gso(VirtioNetHeader.GsoTcp4, 1000);
        var random = new RandomStream(1, "damage");
        for (int length = 0; length < 110; length++)
        {
            Assert.That(Cut(good[..length], header), Is.Null, $"cut off at {length}");
        }

        for (int round = 0; round < 20_000; round++)
        {
            byte[] frame = (byte[])good.Clone();
            frame[12 + random.NextBelow(80)] = (byte)random.NextUInt32();
            List<byte[]>? segments = Cut(frame, header); // throws if it leaves the frame or the segment
            Assert.That(segments is null || segments.Count > 0, Is.True);
        }
    }

    [Test]
    public void Fragments_are_refused()
    {
        byte[] frame = Packets.Make(Packets.Udp, Packets.Payload(3000), 1);
        BigEndian.WriteUInt16(frame, 20, 0x2000);
        Assert.That(Cut(frame, Gso(VirtioNetHeader.GsoUdpSegments, 1000)), Is.Null);
    }
}
