using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>What both OPENs of a session agree on for one family.</summary>
public sealed record BgpNegotiatedFamily
{
    public required BgpFamily Family { get; init; }

    /// <summary>The peer sends path identifiers (RFC 7911 §4).</summary>
    public bool AddPathReceive { get; init; }

    /// <summary>The peer takes path identifiers.</summary>
    public bool AddPathSend { get; init; }

    /// <summary>IPv4 routes may have IPv6 next hops, both ways (RFC 8950 §4).</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>The peer's restart capability names the family: its paths are kept while it restarts.</summary>
    public bool PeerRestarts { get; init; }

    /// <summary>The peer's OPEN said that its forwarding state survived.</summary>
    public bool PeerForwardingKept { get; init; }

    /// <summary>Seconds that stale paths may live on after the restart time (RFC 9494 §3.1); 0 is none.</summary>
    public uint LongLivedStaleTime { get; init; }
}
