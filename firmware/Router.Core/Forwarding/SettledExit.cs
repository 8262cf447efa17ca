using Router.Wire;

namespace Router.Core;

/// <summary>
/// How packets leave by a hop when nothing has to be done first: no address resolved, no timer started. What a fast
/// path may remember until <see cref="Until"/> or until the core's <see cref="RouterCore.Settlement"/> changes.
/// </summary>
internal struct SettledExit
{
    public int Port;

    /// <summary>Largest packet, before encapsulation.</summary>
    public int Mtu;

    public MacAddress Station;
    public MacAddress Source;

    /// <summary>Outer addresses; both zero when there is no tunnel on the way.</summary>
    public Ipv4Address OuterSource;
    public Ipv4Address OuterDestination;

    /// <summary>The neighbour and its place in the cache, for <see cref="NeighbourCache.NoteUse"/>.</summary>
    public Ipv4Address Neighbour;
    public int NeighbourSlot;

    public Instant Until;
}
