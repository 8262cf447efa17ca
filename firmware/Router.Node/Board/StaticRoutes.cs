using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>Routes for a core, whose ports have indices, from those of a file, whose ports have names.</summary>
public static class StaticRoutes
{
    /// <exception cref="InvalidOperationException">
    /// A route that no port leads to: the readers let none such pass.
    /// </exception>
    public static IReadOnlyList<Route> Of(IReadOnlyList<RunRoute> routes, IReadOnlyList<BoardPort> ports) =>
        [.. routes.Select(route => Of(route, ports))];

    private static Route Of(RunRoute route, IReadOnlyList<BoardPort> ports) => new()
    {
        Prefix = route.To,
        Protocol = RouteProtocol.Static,
        Metric = route.Metric,
        Kind = route.IsBlackhole ? RouteKind.Blackhole : RouteKind.Unicast,
        Scope = route.Via is null && !route.IsBlackhole ? RouteScope.Link : RouteScope.Global,
        NextHops = route.IsBlackhole ? [] : [new NextHop(PortOf(route, ports), route.Via ?? Ipv4Address.Any)],
    };

    private static int PortOf(RunRoute route, IReadOnlyList<BoardPort> ports)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            PortOptions port = ports[i].Port;
            if (route.Port is not null ? port.Name == route.Port : IsOnLink(port, route.Via!.Value))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"no port leads to {route.To}");
    }

    // A workload's own address is on its port's link too, as the check of the run file has it.
    private static bool IsOnLink(PortOptions port, Ipv4Address via) =>
        port.Addresses.Any(own => own.Subnet.Contains(via)) || port.WorkloadAddresses.Contains(via);
}
