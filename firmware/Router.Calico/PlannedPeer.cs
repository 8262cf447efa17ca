using Router.Calico.Resources;
using Router.Calico.Run;
using Router.Wire;

namespace Router.Calico;

/// <summary>One BGP session that the board keeps.</summary>
public sealed record PlannedPeer
{
    /// <summary>As confd names the protocol: <c>Mesh_192_168_101_201</c>, <c>Global_10_0_0_1_port_1179</c>.</summary>
    public required string Name { get; init; }

    public required PeerType Type { get; init; }

    public required Ipv4Address RemoteAddress { get; init; }

    public ushort RemotePort { get; init; } = CalicoPlan.BgpPort;

    public required Asn RemoteAs { get; init; }

    public required Asn LocalAs { get; init; }

    /// <summary>The board waits for the peer to dial.</summary>
    public bool Passive { get; init; }

    /// <summary>The address the session comes from; null lets the route to the peer choose.</summary>
    public Ipv4Address? SourceAddress { get; init; }

    /// <summary>Graceful restart time to advertise; null for BIRD's 120 s.</summary>
    public Duration? MaxRestartTime { get; init; }

    /// <summary>Null for a third of the hold time.</summary>
    public Duration? KeepaliveTime { get; init; }

    public NextHopMode NextHopMode { get; init; }

    /// <summary>BGPFilters of the session, in order.</summary>
    public FilterNames Filters { get; init; }

    /// <summary>Gateway of a /32 static route to the peer, or null.</summary>
    public Ipv4Address? ReachableBy { get; init; }

    public int AllowedLocalAsNumbers { get; init; }

    /// <summary>Key of TCP MD5 signatures (RFC 2385), or null.</summary>
    public string? Password { get; init; }

    /// <summary>RFC 5082 hop count, or null when the check is off.</summary>
    public int? TtlSecurity { get; init; }

    /// <summary>The board reflects to this peer (RFC 4456); null when the peer is not its client.</summary>
    public RouterId? ReflectorClusterId { get; init; }

    /// <summary>What the run file says of the session beside its BGPPeer.</summary>
    public PeerSettings Settings { get; init; } = PeerSettings.None;

    public bool IsInternal => RemoteAs == LocalAs;
}
