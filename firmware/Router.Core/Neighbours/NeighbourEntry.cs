using Router.Wire;

namespace Router.Core;

internal struct NeighbourEntry
{
    public int Port;
    public Ipv4Address Address;
    public MacAddress Mac;
    public NeighbourState State;

    /// <summary>When the next request goes out or the entry fails, in the states that have a timer.</summary>
    public Instant Deadline;

    /// <summary>Reachable until then; afterwards it is stale without anybody having to say so.</summary>
    public Instant ReachableUntil;

    /// <summary>When the mapping was last set or confirmed.</summary>
    public Instant Updated;

    public long LastUsed;

    /// <summary>When resolution began, on the same count as <see cref="LastUsed"/>.</summary>
    public long SoughtSince;

    public int Attempts;
    public int QueueHead;
    public int QueueTail;
    public int QueueLength;
    public int NextInBucket;

    public readonly bool HasTimer => State is NeighbourState.Incomplete or NeighbourState.Delay or NeighbourState.Probe;

    public readonly bool HasMac => State is not (NeighbourState.None or NeighbourState.Incomplete
        or NeighbourState.Failed);
}
