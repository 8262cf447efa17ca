using System;
using CsCheck;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpHeaderTests
{
    // A SYN of Linux (net.ipv4 defaults: SACK, timestamps, scale 7) as tcpdump shows them:
    // Flags [S], seq 0x12345678, win 64240, options [mss 1460,sackOK,TS val 0xdeadbeef ecr 0,nop,wscale 7].
    private const string LinuxSyn =
        "a6f800b3" + "12345678" + "00000000" + "a002faf0" + "00000000"
        + "020405b4" + "0402080a" + "deadbeef" + "00000000" + "01030307";

    [Test]
    public void Reads_a_linux_syn()
    {
        Assert.That(TcpSegment.TryRead(Convert.FromHexString(LinuxSyn), out TcpSegment view), Is.True);
        Assert.That(TcpHeader.Read(view), Is.EqualTo(new TcpHeader
        {
            SourcePort = 42744,
            DestinationPort = 179,
            Sequence = new TcpSequence(0x12345678),
            Flags = TcpFlags.Syn,
            Window = 64240,
        }));
        Assert.That(TcpOptionSet.Read(view.Options), Is.EqualTo(new TcpOptionSet
        {
            MaximumSegmentSize = 1460,
            SackPermitted = true,
            HasTimestamps = true,
            TimestampValue = 0xdeadbeef,
            HasWindowScale = true,
            WindowScale = 7,
        }));
        Assert.That(view.Payload.Length, Is.Zero);
        Assert.That(view.SequenceLength, Is.EqualTo(1));
    }

    [Test]
    public void Writes_a_linux_syn()
    {
        byte[] segment = new byte[40];
        var options = new TcpOptionSet
        {
            MaximumSegmentSize = 1460,
            SackPermitted = true,
            HasTimestamps = true,
            TimestampValue = 0xdeadbeef,
            HasWindowScale = true,
            WindowScale = 7,
        };
        var header = new TcpHeader
        {
            SourcePort = 42744,
            DestinationPort = 179,
            Sequence = new TcpSequence(0x12345678),
            Flags = TcpFlags.Syn,
            Window = 64240,
        };
        int length = options.Write(segment.AsSpan(20));
        header.Write(segment, length);
        Assert.That(length, Is.EqualTo(20));
        Assert.That(Convert.ToHexString(segment).ToLowerInvariant(), Is.EqualTo(LinuxSyn));
    }

    [TestCase(true, false, false, "020405b4")]
    [TestCase(true, true, false, "020405b4" + "01010402", Description = "Linux pads a lone SACK-permitted in front")]
    [TestCase(true, false, true, "020405b4" + "0101080a" + "0000000100000002")]
    public void Pads_as_linux_does(bool mss, bool sack, bool stamps, string expected)
    {
        byte[] area = new byte[40];
        int length = new TcpOptionSet
        {
            MaximumSegmentSize = mss ? (ushort)1460 : (ushort)0,
            SackPermitted = sack,
            HasTimestamps = stamps,
            TimestampValue = 1,
            TimestampEcho = 2,
        }.Write(area);
        Assert.That(Convert.ToHexString(area, 0, length).ToLowerInvariant(), Is.EqualTo(expected));
    }

    [Test]
    public void Checksum_covers_the_pseudo_header()
    {
        // By hand (RFC 9293 §3.1): 0a00+0001+0a00+0002+0006+0014 (pseudo) + 0001+0002+5002 (header) = 6422,
        // complement 9bdd.
        byte[] segment = Convert.FromHexString("0001000200000000000000005002000000000000");
        var source = Ipv4Address.Parse("10.0.0.1");
        var destination = Ipv4Address.Parse("10.0.0.2");
        TcpHeader.WriteChecksum(segment, source, destination);
        Assert.That(BigEndian.ReadUInt16(segment, 16), Is.EqualTo(0x9bdd));
        TcpSegment.TryRead(segment, out TcpSegment view);
        Assert.That(view.ChecksumIsValid(source, destination), Is.True);
        Assert.That(view.ChecksumIsValid(source, source), Is.False);
    }

    [TestCase(0)]
    [TestCase(19)]
    public void Refuses_short_segments(int length) =>
        Assert.That(TcpSegment.TryRead(new byte[length], out _), Is.False);

    [TestCase(0x40, Description = "offset of sixteen octets")]
    [TestCase(0x60, Description = "offset past the end")]
    public void Refuses_impossible_data_offsets(int offset)
    {
        byte[] segment = new byte[20];
        segment[12] = (byte)offset;
        Assert.That(TcpSegment.TryRead(segment, out _), Is.False);
    }

    [Test]
    public void Unknown_options_round_trip()
    {
        // MD5 signature (19), experimental (253), no-operation, end of list, garbage behind it.
        byte[] area = Convert.FromHexString("1306aabbccdd" + "01" + "fd04f00d" + "00" + "ee");
        byte[] copy = new byte[40];
        var reader = new TcpOptionReader(area);
        var writer = new TcpOptionWriter(copy);
        while (reader.Next())
        {
            Assert.That(writer.TryWrite(reader.Kind, reader.Data), Is.True);
        }

        reader.Rest.CopyTo(copy.AsSpan(writer.Length));
        Assert.That(reader.Malformed, Is.False);
        Assert.That(Convert.ToHexString(copy, 0, area.Length), Is.EqualTo(Convert.ToHexString(area)));
    }

    [TestCase("02")]
    [TestCase("0200")]
    [TestCase("0201ffff")]
    [TestCase("020505b4")]
    public void Malformed_options_end_the_walk(string hex)
    {
        var reader = new TcpOptionReader(Convert.FromHexString(hex));
        Assert.That(reader.Next(), Is.False);
        Assert.That(reader.Malformed, Is.True);
    }

    [Test]
    public void A_shift_above_fourteen_is_fourteen() // RFC 7323 §2.3
        => Assert.That(TcpOptionSet.Read(Convert.FromHexString("030310")).WindowScale, Is.EqualTo(14));

    [Test]
    public void Any_octets_read_without_harm_and_write_back() => Gen.Byte.Array[0, 80].Sample(octets =>
    {
        if (!TcpSegment.TryRead(octets, out TcpSegment view))
        {
            return true;
        }

        byte[] copy = new byte[octets.Length];
        TcpHeader.Read(view).Write(copy, view.Options.Length);
        view.Options.CopyTo(copy.AsSpan(20));
        view.Payload.CopyTo(copy.AsSpan(20 + view.Options.Length));
        _ = TcpOptionSet.Read(view.Options);
        return copy.AsSpan().SequenceEqual(octets);
    });

    [Test]
    public void Sequence_numbers_wrap() // RFC 9293 §3.4
    {
        var before = new TcpSequence(0xffff_fff0);
        TcpSequence after = before + 0x20;
        Assert.That(after.Value, Is.EqualTo(0x10));
        Assert.That(after > before, Is.True);
        Assert.That(after - before, Is.EqualTo(0x20));
        Assert.That(TcpSequence.Max(before, after), Is.EqualTo(after));
    }
}
