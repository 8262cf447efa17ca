namespace Router.Core;

/// <summary>
/// Monotonic counts of a board. Every received frame is, at any moment, in exactly one of delivered, forwarded, dropped
/// (one reason) or held; <see cref="IsConserved"/> says so.
/// </summary>
public sealed class CoreCounters
{
    private readonly long[] _dropped = new long[DropReasons.Count];
    private readonly long[] _droppedLocal = new long[DropReasons.Count];

    public long Received { get; internal set; }

    /// <summary>
    /// Taken by the board itself: ARP, echo requests answered, packets a sink took, fragments reassembled.
    /// </summary>
    public long Delivered { get; internal set; }

    /// <summary>Sent on, each received frame once, however many fragments it became.</summary>
    public long Forwarded { get; internal set; }

    /// <summary>
    /// Waiting: for a neighbour, for missing fragments, for the sink. Counted by looking, not by tallying.
    /// </summary>
    public long Held => HeldSource?.HeldFrames ?? 0;

    /// <summary>Sum of <see cref="Dropped"/> over all reasons.</summary>
    public long DroppedTotal { get; private set; }

    /// <summary>Frames that the board made itself: ARP, ICMP, and what its own stacks sent.</summary>
    public long Originated { get; internal set; }

    /// <summary>Frames beyond the first that fragmentation made out of one packet.</summary>
    public long FragmentsCreated { get; internal set; }

    /// <summary>
    /// Packets that left through the tunnel, and outer packets opened. Both are forwarded or delivered too.
    /// </summary>
    public long Encapsulated { get; internal set; }

    public long Decapsulated { get; internal set; }

    public long Reassembled { get; internal set; }

    public long IcmpErrorsSent { get; internal set; }

    /// <summary>ICMP errors not sent because of the rate limit (RFC 1812 §4.3.2.8).</summary>
    public long IcmpErrorsLimited { get; internal set; }

    public long EchoReplies { get; internal set; }

    /// <summary>Events that nobody fetched in time; the oldest are lost first.</summary>
    public long EventsLost { get; internal set; }

    internal IHeldSource? HeldSource { get; set; }

    /// <summary>Received frames dropped for a reason.</summary>
    public long Dropped(DropReason reason) => _dropped[(int)reason];

    /// <summary>
    /// Own packets and extra fragments dropped for a reason; outside the conservation of received frames.
    /// </summary>
    public long DroppedLocal(DropReason reason) => _droppedLocal[(int)reason];

    /// <summary>received = delivered + forwarded + dropped + held.</summary>
    public bool IsConserved() => Received == Delivered + Forwarded + DroppedTotal + Held;

    internal void CountDrop(DropReason reason, bool received)
    {
        if (received)
        {
            _dropped[(int)reason]++;
            DroppedTotal++;
        }
        else
        {
            _droppedLocal[(int)reason]++;
        }
    }
}
