namespace Router.Wire;

/// <summary>The fixed twenty octets of a TCP header as a value (RFC 9293 §3.1); options travel beside it.</summary>
public readonly record struct TcpHeader
{
    public const int Size = 20;

    /// <summary>The data offset counts up to fifteen words.</summary>
    public const int MaxOptions = 40;

    public const byte Protocol = 6;

    public const int ChecksumOffset = 16;

    public ushort SourcePort { get; init; }

    public ushort DestinationPort { get; init; }

    public TcpSequence Sequence { get; init; }

    public TcpSequence Acknowledgment { get; init; }

    /// <summary>The four bits after the data offset: must be ignored, and round-trip.</summary>
    public byte Reserved { get; init; }

    public TcpFlags Flags { get; init; }

    public ushort Window { get; init; }

    public ushort Checksum { get; init; }

    public ushort UrgentPointer { get; init; }

    public static TcpHeader Read(in TcpSegment segment) => new()
    {
        SourcePort = segment.SourcePort,
        DestinationPort = segment.DestinationPort,
        Sequence = segment.Sequence,
        Acknowledgment = segment.Acknowledgment,
        Reserved = segment.Reserved,
        Flags = segment.Flags,
        Window = segment.Window,
        Checksum = segment.Checksum,
        UrgentPointer = segment.UrgentPointer,
    };

    /// <summary>
    /// Writes the fixed part; <paramref name="optionsLength"/>, a multiple of four up to 40, goes into the data offset.
    /// </summary>
    public void Write(Octets segment, int optionsLength)
    {
        BigEndian.WriteUInt16(segment, 0, SourcePort);
        BigEndian.WriteUInt16(segment, 2, DestinationPort);
        BigEndian.WriteUInt32(segment, 4, Sequence.Value);
        BigEndian.WriteUInt32(segment, 8, Acknowledgment.Value);
        segment[12] = (byte)((((Size + optionsLength) / 4) << 4) | (Reserved & 15));
        segment[13] = (byte)Flags;
        BigEndian.WriteUInt16(segment, 14, Window);
        BigEndian.WriteUInt16(segment, ChecksumOffset, Checksum);
        BigEndian.WriteUInt16(segment, 18, UrgentPointer);
    }

    /// <summary>Computes and stores the checksum over a whole segment and its pseudo-header.</summary>
    public static void WriteChecksum(Octets segment, Ipv4Address source, Ipv4Address destination)
    {
        BigEndian.WriteUInt16(segment, ChecksumOffset, 0);
        uint sum = InternetChecksum.AddPseudoHeader(0, source, destination, Protocol, segment.Length);
        BigEndian.WriteUInt16(
            segment, ChecksumOffset, InternetChecksum.Finish(InternetChecksum.Add(sum, segment, 0, segment.Length)));
    }
}
