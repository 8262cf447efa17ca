using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// One candidate route. Candidates for one prefix are told apart by <see cref="Protocol"/> and <see cref="Metric"/>;
/// the lowest <see cref="Preference"/> wins, then the lowest metric.
/// </summary>
public sealed record Route
{
    public required Prefix Prefix { get; init; }

    public RouteKind Kind { get; init; } = RouteKind.Unicast;

    public RouteProtocol Protocol { get; init; } = RouteProtocol.Boot;

    public RouteScope Scope { get; init; } = RouteScope.Global;

    /// <summary>Administrative preference: lower wins between protocols. See <see cref="RoutePreference"/>.</summary>
    public byte Preference { get; init; } = RoutePreference.Static;

    /// <summary>Linux metric; 0 is not printed.</summary>
    public uint Metric { get; init; }

    /// <summary>Path MTU locked on the route in octets, 0 for none.</summary>
    public int Mtu { get; init; }

    /// <summary>
    /// Source address for packets that the board originates by this route; zero for the interface's own.
    /// </summary>
    public Ipv4Address PreferredSource { get; init; }

    /// <summary>
    /// Ways out, of unicast and broadcast routes. A local route names the interface that carries the address.
    /// </summary>
    public IReadOnlyList<NextHop> NextHops { get; init; } = Array.Empty<NextHop>();
}
