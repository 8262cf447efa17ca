using System;

namespace Router.Tcp;

/// <summary>Slow start, congestion avoidance, fast retransmit and NewReno recovery (RFC 5681, RFC 6582).</summary>
internal struct CongestionControl
{
    private const int DuplicateThreshold = 3;

    private TcpSequence _recover;
    private bool _recoverSet;
    private bool _timedOut;
    private bool _partialSeen;
    private uint _avoided;

    public uint Window { get; private set; }

    public uint Threshold { get; private set; }

    public int Duplicates { get; private set; }

    public bool InRecovery { get; private set; }

    /// <summary>RFC 3042 §2: each of the first two duplicates lets one new segment out.</summary>
    public readonly uint LimitedTransmit(uint segment) =>
        InRecovery || Duplicates >= DuplicateThreshold ? 0 : (uint)Duplicates * segment;

    /// <summary>RFC 6928 §2: min(10·MSS, max(2·MSS, 14600)); after a lost SYN one segment (RFC 5681 §3.1).</summary>
    public void Start(uint segment, int segments, bool synLost)
    {
        this = default;
        Window = synLost ? segment : InitialWindow(segment, segments);
        Threshold = uint.MaxValue / 2;
    }

    /// <summary>RFC 5681 §4.1: after an idle RTO the window restarts from at most the initial one.</summary>
    public void AfterIdle(uint segment, int segments) => Window = Math.Min(Window, InitialWindow(segment, segments));

    /// <summary>
    /// New data acknowledged. True when the next hole must be retransmitted (a partial acknowledgment).
    /// </summary>
    public bool Acknowledged(TcpSequence acknowledgment, uint octets, uint inFlight, uint segment, out bool keepTimer)
    {
        keepTimer = false;
        Duplicates = 0;
        _timedOut = false;
        if (!InRecovery)
        {
            Grow(octets, segment);
            return false;
        }

        if (acknowledgment >= _recover)
        {
            // RFC 6582 §3.2 step 3, full acknowledgment, option 1: no burst out of recovery.
            InRecovery = false;
            Window = Math.Min(Threshold, Math.Max(inFlight, segment) + segment);
            return false;
        }

        // Partial acknowledgment: deflate by what was acknowledged, add back one segment, resend the next hole.
        // Only the first one restarts the retransmission timer.
        Window -= Math.Min(octets, Window);
        Window = Math.Max(octets >= segment ? Window + segment : Window, segment);
        keepTimer = _partialSeen;
        _partialSeen = true;
        return true;
    }

    /// <summary>
    /// A duplicate acknowledgment. True when the first unacknowledged segment must be retransmitted now.
    /// </summary>
    public bool Duplicate(TcpSequence acknowledgment, TcpSequence sendMax, uint inFlight, uint segment)
    {
        Duplicates++;
        if (InRecovery)
        {
            // RFC 5681 §3.2 step 4: each duplicate says that a segment left the network.
            Window += segment;
            return false;
        }

        // RFC 6582 §3.2 step 1: duplicates of what was sent before the last loss event start nothing.
        if (Duplicates != DuplicateThreshold || (_recoverSet && acknowledgment <= _recover))
        {
            return false;
        }

        Threshold = Math.Max(inFlight / 2, 2 * segment);
        _recover = sendMax;
        _recoverSet = true;
        _partialSeen = false;
        InRecovery = true;
        Window = Threshold + (DuplicateThreshold * segment);
        return true;
    }

    /// <summary>RFC 5681 §3.1: the retransmission timer ran out; back to one segment.</summary>
    public void TimedOut(TcpSequence sendMax, uint inFlight, uint segment)
    {
        // Threshold is held when the same segment times out again.
        if (!_timedOut)
        {
            Threshold = Math.Max(inFlight / 2, 2 * segment);
        }

        _timedOut = true;
        _recover = sendMax;
        _recoverSet = true;
        InRecovery = false;
        Duplicates = 0;
        _avoided = 0;
        Window = segment;
    }

    /// <summary>
    /// The path MTU shrank: windows are counted in segments of the new size (RFC 5681 §3.1, at least one).
    /// </summary>
    public void SegmentShrank(uint segment) => Window = Math.Max(Window, segment);

    /// <summary>Keeps the mark of the last loss from being overtaken when sequence numbers wrap.</summary>
    public void Forget(TcpSequence unacknowledged)
    {
        if (_recoverSet && !InRecovery && unacknowledged > _recover)
        {
            _recoverSet = false;
        }
    }

    private static uint InitialWindow(uint segment, int segments) =>
        Math.Min((uint)Math.Max(segments, 1) * segment, Math.Max(2 * segment, 14600));

    private void Grow(uint octets, uint segment)
    {
        if (Window < Threshold)
        {
            // RFC 5681 §3.1 equation 2: L = 1 segment, against acknowledgments split on purpose.
            Window += Math.Min(octets, segment);
            return;
        }

        // RFC 5681 §3.1: one segment per window of acknowledged octets.
        _avoided += octets;
        if (_avoided >= Window)
        {
            _avoided -= Window;
            Window = Math.Min(Window + segment, uint.MaxValue / 4);
        }
    }
}
