using System;
using System.Linq;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>A configured route as the core takes it.</summary>
public static class StaticRoute
{
    /// <exception cref="InvalidOperationException">No port leads there; readers let no such route pass.</exception>
    public static Route From(RunRoute route, RouterCore core) => new()
    {
        Prefix = route.To,
        Protocol = RouteProtocol.Static,
        Metric = route.Metric,
        Kind = route.IsBlackhole ? RouteKind.Blackhole : RouteKind.Unicast,
        Scope = route.Via is null && !route.IsBlackhole ? RouteScope.Link : RouteScope.Global,
        NextHops = route.IsBlackhole ? [] : [new NextHop(PortOf(route, core).Index, route.Via ?? Ipv4Address.Any)],
    };

    private static CorePort PortOf(RunRoute route, RouterCore core) =>
        core.Ports.FirstOrDefault(port => route.Port is not null
            ? port.Name == route.Port
            : port.Addresses.Any(own => own.Subnet.Contains(route.Via!.Value))
                || port.WorkloadAddresses.Contains(route.Via!.Value))
        ?? throw new InvalidOperationException($"no port leads to {route.To}");
}
