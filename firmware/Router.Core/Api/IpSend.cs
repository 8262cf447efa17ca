using Router.Wire;

namespace Router.Core;

/// <summary>What a local stack wants in the IPv4 header of a packet.</summary>
public readonly record struct IpSend
{
    /// <summary>Zero lets the route choose.</summary>
    public Ipv4Address Source { get; init; }

    public Ipv4Address Destination { get; init; }

    public byte Protocol { get; init; }

    /// <summary>0 takes the default of <see cref="CoreOptions.DefaultTtl"/>.</summary>
    public byte Ttl { get; init; }

    public byte Tos { get; init; }

    public bool DontFragment { get; init; }
}
