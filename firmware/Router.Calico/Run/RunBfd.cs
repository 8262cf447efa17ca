using Router.Wire;

namespace Router.Calico.Run;

/// <summary>BFD with one BGP peer, from the run file.</summary>
public sealed record RunBfd
{
    /// <summary>The BGP peer's address.</summary>
    public required Ipv4Address Peer { get; init; }

    /// <summary>Between packets, both ways, while the session is up.</summary>
    public required Duration Interval { get; init; }

    /// <summary>Lost packets that are a lost path.</summary>
    public required byte Multiplier { get; init; }

    /// <summary>The peer is not on the link (RFC 5883).</summary>
    public bool IsMultihop { get; init; }
}
