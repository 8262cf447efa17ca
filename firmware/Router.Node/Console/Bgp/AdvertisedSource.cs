using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>What a peer has from us (Adj-RIB-Out), as it was sent.</summary>
internal sealed class AdvertisedSource(IBgpConsole console, int peer) : IRouteSource
{
    private static readonly BgpFamily[] s_families = [BgpFamily.Ipv4Unicast, BgpFamily.Ipv6Unicast];

    private readonly List<BgpAdvertised> _routes = [];
    private int _family;
    private int _slot;

    public bool TryNext(List<ShownPath> paths, out IpPrefix prefix)
    {
        prefix = default;
        while (_family < s_families.Length && _slot >= console.Speaker.RouteSlots(s_families[_family]))
        {
            _family++;
            _slot = 0;
        }

        if (_family == s_families.Length)
        {
            return false;
        }

        _routes.Clear();
        console.Speaker.AddAdvertised(peer, s_families[_family], _slot++, _routes);
        foreach (BgpAdvertised route in _routes)
        {
            prefix = route.Prefix;
            paths.Add(ShownPath.Of(console, route));
        }

        return true;
    }
}
