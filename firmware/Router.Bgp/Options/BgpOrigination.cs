using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Attributes of a prefix that this speaker originates.</summary>
public sealed record BgpOrigination
{
    public const uint DefaultLocalPref = 100;

    /// <summary>Zero means the local address of the session that carries it.</summary>
    public IpAddress NextHop { get; init; }

    /// <summary>Sent to internal peers only.</summary>
    public uint LocalPref { get; init; } = DefaultLocalPref;

    public uint? Med { get; init; }

    /// <summary>RFC 1997 communities as 32-bit numbers.</summary>
    public IReadOnlyList<uint> Communities { get; init; } = Array.Empty<uint>();

    /// <summary>RFC 4360 communities, in the order in which they are sent.</summary>
    public IReadOnlyList<BgpCommunity> ExtendedCommunities { get; init; } = Array.Empty<BgpCommunity>();

    /// <summary>RFC 8092 communities, in the order in which they are sent.</summary>
    public IReadOnlyList<BgpCommunity> LargeCommunities { get; init; } = Array.Empty<BgpCommunity>();

    /// <summary>The prefix stands for more specific ones whose AS numbers are not all in the path.</summary>
    public bool AtomicAggregate { get; init; }

    /// <summary>Who formed the aggregate; null for what is no aggregate.</summary>
    public BgpAggregator? Aggregator { get; init; }
}

/// <summary>AGGREGATOR (RFC 4271 §5.1.7): AS and BGP identifier of the speaker that formed an aggregate.</summary>
public readonly record struct BgpAggregator(Asn As, Ipv4Address Address);
