using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>A route as a peer has it from us (Adj-RIB-Out, RFC 4271 §9.2).</summary>
public readonly record struct BgpAdvertised
{
    public IpPrefix Prefix { get; init; }

    /// <summary>The identifier that the peer knows the path by, 0 without ADD-PATH.</summary>
    public uint PathId { get; init; }

    /// <summary>Index of the peer that the path came from, or <see cref="BgpPath.Local"/>.</summary>
    public int Source { get; init; }

    public IpAddress NextHop { get; init; }

    /// <summary>All path attributes as sent; AS numbers have four octets, whatever the session agreed.</summary>
    public ReadOnlyMemory<byte> Attributes { get; init; }
}
