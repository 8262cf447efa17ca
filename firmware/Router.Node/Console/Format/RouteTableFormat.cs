using System;
using System.Globalization;
using Router.Core;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>Routes as net-tools' <c>route -n</c> prints them.</summary>
public static class RouteTableFormat
{
    public const string Title = "Kernel IP routing table";

    public const string Heading =
        "Destination     Gateway         Genmask         Flags Metric Ref    Use Iface";

    public static string Line(Route route, Func<int, string> interfaceName)
    {
        // net-tools knows one next hop per line and prints the first; a route without a device shows a star.
        NextHop? hop = route.NextHops.Count > 0 ? route.NextHops[0] : null;
        Ipv4Address gateway = hop?.Gateway ?? Ipv4Address.Any;
        return string.Format(CultureInfo.InvariantCulture, "{0,-15} {1,-15} {2,-15} {3,-5} {4,-6} {5,-2} {6,7} {7}",
            route.Prefix.Address, gateway, new Ipv4Address(route.Prefix.Mask), Flags(route, gateway), route.Metric,
            0, 0,
            hop is { } found ? interfaceName(found.Interface) : "*");
    }

    private static string Flags(Route route, Ipv4Address gateway) =>
        "U" + (gateway.IsZero ? string.Empty : "G") + (route.Prefix.IsHost ? "H" : string.Empty);
}
