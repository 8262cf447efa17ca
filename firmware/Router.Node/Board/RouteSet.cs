using System.Collections.Generic;
using System.Linq;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>A group of routes with one owner that are replaced together: only differences touch the table.</summary>
internal sealed class RouteSet
{
    private readonly RouteTable _table;
    private readonly HashSet<Prefix> _prefixes = [];
    private Dictionary<(Prefix Prefix, RouteProtocol Protocol, uint Metric), Route> _current = [];

    public RouteSet(RouteTable table) => _table = table;

    /// <summary>True when the group has a route to exactly this prefix. Asked for each BGP route: no scan.</summary>
    public bool Has(Prefix prefix) => _prefixes.Contains(prefix);

    /// <summary>True when the group has a route that the table knows by the same name.</summary>
    public bool Owns(Route route) => _current.ContainsKey((route.Prefix, route.Protocol, route.Metric));

    public void Replace(IEnumerable<Route> routes)
    {
        // Two owners of one key, such as two peers behind one gateway, ask for the same: the first has it.
        var next = new Dictionary<(Prefix Prefix, RouteProtocol Protocol, uint Metric), Route>();
        foreach (Route route in routes)
        {
            next.TryAdd((route.Prefix, route.Protocol, route.Metric), route);
        }

        foreach ((var key, Route route) in next)
        {
            if (!_current.TryGetValue(key, out Route? old) || old != route)
            {
                _table.Add(route);
            }
        }

        foreach ((Prefix prefix, RouteProtocol protocol, uint metric)
            in _current.Keys.Where(key => !next.ContainsKey(key)))
        {
            _table.Remove(prefix, protocol, metric);
        }

        _current = next;
        _prefixes.Clear();
        _prefixes.UnionWith(next.Keys.Select(static key => key.Prefix));
    }
}
