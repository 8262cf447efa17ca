using System;
using NUnit.Framework;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>Half a checksum without a mark, as AF_XDP sees it on a veth. The sums here are this file's own.</summary>
public sealed class PartialChecksumTests
{
    private static readonly byte[] s_protocols = [4, 6, 17, 132];

    [TestCase(Packets.Tcp, 16, false, false)]
    [TestCase(Packets.Udp, 6, false, false)]
    [TestCase(Packets.Tcp, 16, true, false)]
    [TestCase(Packets.Tcp, 16, false, true)]
    [TestCase(Packets.Udp, 6, true, true)]
    public void A_half_checksum_is_completed(byte protocol, int offset, bool tagged, bool tunnelled)
    {
        byte[] frame = Good(protocol, offset, tagged, tunnelled, out int ip);
        byte[] finished = (byte[])frame.Clone();
        Put(frame, ip + 20 + offset, Pseudo(frame, ip));
        Assert.That(PartialChecksum.TryComplete(frame), Is.True);
        Assert.That(frame, Is.EqualTo(finished));
        Assert.That(PartialChecksum.TryComplete(frame), Is.False, "and then no more");
    }

    [Test]
    public void A_finished_checksum_that_looks_like_half_of_one_stays_as_it_is()
    {
        // Two octets of payload chosen so that the finished checksum equals the pseudo-header's sum.
        foreach ((byte protocol, int offset) in (ReadOnlySpan<(byte, int)>)[(Packets.Tcp, 16), (Packets.Udp, 6)])
        {
            int found = 0;
            for (int filler = 0; filler < 65536; filler++)
            {
                byte[] frame = Good(protocol, offset, false, false, out int ip, (ushort)filler);
                if (BigEndian.ReadUInt16(frame, ip + 20 + offset) == Pseudo(frame, ip))
                {
                    byte[] before = (byte[])frame.Clone();
                    PartialChecksum.TryComplete(frame);
                    Assert.That(frame, Is.EqualTo(before));
                    found++;
                }
            }

            Assert.That(found, Is.GreaterThan(0), "the search must have found the case");
        }
    }

    [Test]
    public void Padding_behind_the_packet_is_no_part_of_it()
    {
        byte[] packet = Good(Packets.Udp, 6, false, false, out int ip);
        byte[] padded = [.. packet, .. new byte[] { 1, 2, 3, 4 }];
        Put(padded, ip + 26, Pseudo(padded, ip));
        Assert.That(PartialChecksum.TryComplete(padded), Is.True);
        Assert.That(padded[..packet.Length], Is.EqualTo(packet));
    }

    [Test]
    public void What_has_no_half_checksum_is_not_touched()
    {
        byte[] good = Good(Packets.Tcp, 16, false, false, out int ip);
        Untouched(good);
        byte[] damaged = (byte[])good.Clone();
        damaged[^1] ^= 1;
        Untouched(damaged);
        byte[] noChecksum = Good(Packets.Udp, 6, false, false, out _);
        Put(noChecksum, ip + 26, 0); // RFC 768: none was computed
        Untouched(noChecksum);
        byte[] fragment = (byte[])good.Clone();
        Put(fragment, ip + 36, Pseudo(good, ip));
        Put(fragment, ip + 6, 0x2000);
        Untouched(fragment);
        byte[] ipv6 = (byte[])good.Clone();
        Put(ipv6, 12, 0x86dd);
        Untouched(ipv6);
        byte[] half = (byte[])good.Clone();
        Put(half, ip + 36, Pseudo(good, ip));
        for (int length = 0; length < half.Length; length++)
        {
            Untouched(half[..length]);
        }
    }

    [Test]
    public void Random_octets_are_never_read_beyond_their_end()
    {
        var random = new RandomStream(7, "octets");
        for (int i = 0; i < 20_000; i++)
        {
            var frame = new byte[random.NextUInt32() % 90];
            for (int j = 0; j < frame.Length; j++)
            {
                frame[j] = (byte)random.NextUInt32();
            }

            if (frame.Length > 24)
            {
                Put(frame, 12, 0x0800);
                frame[14] = (byte)(0x40 | (frame[14] & 15));
                frame[23] = s_protocols[frame[23] & 3];
            }

            Assert.That(() => PartialChecksum.TryComplete(frame), Throws.Nothing);
        }
    }

    private static void Untouched(byte[] frame)
    {
        byte[] before = (byte[])frame.Clone();
        Assert.That(PartialChecksum.TryComplete(frame), Is.False);
        Assert.That(frame, Is.EqualTo(before));
    }

    /// <summary>A frame whose every checksum verifies, and where its innermost IP header is.</summary>
    private static byte[] Good(
        byte protocol, int offset, bool tagged, bool tunnelled, out int ip, ushort filler = 0x1234)
    {
        byte[] payload = Packets.Payload(101);
        BigEndian.WriteUInt16(payload, 0, filler);
        byte[] frame = Packets.Make(protocol, payload, 1, tagged: tagged, tunnelled: tunnelled);
        int outer = tagged ? 18 : 14;
        ip = outer + (tunnelled ? 20 : 0);
        for (int header = outer; header <= ip; header += 20)
        {
            Put(frame, header + 10, 0);
            Put(frame, header + 10, 0xffff - Sum(frame.AsSpan(header, 20), 0));
        }

        int field = ip + 20 + offset;
        Put(frame, field, 0);
        int sum = 0xffff - Sum(frame.AsSpan(ip + 20), Pseudo(frame, ip));
        Put(frame, field, sum == 0 ? 0xffff : sum);
        Assert.That(Packets.Ipv4Verifies(frame.AsSpan(outer)), Is.True);
        return frame;
    }

    private static int Pseudo(byte[] frame, int ip)
    {
        int length = BigEndian.ReadUInt16(frame, ip + 2) - 20;
        return Sum(frame.AsSpan(ip + 12, 8), frame[ip + 9] + length);
    }

    private static int Sum(ReadOnlySpan<byte> octets, int start)
    {
        long sum = start;
        for (int i = 0; i < octets.Length; i++)
        {
            sum += (i & 1) == 0 ? octets[i] << 8 : octets[i];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (int)sum;
    }

    private static void Put(byte[] frame, int offset, int value) => BigEndian.WriteUInt16(frame, offset, value);
}
