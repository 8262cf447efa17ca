using System;

namespace Router.Tests.Interop.Peers;

/// <summary>One side of a session, in no daemon's language.</summary>
/// <param name="Address">Its own.</param>
/// <param name="Remote">The other side's; a prefix takes whoever comes from there.</param>
/// <param name="RemoteAsn">The other side's.</param>
internal sealed record NeighbourSetup(string Address, string Remote, uint RemoteAsn)
{
    /// <summary>Waits to be dialled.</summary>
    public bool Passive { get; init; }

    /// <summary>In seconds; OpenBGPD takes that of the first neighbour for all.</summary>
    public int HoldTime { get; init; } = 30;

    public string? Password { get; init; }

    /// <summary>RFC 5082 on the link: sends with TTL 255, takes nothing less.</summary>
    public bool TtlSecurity { get; init; }

    /// <summary>Routes of both families; else of the address's own.</summary>
    public bool BothFamilies { get; init; }

    /// <summary>The next hop that routes of the other family get.</summary>
    public string? OtherNextHop { get; init; }

    /// <summary>RFC 6793.</summary>
    public bool FourOctetAs { get; init; } = true;

    /// <summary>RFC 7911, both directions.</summary>
    public bool AddPath { get; init; }

    /// <summary>RFC 8654.</summary>
    public bool ExtendedMessages { get; init; }

    /// <summary>RFC 8950.</summary>
    public bool ExtendedNextHop { get; init; }

    /// <summary>RFC 4724, and RFC 9494 where the daemon has it.</summary>
    public bool GracefulRestart { get; init; }

    /// <summary>What its OPEN says then, in seconds (RFC 4724 §3).</summary>
    public int RestartTime { get; init; } = 60;

    /// <summary>What its OPEN says then, in seconds (RFC 9494 §3.1); 0: no long-lived graceful restart.</summary>
    public int LongLivedStaleTime { get; init; } = 60;

    /// <summary>RFC 9494 is wanted, too.</summary>
    public bool IsLongLived => GracefulRestart && LongLivedStaleTime > 0;

    /// <summary>BFD (RFC 5880) every so many milliseconds, three times; FRR alone has it here.</summary>
    public int? BfdInterval { get; init; }

    /// <summary>RFC 9234: what this side is, as <c>provider</c>.</summary>
    public string? Role { get; init; }

    /// <summary>A peer without a role is refused.</summary>
    public bool StrictRole { get; init; }

    /// <summary>RFC 4456: the other side is a client.</summary>
    public bool IsClient { get; init; }

    public bool IsV6 => Address.Contains(':', StringComparison.Ordinal);

    public bool IsRange => Remote.Contains('/', StringComparison.Ordinal);

    public bool HasFamily(bool v6) => BothFamilies || v6 == IsV6;
}
