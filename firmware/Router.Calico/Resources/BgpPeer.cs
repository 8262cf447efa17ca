using System.Collections.Generic;
using Router.Calico.Selectors;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>A <c>BGPPeer</c>: which nodes peer with whom, beside the mesh or instead of it.</summary>
public sealed record BgpPeer(ResourceHeader Header)
{
    public string Name => Header.Name;

    /// <summary>The one node that peers; with <see cref="NodeSelector"/> null too, every node does.</summary>
    public string? Node { get; init; }

    public Selector? NodeSelector { get; init; }

    /// <summary>The peer's address; null where <see cref="PeerSelector"/> picks nodes.</summary>
    public Ipv4Address? PeerAddress { get; init; }

    /// <summary>The peer's port where <c>peerIP</c> says one.</summary>
    public ushort? PeerPort { get; init; }

    public Asn? PeerAs { get; init; }

    public Selector? PeerSelector { get; init; }

    public bool KeepOriginalNextHop { get; init; }

    public NextHopMode NextHopMode { get; init; }

    public Duration? MaxRestartTime { get; init; }

    public Duration? KeepaliveTime { get; init; }

    /// <summary>False for <c>sourceAddress: None</c>: the route to the peer chooses the source.</summary>
    public bool UseNodeAddress { get; init; } = true;

    public Asn? LocalAs { get; init; }

    /// <summary>Gateway of a /32 static route to the peer.</summary>
    public Ipv4Address? ReachableBy { get; init; }

    /// <summary>How often the own AS may occur in a received AS_PATH.</summary>
    public int AllowedLocalAsNumbers { get; init; }

    /// <summary>Where the TCP MD5 key is, or null when segments are not signed.</summary>
    public SecretKey? Password { get; init; }

    /// <summary>RFC 5082 hop count, or null when the check is off.</summary>
    public int? TtlSecurity { get; init; }

    /// <summary>BGPFilters, in the order in which they are asked.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>The other side's peering is generated too, unless <c>reversePeering: Manual</c>.</summary>
    public bool ReversePeering { get; init; } = true;
}
