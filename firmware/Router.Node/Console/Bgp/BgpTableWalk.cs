using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>
/// Goes through the Loc-RIB a route at a time, all of it or what a prefix or an address picks. A small table comes in
/// the order of prefixes; a larger one as it lies, for sorting it would take a copy.
/// </summary>
internal sealed class BgpTableWalk
{
    private const int MostSorted = 4096;

    private static readonly BgpFamily[] s_families = [BgpFamily.Ipv4Unicast, BgpFamily.Ipv6Unicast];

    private readonly BgpSpeaker _speaker;
    private readonly IReadOnlyList<BgpRouteView>? _routes;
    private int _family;
    private int _next;

    private BgpTableWalk(BgpSpeaker speaker, IReadOnlyList<BgpRouteView>? routes)
    {
        _speaker = speaker;
        _routes = routes;
    }

    /// <param name="speaker">Whose table.</param>
    /// <param name="prefix">Only this prefix.</param>
    /// <param name="address">Only the longest prefix that holds this address.</param>
    public static BgpTableWalk Of(BgpSpeaker speaker, IpPrefix? prefix = null, IpAddress? address = null)
    {
        if (prefix is null && address is null)
        {
            return new BgpTableWalk(speaker, speaker.Memory().Prefixes <= MostSorted ? speaker.Routes() : null);
        }

        BgpRouteView? found = prefix is { } wanted ? speaker.Route(wanted) : speaker.RouteFor(address!.Value);
        return new BgpTableWalk(speaker, found is null ? [] : [found]);
    }

    public bool TryNext(out BgpRouteView? route)
    {
        if (_routes is not null)
        {
            route = _next < _routes.Count ? _routes[_next++] : null;
            return route is not null;
        }

        for (; _family < s_families.Length; _family++, _next = 0)
        {
            while (_next < _speaker.RouteSlots(s_families[_family]))
            {
                route = _speaker.RouteAt(s_families[_family], _next++);
                if (route is not null)
                {
                    return true;
                }
            }
        }

        route = null;
        return false;
    }
}
