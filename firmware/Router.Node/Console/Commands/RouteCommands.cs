using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Core;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>ip route</c>, <c>show ip route</c> and <c>route -n</c>.</summary>
internal static class RouteCommands
{
    public static ConsoleJob IpRoute(HostStack host, ConsoleRequest request)
    {
        List<string> words = request.Arguments.Where(static word => word is not ("show" or "list" or "get")).ToList();
        IEnumerable<Route> routes = Sorted(host);
        if (words.Count > 0)
        {
            if (words.Count > 1 || !Ipv4Address.TryParse(words[0], out Ipv4Address address))
            {
                return ConsoleJob.Finished("usage: ip route [get ADDRESS]", 2);
            }

            if (host.Core.Routes.Lookup(address).Route is not { } match)
            {
                return ConsoleJob.Finished("RTNETLINK answers: Network is unreachable", 2);
            }

            routes = [match];
        }

        return ConsoleJob.Finished(request.Json
            ? JsonText.Build(json => WriteJson(json, host, routes))
            : string.Concat(routes.Select(route => IpRouteFormat.Line(route, host.InterfaceName) + "\n")));
    }

    public static ConsoleJob RouteN(HostStack host, ConsoleRequest request)
    {
        if (request.Arguments.Any(static word => word != "-n"))
        {
            return ConsoleJob.Finished("usage: route -n", 2);
        }

        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json => WriteJson(json, host, Sorted(host))));
        }

        var text = new StringBuilder();
        text.Append(RouteTableFormat.Title).Append('\n').Append(RouteTableFormat.Heading).Append('\n');
        foreach (Route route in Sorted(host))
        {
            text.Append(RouteTableFormat.Line(route, host.InterfaceName)).Append('\n');
        }

        return ConsoleJob.Finished(text.ToString());
    }

    private static IEnumerable<Route> Sorted(HostStack host) =>
        host.Core.Routes.Enumerate().Order(RouteOrder.Instance);

    // The keys of `ip -j route`.
    private static void WriteJson(Utf8JsonWriter json, HostStack host, IEnumerable<Route> routes)
    {
        json.WriteStartArray();
        foreach (Route route in routes)
        {
            json.WriteStartObject();
            if (route.Kind != RouteKind.Unicast)
            {
                json.WriteString("type", route.Kind.ToString().ToLowerInvariant());
            }

            json.WriteString("dst", IpRouteFormat.Destination(route));
            if (route.NextHops.Count == 1)
            {
                WriteHop(json, host, route.NextHops[0]);
            }

            json.WriteString("protocol", IpRouteFormat.ProtocolName(route.Protocol));
            WriteAttributes(json, route);
            if (route.NextHops.Count > 1)
            {
                json.WriteStartArray("nexthops");
                foreach (NextHop hop in route.NextHops)
                {
                    json.WriteStartObject();
                    WriteHop(json, host, hop);
                    json.WriteNumber("weight", hop.Weight);
                    WriteFlags(json, hop.Onlink);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            WriteFlags(json, route.NextHops.Count == 1 && route.NextHops[0].Onlink);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHop(Utf8JsonWriter json, HostStack host, NextHop hop)
    {
        if (!hop.Gateway.IsZero)
        {
            json.WriteString("gateway", hop.Gateway.ToString());
        }

        json.WriteString("dev", host.InterfaceName(hop.Interface));
    }

    private static void WriteAttributes(Utf8JsonWriter json, Route route)
    {
        if (route.Scope != RouteScope.Global)
        {
            json.WriteString("scope", route.Scope == RouteScope.Link ? "link" : "host");
        }

        if (!route.PreferredSource.IsZero)
        {
            json.WriteString("prefsrc", route.PreferredSource.ToString());
        }

        if (route.Metric != 0)
        {
            json.WriteNumber("metric", route.Metric);
        }

        if (route.Mtu != 0)
        {
            json.WriteNumber("mtu", route.Mtu);
        }
    }

    private static void WriteFlags(Utf8JsonWriter json, bool onlink)
    {
        json.WriteStartArray("flags");
        if (onlink)
        {
            json.WriteStringValue("onlink");
        }

        json.WriteEndArray();
    }
}
