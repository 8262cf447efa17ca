using System;
using System.Buffers.Binary;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// What a generated frame carries behind its UDP header, network order: a mark, the flow, the frame's number in its
/// flow, and when it was sent. It fits a frame of 64 octets, and one of 84 with an outer header.
/// </summary>
public static class TestFrame
{
    /// <summary>Octets of the stamp.</summary>
    public const int StampSize = 20;

    /// <summary>Octets of it that all frames of a flow share.</summary>
    public const int FlowSize = 8;

    /// <summary>The smallest frame that holds a stamp.</summary>
    public const int LeastSize = EthernetHeader.Size + Ipv4Header.Size + UdpHeader.Size + StampSize;

    private const uint Mark = 0x5254_4652;

    /// <summary>Writes a whole frame, all but the stamp's number and time.</summary>
    public static byte[] Build(TrafficOptions options, in Flow flow)
    {
        byte[] frame = new byte[options.FrameSize];
        new EthernetHeader(options.DestinationMac, options.SourceMac, EtherType.Ipv4).Write(frame, 0);
        int at = EthernetHeader.Size;
        Ipv4Header inner = default;
        inner.HeaderLength = Ipv4Header.Size;
        inner.TotalLength = options.FrameSize - at - (options.Tunnel is null ? 0 : Ipip.Overhead);
        inner.DontFragment = true;
        inner.Ttl = options.Ttl;
        inner.Protocol = IpProtocol.Udp;
        inner.Source = flow.Source;
        inner.Destination = flow.Destination;
        if (options.Tunnel is { } tunnel)
        {
            Ipip.Outer(inner, tunnel.Source, tunnel.Destination, 1).Write(frame, at);
            at += Ipip.Overhead;
        }

        inner.Write(frame, at);
        at += Ipv4Header.Size;

        // RFC 768: a checksum of zero is none, so that the stamp may change.
        new UdpHeader(flow.SourcePort, options.Port, (ushort)(inner.TotalLength - Ipv4Header.Size), 0)
            .Write(frame, at);
        at += UdpHeader.Size;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(at), Mark);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(at + 4), (uint)flow.Number);
        return frame;
    }

    /// <summary>Where the stamp begins in a frame of these options.</summary>
    public static int StampOffset(TrafficOptions options) => EthernetHeader.Size + Ipv4Header.Size + UdpHeader.Size
        + (options.Tunnel is null ? 0 : Ipip.Overhead);

    public static void Stamp(Span<byte> frame, int offset, uint sequence, long sent)
    {
        BinaryPrimitives.WriteUInt32BigEndian(frame[(offset + FlowSize)..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(frame[(offset + FlowSize + 4)..], sent);
    }

    /// <summary>Finds the stamp of a frame as it comes out of a router, in a tunnel or not.</summary>
    public static FrameVerdict TryRead(ReadOnlySpan<byte> frame, out Stamp stamp)
    {
        stamp = default;
        int at = EthernetHeader.Size;
        if (frame.Length < LeastSize || BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) != EtherType.Ipv4)
        {
            return FrameVerdict.Foreign;
        }

        FrameVerdict verdict = SkipHeader(frame, ref at, out byte protocol);
        if (verdict == FrameVerdict.Ours && protocol == IpProtocol.Ipip)
        {
            verdict = SkipHeader(frame, ref at, out protocol);
        }

        if (verdict != FrameVerdict.Ours)
        {
            return verdict;
        }

        at += UdpHeader.Size;
        if (protocol != IpProtocol.Udp || frame.Length < at + StampSize
            || BinaryPrimitives.ReadUInt32BigEndian(frame[at..]) != Mark)
        {
            return FrameVerdict.Foreign;
        }

        stamp = new Stamp(
            BinaryPrimitives.ReadUInt32BigEndian(frame[(at + 4)..]),
            BinaryPrimitives.ReadUInt32BigEndian(frame[(at + 8)..]),
            BinaryPrimitives.ReadInt64BigEndian(frame[(at + 12)..]));
        return FrameVerdict.Ours;
    }

    private static FrameVerdict SkipHeader(ReadOnlySpan<byte> frame, ref int at, out byte protocol)
    {
        protocol = 0;
        if (!Ipv4Header.TryParse(frame, at, frame.Length - at, out Ipv4Header header))
        {
            return FrameVerdict.Corrupt;
        }

        if (!Ipv4Header.VerifyChecksum(frame, at, header.HeaderLength))
        {
            return FrameVerdict.Corrupt;
        }

        protocol = header.Protocol;
        at += header.HeaderLength;
        return FrameVerdict.Ours;
    }
}
