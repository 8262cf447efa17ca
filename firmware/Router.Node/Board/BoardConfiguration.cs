using System.Collections.Generic;
using Router.Calico;
using Router.Calico.Run;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// What may change while a board runs; <see cref="Board.ApplyConfiguration"/> applies the differences.
/// </summary>
/// <param name="Plan">What the cluster's resources make of the node.</param>
/// <param name="Ports">Ports, told apart by name.</param>
/// <param name="StaticRoutes">Routes beside those of the gateways.</param>
/// <param name="Bfd">BGP peers whose path BFD watches; null for none.</param>
/// <param name="Ntp">Who is asked for the time; null for nobody.</param>
public sealed record BoardConfiguration(
    CalicoPlan Plan, IReadOnlyList<BoardPort> Ports, IReadOnlyList<RunRoute> StaticRoutes,
    IReadOnlyList<RunBfd>? Bfd = null, IReadOnlyList<Ipv4Address>? Ntp = null);
