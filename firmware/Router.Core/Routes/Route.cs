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

    /// <summary>Next hops count by what they are, not by which list holds them.</summary>
    public bool Equals(Route? other)
    {
        if (other is null || Prefix != other.Prefix || Kind != other.Kind || Protocol != other.Protocol
            || Scope != other.Scope || Preference != other.Preference || Metric != other.Metric || Mtu != other.Mtu
            || PreferredSource != other.PreferredSource || NextHops.Count != other.NextHops.Count)
        {
            return false;
        }

        for (int i = 0; i < NextHops.Count; i++)
        {
            if (NextHops[i] != other.NextHops[i])
            {
                return false;
            }
        }

        return true;
    }

    public override int GetHashCode()
    {
        uint hash = (Prefix.Address.Value ^ (uint)Prefix.Length) * 0x9e37_79b1;
        hash = (hash ^ Metric) * 0x9e37_79b1;
        hash = (hash ^ ((uint)Protocol << 8) ^ Preference) * 0x9e37_79b1;
        return (int)(NextHops.Count == 0 ? hash : hash ^ NextHops[0].Gateway.Value ^ (uint)NextHops[0].Interface);
    }
}
