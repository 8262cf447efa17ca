using System;

namespace Router.Tcp;

/// <summary>One received segment, decoded once, with the moment it came.</summary>
internal readonly ref struct Arrival
{
    public Arrival(in TcpSegment segment, Instant now)
    {
        Sequence = segment.Sequence;
        Acknowledgment = segment.Acknowledgment;
        Flags = segment.Flags;
        Window = segment.Window;
        Length = segment.SequenceLength;
        Payload = segment.Payload;
        Options = TcpOptionSet.Read(segment.Options);
        Now = now;
    }

    public TcpSequence Sequence { get; }

    public TcpSequence Acknowledgment { get; }

    public TcpFlags Flags { get; }

    public ushort Window { get; }

    /// <summary>SEG.LEN: SYN and FIN count.</summary>
    public int Length { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public TcpOptionSet Options { get; }

    public Instant Now { get; }

    public bool Has(TcpFlags flag) => (Flags & flag) != 0;
}
