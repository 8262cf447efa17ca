using System.Collections.Generic;
using Router.Bgp;
using Router.Calico;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Resolves BGP next hops by connected and static routes, kept apart from the table so that no BGP route resolves
/// itself (RFC 4271 §9.1.2.1).
/// </summary>
internal sealed class NextHopResolver : INextHopResolver, IIgpMetric
{
    private readonly RouterCore _core;
    private readonly List<Route> _routes = [];

    public NextHopResolver(RouterCore core) => _core = core;

    /// <summary>Takes the routes anew; call after links, addresses or static routes changed.</summary>
    public void Refresh()
    {
        _routes.Clear();
        foreach (Route route in _core.Routes.Enumerate())
        {
            if (route.Kind == RouteKind.Unicast && route.NextHops.Count > 0 && route.NextHops[0].Interface >= 0
                && route.Protocol is RouteProtocol.Kernel or RouteProtocol.Boot or RouteProtocol.Static)
            {
                _routes.Add(route);
            }
        }

        _routes.Sort(static (x, y) => y.Prefix.Length != x.Prefix.Length
            ? y.Prefix.Length.CompareTo(x.Prefix.Length)
            : x.Metric.CompareTo(y.Metric));
    }

    public bool TryResolve(Ipv4Address address, out NextHop nextHop)
    {
        foreach (Route route in _routes)
        {
            if (route.Prefix.Contains(address) && _core.Port(route.NextHops[0].Interface) is { LinkUp: true })
            {
                NextHop hop = route.NextHops[0];
                nextHop = hop.Gateway.IsZero ? new NextHop(hop.Interface, address) : hop;
                return true;
            }
        }

        nextHop = default;
        return false;
    }

    /// <summary>A board has no interior protocol: whatever it reaches is as near as anything else.</summary>
    public bool TryGetMetric(IpAddress nextHop, out uint metric)
    {
        metric = 0;
        return nextHop.IsV4 && TryResolve(nextHop.V4, out _);
    }
}
