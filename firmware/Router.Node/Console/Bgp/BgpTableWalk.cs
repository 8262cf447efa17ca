using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>Goes through the Loc-RIB a route at a time, all of it or what a prefix or an address picks.</summary>
internal sealed class BgpTableWalk
{
    private readonly IReadOnlyList<BgpRouteView> _routes;
    private int _next;

    private BgpTableWalk(IReadOnlyList<BgpRouteView> routes) => _routes = routes;

    /// <param name="speaker">Whose table.</param>
    /// <param name="prefix">Only this prefix.</param>
    /// <param name="address">Only the longest prefix that holds this address.</param>
    public static BgpTableWalk Of(BgpSpeaker speaker, IpPrefix? prefix = null, IpAddress? address = null)
    {
        IReadOnlyList<BgpRouteView> routes = speaker.Routes();
        if (prefix is null && address is null)
        {
            return new BgpTableWalk(routes);
        }

        BgpRouteView? found = null;
        foreach (BgpRouteView route in routes)
        {
            bool fits = (prefix is not { } wanted || route.Prefix == wanted)
                && (address is not { } inside || route.Prefix.Contains(inside));
            if (fits && (found is null || route.Prefix.Length > found.Prefix.Length))
            {
                found = route;
            }
        }

        return new BgpTableWalk(found is null ? [] : [found]);
    }

    public bool TryNext(out BgpRouteView? route)
    {
        route = _next < _routes.Count ? _routes[_next++] : null;
        return route is not null;
    }
}
