using System;
using System.Globalization;
using System.Text;
using Router.Core;

namespace Router.Node.Console;

/// <summary>Routes as iproute2's <c>ip route</c> prints them, one string per line.</summary>
public static class IpRouteFormat
{
    public static string Line(Route route, Func<int, string> interfaceName)
    {
        var line = new StringBuilder();
        line.Append(route.Kind switch
        {
            RouteKind.Blackhole => "blackhole ",
            RouteKind.Local => "local ",
            RouteKind.Broadcast => "broadcast ",
            _ => string.Empty,
        });
        line.Append(Destination(route));
        if (route.NextHops.Count == 1)
        {
            AppendHop(line, route.NextHops[0], interfaceName);
        }

        AppendAttributes(line, route);
        if (route.NextHops.Count == 1 && route.NextHops[0].Onlink)
        {
            line.Append(" onlink");
        }

        if (route.Mtu != 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" mtu {route.Mtu}");
        }

        if (route.NextHops.Count > 1)
        {
            foreach (NextHop hop in route.NextHops)
            {
                line.Append("\n\tnexthop");
                AppendHop(line, hop, interfaceName);
                line.Append(CultureInfo.InvariantCulture, $" weight {hop.Weight}");
                line.Append(hop.Onlink ? " onlink" : string.Empty);
            }
        }

        return line.ToString();
    }

    /// <summary><c>default</c>, a bare address for a /32, else the prefix.</summary>
    public static string Destination(Route route) => route.Prefix.Length switch
    {
        0 => "default",
        32 => route.Prefix.Address.ToString(),
        _ => route.Prefix.ToString(),
    };

    /// <summary>The name iproute2 prints for a protocol; it is silent about <c>boot</c>.</summary>
    public static string ProtocolName(RouteProtocol protocol) => protocol switch
    {
        RouteProtocol.Kernel => "kernel",
        RouteProtocol.Boot => "boot",
        RouteProtocol.Static => "static",
        RouteProtocol.Bird => "bird",
        _ => ((byte)protocol).ToString(CultureInfo.InvariantCulture),
    };

    private static void AppendHop(StringBuilder line, NextHop hop, Func<int, string> interfaceName)
    {
        if (!hop.Gateway.IsZero)
        {
            line.Append(CultureInfo.InvariantCulture, $" via {hop.Gateway}");
        }

        line.Append(CultureInfo.InvariantCulture, $" dev {interfaceName(hop.Interface)}");
    }

    private static void AppendAttributes(StringBuilder line, Route route)
    {
        if (route.Kind is RouteKind.Local or RouteKind.Broadcast)
        {
            // The kernel keeps these apart from the others, and iproute2 names every table but main.
            line.Append(" table local");
        }

        if (route.Protocol != RouteProtocol.Boot)
        {
            line.Append(" proto ").Append(ProtocolName(route.Protocol));
        }

        if (route.Scope != RouteScope.Global)
        {
            line.Append(route.Scope == RouteScope.Link ? " scope link" : " scope host");
        }

        if (!route.PreferredSource.IsZero)
        {
            line.Append(CultureInfo.InvariantCulture, $" src {route.PreferredSource}");
        }

        if (route.Metric != 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" metric {route.Metric}");
        }
    }
}
