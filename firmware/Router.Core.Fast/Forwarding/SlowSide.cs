using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Whom the passes turn to when they do not know: the core itself, or on a worker's thread the way to it. A call for a
/// frame here and there, never for each.
/// </summary>
internal abstract unsafe class SlowSide
{
    /// <summary>Learns what a group means, if that can be had here.</summary>
    public abstract void Learn(int group, Instant now);

    /// <summary>The rewrite for a destination on the link of a hop; 0 when a slow packet must come first.</summary>
    public abstract int LearnDestination(int hop, uint address, Instant now);

    /// <summary>A rewrite in the place of one whose time is over; 0 when a slow packet must come first.</summary>
    public abstract int Renew(Way* way, int number, uint destination, Instant now);

    /// <summary>True for a tunnel remote that may send to us.</summary>
    public abstract bool Allows(Ipv4Address remote);

    /// <summary>Takes a frame as it came; true when what the passes know may have changed by it.</summary>
    public abstract bool Give(int port, in Frame frame, Instant now);
}
