using Router.Bgp;
using Router.Wire;

namespace Router.Boards.Speaker.Configuration;

/// <summary>Which routes pass: all, none, or what a filter of <c>policy</c> says.</summary>
/// <param name="Name">As written; null where nothing is said.</param>
public readonly record struct RouteChoice(string? Name)
{
    /// <summary>RFC 8212 §2: all of an internal peer, none of an external one.</summary>
    public static RouteChoice Default => default;

    public static RouteChoice None => new(BgpPolicySettings.None);

    public static RouteChoice All => new(BgpPolicySettings.All);
}

/// <summary>One item of <c>neighbors</c>: a peer, or the peers that may come from a range.</summary>
public sealed record NeighbourEntry
{
    /// <summary>What the core is told; without name and address where <see cref="Range"/> is set.</summary>
    public required BgpPeerOptions Peer { get; init; }

    /// <summary>Peers with addresses in here are taken as they come; null: one peer.</summary>
    public IpPrefix? Range { get; init; }

    /// <summary>The most peers of a range at a time.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The interface of a link-local address.</summary>
    public string? Interface { get; init; }

    /// <summary>Watches the path to the peer; null does not.</summary>
    public BfdEntry? Bfd { get; init; }

    public RouteChoice Import { get; init; }

    public RouteChoice Export { get; init; }

    /// <summary>As messages call it.</summary>
    public string Label => Range is { } range ? $"range {range}" : Peer.Name;
}
