using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>What both OPENs of a session agree on.</summary>
public sealed record BgpNegotiated
{
    public required RouterId RemoteId { get; init; }

    public required Asn RemoteAs { get; init; }

    public required IpAddress LocalAddress { get; init; }

    /// <summary>The smaller of both proposals in seconds; 0 turns KEEPALIVEs off (RFC 4271 §4.2).</summary>
    public required ushort HoldTime { get; init; }

    public required ushort KeepaliveTime { get; init; }

    public bool FourOctetAs { get; init; }

    public bool RouteRefresh { get; init; }

    public bool EnhancedRefresh { get; init; }

    public bool AddPathReceive { get; init; }

    public bool AddPathSend { get; init; }

    public bool GracefulRestart { get; init; }

    /// <summary>Seconds within which the peer promises to be back after a restart.</summary>
    public ushort PeerRestartTime { get; init; }

    /// <summary>The peer's OPEN had the restart bit.</summary>
    public bool PeerRestarted { get; init; }

    /// <summary>The peer's OPEN said its IPv4 forwarding state survived.</summary>
    public bool PeerForwardingKept { get; init; }

    /// <summary>The peer's restart capability names IPv4 unicast, so its paths are kept while it restarts.</summary>
    public bool PeerListsFamily { get; init; }

    /// <summary>Capability codes of both OPENs, in order.</summary>
    public IReadOnlyList<byte> LocalCapabilities { get; init; } = [];

    public IReadOnlyList<byte> RemoteCapabilities { get; init; } = [];
}
