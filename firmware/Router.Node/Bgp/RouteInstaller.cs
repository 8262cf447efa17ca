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
    private readonly SortedDictionary<Prefix, ReceivedRoute> _received = [];
    private readonly SortedDictionary<Prefix, Route> _installed = [];

    public RouteInstaller(RouteTable table, INextHopResolver resolver)
    {
        _table = table;
        _resolver = resolver;
    }

    /// <summary>BGP's best paths by prefix.</summary>
    public IReadOnlyDictionary<Prefix, ReceivedRoute> Received => _received;

    public int Installed => _installed.Count;

    /// <summary>
    /// Takes a change of the Loc-RIB. True when the policy has just become that of another generation, so that
    /// everything must be decided again.
    /// </summary>
    public bool Apply(in BgpRouteChange change, RoutePolicy policy)
    {
        if (change.IsWithdrawn || change.Paths[0].IsLocal)
        {
            _received.Remove(change.Prefix);
            Uninstall(change.Prefix);
            return false;
        }

        BgpPath best = change.Paths[0];
        var route = new ReceivedRoute(change.Prefix, best.NextHop, best.LocalPref, !best.IsExternal);
        _received[change.Prefix] = route;
        bool generationChanged = policy.Observe(route);
        Decide(route, policy);
        return generationChanged;
    }

    /// <summary>Decides every route again.</summary>
    public void Redo(RoutePolicy policy)
    {
        foreach (ReceivedRoute route in _received.Values)
        {
            Decide(route, policy);
        }
    }

    private void Decide(in ReceivedRoute received, RoutePolicy policy)
    {
        if (policy.Decide(received, _resolver).Route is not { } route)
        {
            Uninstall(received.Prefix);
            return;
        }

        if (_installed.TryGetValue(route.Prefix, out Route? old)
            && (old.Protocol != route.Protocol || old.Metric != route.Metric))
        {
            // The new one goes in first: a packet in between must find one of them.
            _table.Add(route);
            _table.Remove(old.Prefix, old.Protocol, old.Metric);
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
            _table.Remove(route.Prefix, route.Protocol, route.Metric);
        }
    }
}
