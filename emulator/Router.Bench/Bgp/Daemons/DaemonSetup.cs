using System.Collections.Generic;
using Router.Wire;

namespace Router.Bench.Bgp.Daemons;

/// <summary>What a daemon under test is told, whatever its language.</summary>
/// <param name="Neighbours">Whom it knows.</param>
/// <param name="Originated">Prefixes of its own.</param>
internal sealed record DaemonSetup(IReadOnlyList<DaemonNeighbour> Neighbours, IReadOnlyList<string> Originated)
{
    public const uint Asn = 65_000;

    /// <summary>Where it listens.</summary>
    public static IpAddress Address { get; } = IpAddress.Parse("10.99.0.1");
}

/// <summary>A neighbour: it dials, the daemon waits.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Asn">The daemon's own AS for an internal one.</param>
/// <param name="Import">Whether the daemon takes all its routes, or none.</param>
/// <param name="Export">Whether it is told all routes, or none.</param>
internal readonly record struct DaemonNeighbour(IpAddress Address, uint Asn, bool Import, bool Export);
