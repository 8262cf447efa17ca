using System.Collections.Generic;
using Router.Core;

namespace Router.Node.Console;

/// <summary>The order in which Linux lists routes: by address, then longer prefix first, then lower metric.</summary>
public sealed class RouteOrder : IComparer<Route>
{
    public static RouteOrder Instance { get; } = new();

    public int Compare(Route? x, Route? y)
    {
        int order = x!.Prefix.Address.CompareTo(y!.Prefix.Address);
        if (order == 0)
        {
            order = y.Prefix.Length.CompareTo(x.Prefix.Length);
        }

        if (order == 0)
        {
            order = x.Metric.CompareTo(y.Metric);
        }

        return order != 0 ? order : x.Protocol.CompareTo(y.Protocol);
    }
}
