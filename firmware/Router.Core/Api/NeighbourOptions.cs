using Router.Wire;

namespace Router.Core;

/// <summary>Limits and timers of the neighbour cache; defaults are Linux's.</summary>
public sealed record NeighbourOptions
{
    /// <summary>Entries in the cache.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>
    /// Packets that wait for one neighbour; the oldest gives way (RFC 1122 §2.3.2.2: keep the latest).
    /// </summary>
    public int QueuePerNeighbour { get; init; } = 16;

    /// <summary>Packets that wait for all neighbours together.</summary>
    public int QueueTotal { get; init; } = 256;

    /// <summary>Between requests; RFC 1122 §2.3.2.1 allows at most one a second per destination.</summary>
    public Duration Retry { get; init; } = Duration.FromSeconds(1);

    /// <summary>Requests before resolution fails, broadcast; and probes before an entry fails, unicast.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long a confirmed mapping is taken as good.</summary>
    public Duration Reachable { get; init; } = Duration.FromSeconds(30);

    /// <summary>How long a stale mapping is used before it is probed.</summary>
    public Duration DelayFirstProbe { get; init; } = Duration.FromSeconds(5);

    /// <summary>
    /// A changed address is believed only this long after the last change, so that two answers do not flap.
    /// </summary>
    public Duration LockTime { get; init; } = Duration.FromSeconds(1);
}
