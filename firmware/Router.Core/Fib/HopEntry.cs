using Router.Wire;

namespace Router.Core;

/// <summary>What forwarding needs of a next hop, resolved down to an interface and a neighbour on it.</summary>
internal struct HopEntry
{
    public HopKind Kind;

    /// <summary>A port or the tunnel.</summary>
    public int Interface;

    /// <summary>The neighbour; zero means the packet's own destination.</summary>
    public Ipv4Address Gateway;

    /// <summary>MTU of the route, or 0.</summary>
    public int Mtu;

    public Ipv4Address Source;

    /// <summary>Where the neighbour was last found in the cache; checked before use.</summary>
    public int Neighbour;
}
