using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// What the board's table holds without BGP, as BIRD would read it from interfaces and from the kernel, and which
/// interface a path leaves by.
/// </summary>
internal sealed class BoardRoutes : IBgpPolicyContext
{
    private readonly RouterCore _core;
    private readonly NextHopResolver _resolver;
    private readonly Dictionary<Prefix, string> _interfaces = [];

    public BoardRoutes(RouterCore core, NextHopResolver resolver)
    {
        _core = core;
        _resolver = resolver;
    }

    /// <summary>Whose peers the paths come from.</summary>
    public BgpSpeaker? Speaker { get; set; }

    /// <summary>Reads the table anew.</summary>
    public IReadOnlyList<LocalRoute> Refresh(CalicoPlan plan)
    {
        var routes = new List<LocalRoute>();
        _interfaces.Clear();
        foreach (Route route in _core.Routes.Enumerate())
        {
            string name = route.NextHops.Count > 0 && route.NextHops[0].Interface >= 0
                ? _core.Port(route.NextHops[0].Interface)?.Name ?? string.Empty
                : string.Empty;
            if (route.Preference == RoutePreference.Workload)
            {
                routes.Add(new LocalRoute(route.Prefix, name));
            }
            else if (route.Preference == RoutePreference.Static
                && route.Protocol is RouteProtocol.Boot or RouteProtocol.Static)
            {
                // BIRD learns foreign routes with their metric.
                routes.Add(new LocalRoute(route.Prefix, name, route.Metric));
            }
            else if (route.Protocol == RouteProtocol.Kernel && route.Kind == RouteKind.Unicast && name.Length > 0
                && !plan.IgnoredInterfaces.Any(pattern => InterfacePattern.Matches(pattern, name)))
            {
                routes.Add(new LocalRoute(route.Prefix, name));
            }
        }

        if (plan.TunnelAddress is { } tunnel)
        {
            _interfaces[Prefix.Host(tunnel)] = CalicoPlan.TunnelName;
        }

        foreach (LocalRoute route in routes)
        {
            _interfaces[route.Prefix] = route.Interface;
        }

        return routes;
    }

    public bool TryGetPeer(int peer, out IpAddress address)
    {
        address = Speaker is null || peer < 0 ? default : Speaker.Peer(peer).Options.RemoteAddress;
        return Speaker is not null && peer >= 0;
    }

    // BIRD's name of no interface is the empty text, which "*" matches.
    public string? InterfaceOf(IpPrefix prefix, in BgpPath path)
    {
        if (path.IsLocal)
        {
            return prefix.IsV4 && _interfaces.TryGetValue(prefix.V4, out string? name) ? name : string.Empty;
        }

        return path.NextHop.IsV4 && _resolver.TryResolve(path.NextHop.V4, out NextHop hop)
            ? _core.Port(hop.Interface)?.Name ?? string.Empty
            : string.Empty;
    }
}
