using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>What becomes of a route that a rule matches.</summary>
public enum BgpRuleAction : byte
{
    Accept,
    Reject,

    /// <summary>The rule's changes are noted and the next rule is asked.</summary>
    Continue,
}

/// <summary>Where a path comes from.</summary>
[Flags]
public enum BgpPathSources : byte
{
    None = 0,

    /// <summary>From a peer in the own AS.</summary>
    Internal = 1,

    /// <summary>From a peer in another AS.</summary>
    External = 2,

    /// <summary>Originated here.</summary>
    Local = 4,
}

/// <summary>
/// One rule of a filter. Conditions that are set must all hold; a list holds when one entry does. Every condition looks
/// at the path as it was handed to the filter, whatever rules before have changed.
/// </summary>
public sealed record BgpRule
{
    /// <summary>What the operator calls it; empty when it has no name.</summary>
    public string Name { get; init; } = string.Empty;

    public BgpRuleAction Action { get; init; }

    public BgpPrefixSet? Prefixes { get; init; }

    /// <summary><see cref="Prefixes"/> holds for a prefix that is not in the list.</summary>
    public bool PrefixesNegated { get; init; }

    public AsPathPattern? AsPath { get; init; }

    /// <summary>The rightmost AS of the path.</summary>
    public Asn? OriginAs { get; init; }

    /// <summary>The leftmost AS of the path.</summary>
    public Asn? NeighbourAs { get; init; }

    public Asn? ContainsAs { get; init; }

    /// <summary>As route selection counts (RFC 4271 §9.1.2.2 a).</summary>
    public int? LeastPathLength { get; init; }

    public int? MostPathLength { get; init; }

    /// <summary>At least one of them is there.</summary>
    public IReadOnlyList<BgpCommunityPattern> Communities { get; init; } = Array.Empty<BgpCommunityPattern>();

    /// <summary>Each of them is there.</summary>
    public IReadOnlyList<BgpCommunityPattern> AllCommunities { get; init; } = Array.Empty<BgpCommunityPattern>();

    public IReadOnlyList<IpPrefix> NextHops { get; init; } = Array.Empty<IpPrefix>();

    /// <summary>None means any.</summary>
    public BgpPathSources Sources { get; init; }

    /// <summary>Addresses of peers that the path comes from.</summary>
    public IReadOnlyList<IpAddress> Peers { get; init; } = Array.Empty<IpAddress>();

    public uint? LocalPref { get; init; }

    /// <summary>A path without MED counts as 0.</summary>
    public uint? Med { get; init; }

    /// <summary>
    /// The interface that leads to the path's next hop; <c>*</c> stands for any text, <c>?</c> for a character.
    /// </summary>
    public string? Interface { get; init; }

    public uint? SetLocalPref { get; init; }

    /// <summary>Added to LOCAL_PREF, which stays within 32 bits.</summary>
    public long AddLocalPref { get; init; }

    public uint? SetMed { get; init; }

    /// <summary>Added to MED, which stays within 32 bits; a path without one gets it counted from 0.</summary>
    public long AddMed { get; init; }

    public bool RemoveMed { get; init; }

    /// <summary>Times the local AS is put in front.</summary>
    public byte Prepend { get; init; }

    /// <summary>AS numbers put in front, the first leftmost.</summary>
    public IReadOnlyList<Asn> PrependPath { get; init; } = Array.Empty<Asn>();

    public IpAddress? SetNextHop { get; init; }

    public BgpNextHopRule NextHopRule { get; init; }

    public IReadOnlyList<BgpCommunityEdit> CommunityEdits { get; init; } = Array.Empty<BgpCommunityEdit>();

    /// <summary>The rule in words; rules with the same words do the same.</summary>
    public override string ToString() => BgpRuleText.Of(this);
}
