using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>Tables from text, as the tests write them.</summary>
internal static class BenchRoutes
{
    public static Table Table(string text) => TableReader.Read("test", new StringReader(text));

    public static RouteSet Of(string text) => NextHopModel.Labels(Table(text));

    /// <summary>The longest prefix among all, by looking at each.</summary>
    public static int HopOf(IEnumerable<KeyValuePair<IpRange, int>> routes, UInt128 address)
    {
        var found = routes.Where(route => route.Key.Contains(address)).ToArray();
        return found.Length == 0 ? 0 : found.MaxBy(route => route.Key.Length).Value;
    }
}
