using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>The Loc-RIB, or of it what one peer gave (its Adj-RIB-In after policy).</summary>
internal sealed class LocRibSource(IBgpConsole console, BgpTableWalk table, int? peer = null) : IRouteSource
{
    public bool TryNext(List<ShownPath> paths, out IpPrefix prefix)
    {
        prefix = default;
        if (!table.TryNext(out BgpRouteView? route))
        {
            return false;
        }

        prefix = route!.Prefix;
        for (int i = 0; i < route.Paths.Count; i++)
        {
            if (peer is not { } giver || route.Paths[i].Peer == giver)
            {
                paths.Add(ShownPath.Of(console, route, i));
            }
        }

        return true;
    }
}
