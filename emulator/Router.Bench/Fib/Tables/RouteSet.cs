using System.Collections.Generic;

namespace Router.Bench.Fib.Tables;

/// <summary>One prefix and the next hop that its packets take, from 1.</summary>
public readonly record struct BenchRoute(IpRange Range, int Hop);

/// <summary>A table whose prefixes have next hops: what structures are built from.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="V6">IPv6; false: IPv4.</param>
/// <param name="Routes">By address and then length; no prefix stands there twice.</param>
/// <param name="Hops">Next hops are 1 to this.</param>
/// <param name="Model">Where the next hops come from, in words.</param>
/// <param name="Notes">What the report's reader should be told.</param>
public sealed record RouteSet(
    string Name,
    bool V6,
    IReadOnlyList<BenchRoute> Routes,
    int Hops,
    string Model,
    IReadOnlyList<string> Notes);
