using System.Collections.Generic;
using Router.Bgp;
using Router.Calico;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Carries BGP's choices into the forwarding table by the node's policy, and remembers them, so that they can be
/// decided again when the policy or the reachability of next hops changes.
/// </summary>
internal sealed class RouteInstaller
{
    private readonly RouteTable _table;
    private readonly INextHopResolver _resolver;
    private readonly RouteSet _own;
    private readonly SortedDictionary<Prefix, ReceivedRoute[]> _received = [];
    private readonly SortedDictionary<Prefix, Route> _installed = [];

    /// <param name="own">
    /// The board's own Calico routes. BIRD prefers its static routes to BGP's, and the table must not see two routes of
    /// one name: a prefix that is here is never installed from BGP.
    /// </param>
    public RouteInstaller(RouteTable table, INextHopResolver resolver, RouteSet own)
    {
        _own = own;
        _table = table;
        _resolver = resolver;
    }

    /// <summary>
    /// Takes a change of the Loc-RIB. True when the policy has just become that of another generation, so that
    /// everything must be decided again.
    /// </summary>
    public bool Apply(in BgpRouteChange change, RoutePolicy policy)
    {
        // The board forwards IPv4 only; its peers are offered no other family.
        Prefix prefix = change.Prefix.V4;
        if (change.IsWithdrawn || change.Paths[0].IsLocal)
        {
            _received.Remove(prefix);
            Uninstall(prefix);
            return false;
        }

        var paths = new ReceivedRoute[change.Paths.Length];
        bool generationChanged = false;
        for (int i = 0; i < paths.Length; i++)
        {
            BgpPath path = change.Paths[i];
            paths[i] = new ReceivedRoute(prefix, path.NextHop.V4, path.LocalPref, !path.IsExternal);
            generationChanged |= policy.Observe(paths[i]);
        }

        _received[prefix] = paths;
        Decide(paths, policy);
        return generationChanged;
    }

    /// <summary>Decides every route again.</summary>
    public void Redo(RoutePolicy policy)
    {
        foreach (ReceivedRoute[] paths in _received.Values)
        {
            Decide(paths, policy);
        }
    }

    private void Decide(ReceivedRoute[] paths, RoutePolicy policy)
    {
        Prefix prefix = paths[0].Prefix;
        if (_own.Has(prefix) || policy.Decide(paths, _resolver).Route is not { } route)
        {
            Uninstall(prefix);
            return;
        }

        if (_installed.TryGetValue(route.Prefix, out Route? old)
            && (old.Protocol != route.Protocol || old.Metric != route.Metric))
        {
            // The new one goes in first: a packet in between must find one of them.
            _table.Add(route);
            Remove(old);
        }
        else
        {
            _table.Add(route);
        }

        _installed[route.Prefix] = route;
    }

    private void Uninstall(Prefix prefix)
    {
        if (_installed.Remove(prefix, out Route? route))
        {
            Remove(route);
        }
    }

    private void Remove(Route route)
    {
        // An own route may have taken the place of this one under the same name.
        if (!_own.Owns(route))
        {
            _table.Remove(route.Prefix, route.Protocol, route.Metric);
        }
    }
}
