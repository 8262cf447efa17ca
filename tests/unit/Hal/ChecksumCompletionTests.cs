using System;
using NUnit.Framework;
using Router.Hal.Offload;
using Router.Wire;

namespace Router.Tests.Hal;

public sealed class ChecksumCompletionTests
{
    // virtio 1.1 §5.1.6.2: the driver leaves the pseudo-header's sum, uncomplemented, in the checksum field.
    private static void WritePseudoSum(byte[] frame, int ip, int field)
    {
        uint sum = (uint)(frame[ip + 9] + (frame.Length - ip - 20));
        for (int i = 12; i < 20; i += 2)
        {
            sum += BigEndian.ReadUInt16(frame, ip + i);
        }

        BigEndian.WriteUInt16(frame, field, (int)((sum & 0xffff) + (sum >> 16)));
    }

    [TestCase(Packets.Tcp, 16, 0)]
    [TestCase(Packets.Tcp, 16, 101)]
    [TestCase(Packets.Udp, 6, 100)]
    public void Completes_what_the_kernel_left(byte protocol, int offset, int length)
    {
        byte[] frame = Packets.Make(protocol, Packets.Payload(length), 1);
        WritePseudoSum(frame, 14, 34 + offset);
        BigEndian.WriteUInt16(frame, 24, 0);
        BigEndian.WriteUInt16(frame, 24, InternetChecksum.Of(frame, 14, 20)); // the IP header is never left to the card
        Assert.That(Packets.Ipv4Verifies(frame.AsSpan(14)), Is.False);
        Assert.That(ChecksumCompletion.TryComplete(frame, new VirtioNetHeader(1, 0, 0, 0, 34, (ushort)offset)),
            Is.True);
        Assert.That(Packets.Ipv4Verifies(frame.AsSpan(14)), Is.True);
    }

    // RFC 768 sends all ones for a sum of zero, which would say that there is none. TCP sends zero (RFC 9293 §3.1).
    [TestCase(Packets.Udp, 6, 0xffff)]
    [TestCase(Packets.Tcp, 16, 0)]
    public void A_sum_of_zero_is_sent_as_the_protocol_has_it(byte protocol, int offset, int expected)
    {
        // Two octets of payload that make the sum come out as zero.
        byte[] frame = Packets.Make(protocol, new byte[2], 1);
        WritePseudoSum(frame, 14, 34 + offset);
        BigEndian.WriteUInt16(frame, frame.Length - 2, InternetChecksum.Of(frame, 34, frame.Length - 34));
        Assert.That(
            ChecksumCompletion.TryComplete(frame, new VirtioNetHeader(1, 0, 0, 0, 34, (ushort)offset)), Is.True);
        Assert.That((int)BigEndian.ReadUInt16(frame, 34 + offset), Is.EqualTo(expected));
    }

    [Test]
    public void Sctp_gets_its_crc()
    {
        // RFC 9260 appendix A: CRC32c, whose well-known check value over "123456789" is e3069283.
        byte[] frame = Packets.Make(132, Packets.Payload(20), 1);
        Assert.That(ChecksumCompletion.TryComplete(frame, new VirtioNetHeader(1, 0, 0, 0, 34, 8)), Is.True);
        byte[] zeroed = (byte[])frame.Clone();
        zeroed.AsSpan(42, 4).Clear();
        uint expected = Crc32C(zeroed.AsSpan(34));
        Assert.That(Crc32C("123456789"u8), Is.EqualTo(0xe306_9283));
        Assert.That(BitConverter.ToUInt32(frame, 42), Is.EqualTo(expected));
    }

    [TestCase(0, 16)]
    [TestCase(13, 0)]
    [TestCase(34, 4000)]
    [TestCase(60000, 16)]
    public void Positions_outside_the_frame_are_refused(int start, int offset)
    {
        byte[] frame = Packets.Make(Packets.Tcp, Packets.Payload(100), 1);
        byte[] before = (byte[])frame.Clone();
        Assert.That(ChecksumCompletion.TryComplete(frame, new VirtioNetHeader(1, 0, 0, 0, (ushort)start,
            (ushort)offset)), Is.False);
        Assert.That(frame, Is.EqualTo(before));
    }

    private static uint Crc32C(ReadOnlySpan<byte> octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82f6_3b78);
            }
        }

        return ~crc;
    }
}
