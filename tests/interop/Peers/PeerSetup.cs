namespace Router.Tests.Interop.Peers;

/// <summary>One side of a session, in no daemon's language.</summary>
/// <param name="Address">Its own.</param>
/// <param name="Asn">Its own.</param>
/// <param name="Network">What it announces.</param>
internal sealed record PeerSetup(string Address, uint Asn, string Network)
{
    /// <summary>The other side's.</summary>
    public required string Remote { get; init; }

    public required uint RemoteAsn { get; init; }

    /// <summary>Waits to be dialled.</summary>
    public bool Passive { get; init; }

    public string? Password { get; init; }

    /// <summary>RFC 5082 on the link: sends with TTL 255, takes nothing less.</summary>
    public bool TtlSecurity { get; init; }

    public bool IsV6 => Address.Contains(':', System.StringComparison.Ordinal);
}
