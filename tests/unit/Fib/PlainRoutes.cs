using System.Collections.Generic;
using System.Linq;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>The route table's rules, once more, as a list that is searched: the oldest first.</summary>
internal sealed class PlainRoutes
{
    private readonly List<Route> _routes = [];

    public bool[] Up { get; } = [true, true, true, true];

    public int Count => _routes.Count;

    public void Add(Route route)
    {
        int same = Find(route.Prefix, route.Protocol, route.Metric);
        if (same >= 0 && _routes[same].Preference == route.Preference)
        {
            _routes[same] = route;
            return;
        }

        Remove(route.Prefix, route.Protocol, route.Metric);
        _routes.Add(route);
    }

    public bool Remove(Prefix prefix, RouteProtocol protocol, uint metric)
    {
        int at = Find(prefix, protocol, metric);
        if (at >= 0)
        {
            _routes.RemoveAt(at);
        }

        return at >= 0;
    }

    public Route? Winner(Ipv4Address address, int stratum = 2) => _routes
        .Where(route => route.Prefix.Contains(address) && Stratum(route) <= stratum && Ways(route).Count > 0)
        .OrderByDescending(route => route.Prefix.Length).ThenBy(route => route.Preference)
        .ThenBy(route => route.Metric).ThenBy(route => route.Protocol).FirstOrDefault();

    /// <summary>The usable ways out of a unicast route, in order.</summary>
    public List<(int Port, Ipv4Address Gateway)> Ways(Route route)
    {
        var ways = new List<(int, Ipv4Address)>();
        if (route.Kind == RouteKind.Blackhole)
        {
            ways.Add((-1, default));
        }

        foreach (NextHop hop in route.NextHops)
        {
            if (Resolve(hop, Stratum(route)) is { } way)
            {
                ways.Add(way);
            }
        }

        return ways;
    }

    private (int Port, Ipv4Address Gateway)? Resolve(NextHop hop, int stratum)
    {
        if (hop.Gateway.IsZero || hop.Onlink || stratum == 0)
        {
            return hop.Interface >= 0 && Up[hop.Interface] ? (hop.Interface, hop.Gateway) : null;
        }

        if (Winner(hop.Gateway, stratum - 1) is not { Kind: RouteKind.Unicast } below)
        {
            return null;
        }

        (int port, Ipv4Address gateway) = Ways(below)[0];
        Ipv4Address neighbour = gateway.IsZero ? hop.Gateway : gateway;
        bool direct = port == hop.Interface && neighbour == hop.Gateway;
        return hop.Interface == NextHop.ByGateway || direct ? (port, neighbour) : null;
    }

    private static int Stratum(Route route) =>
        !route.NextHops.Any(hop => !hop.Gateway.IsZero && !hop.Onlink) ? 0
        : route.Protocol == RouteProtocol.Bird ? 2 : 1;

    private int Find(Prefix prefix, RouteProtocol protocol, uint metric) => _routes.FindIndex(route =>
        route.Prefix == prefix && route.Protocol == protocol && route.Metric == metric);
}
