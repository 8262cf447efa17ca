using System;

namespace Router.Bench.Traffic;

/// <summary>
/// A sink's books: each flow's losses, duplicates and reordering, and how long frames were on their way. A frame is
/// reordered when one that was sent after it came before it (RFC 4737 §3.3); duplicates count apart (RFC 5560 §4).
/// </summary>
public sealed class FlowMeter
{
    // How far back in a flow a frame can be told from its duplicate.
    private const int WindowWords = 16;
    private const int Window = WindowWords * 64;

    private readonly long[] _next;
    private readonly long[] _arrived;
    private readonly ulong[] _seen;
    private readonly OutputCheck? _check;

    /// <param name="flows">How many there are.</param>
    /// <param name="check">Holds each frame against what must come; null: only headers are looked at.</param>
    public FlowMeter(int flows, OutputCheck? check = null)
    {
        _check = check;
        _next = new long[flows];
        _arrived = new long[flows];
        _seen = new ulong[flows * WindowWords];
    }

    public LatencyHistogram Latency { get; } = new();

    /// <summary>Frames of our own that came, duplicates included.</summary>
    public long Received { get; private set; }

    /// <summary>Without their duplicates.</summary>
    public long Unique { get; private set; }

    public long Duplicates { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>Came so late that nobody knows whether it is a duplicate.</summary>
    public long TooLate { get; private set; }

    /// <summary>Frames that nobody generated here.</summary>
    public long Foreign { get; private set; }

    /// <summary>Frames with a wrong IPv4 header.</summary>
    public long Corrupt { get; private set; }

    /// <summary>Takes a frame from the wire.</summary>
    /// <param name="frame">From its Ethernet header.</param>
    /// <param name="now">By the sender's clock, in nanoseconds.</param>
    public FrameVerdict Observe(ReadOnlySpan<byte> frame, long now)
    {
        FrameVerdict verdict = TestFrame.TryRead(frame, out Stamp stamp);
        if (verdict == FrameVerdict.Ours && stamp.Flow < (uint)_next.Length)
        {
            Observe(in stamp, now);
            _check?.Check(frame, (int)stamp.Flow);
            return verdict;
        }

        Foreign += verdict == FrameVerdict.Corrupt ? 0 : 1;
        Corrupt += verdict == FrameVerdict.Corrupt ? 1 : 0;
        return verdict == FrameVerdict.Ours ? FrameVerdict.Foreign : verdict;
    }

    public void Observe(in Stamp stamp, long now)
    {
        Received++;
        Latency.Add(now - stamp.Sent);
        ref long next = ref _next[stamp.Flow];
        Span<ulong> seen = _seen.AsSpan((int)stamp.Flow * WindowWords, WindowWords);
        long sequence = stamp.Sequence;
        if (sequence >= next)
        {
            Forget(seen, next, sequence);
            next = sequence + 1;
        }
        else if (next - sequence > Window)
        {
            TooLate++;
            return;
        }
        else if (IsSet(seen, sequence))
        {
            Duplicates++;
            return;
        }
        else
        {
            Reordered++;
        }

        seen[(int)(sequence / 64 % WindowWords)] |= 1UL << (int)(sequence % 64);
        _arrived[stamp.Flow]++;
        Unique++;
    }

    /// <summary>Frames of one flow that came, without duplicates.</summary>
    public long ArrivedOf(int flow) => _arrived[flow];

    /// <summary>
    /// Frames that were skipped, for a sink that does not know what was sent: those lost at a flow's end are not among
    /// them.
    /// </summary>
    public long Missing
    {
        get
        {
            long missing = 0;
            for (int i = 0; i < _next.Length; i++)
            {
                missing += _next[i] - _arrived[i];
            }

            return missing - TooLate;
        }
    }

    /// <summary>Frames that never came. What came too late to tell is no loss.</summary>
    /// <param name="sent">Frames sent in each flow.</param>
    public long Lost(ReadOnlySpan<long> sent)
    {
        long lost = 0;
        for (int i = 0; i < sent.Length; i++)
        {
            lost += sent[i] - _arrived[i];
        }

        return lost - TooLate;
    }

    private static bool IsSet(ReadOnlySpan<ulong> seen, long sequence) =>
        (seen[(int)(sequence / 64 % WindowWords)] & (1UL << (int)(sequence % 64))) != 0;

    // The places of numbers skipped, and of this one, were those of frames a window before.
    private static void Forget(Span<ulong> seen, long first, long last)
    {
        if (last - first >= Window)
        {
            seen.Clear();
            return;
        }

        for (long sequence = first; sequence <= last; sequence++)
        {
            seen[(int)(sequence / 64 % WindowWords)] &= ~(1UL << (int)(sequence % 64));
        }
    }
}
