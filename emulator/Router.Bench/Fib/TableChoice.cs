using System.Collections.Generic;
using Router.Bench.Fib.Tables;

namespace Router.Bench.Fib;

/// <summary>From what was asked for to tables whose prefixes have next hops. All files are read before anything runs.
/// </summary>
internal static class TableChoice
{
    private const int UsualHops = 250;

    public static IReadOnlyList<RouteSet> Of(FibOptions options)
    {
        var chosen = new List<RouteSet>();
        foreach (string path in options.Tables)
        {
            Table table = TableReader.Read(path);
            chosen.Add(options.NextHops is null ? NextHopModel.Labels(table) : Modelled(table, options));
        }

        if (options.Calico)
        {
            chosen.Add(Modelled(CalicoTables.Cluster(options.Seed), options));
        }

        if (options.Board)
        {
            chosen.Add(Modelled(CalicoTables.Board(options.Seed), options));
        }

        return chosen.Count > 0 ? chosen : [Modelled(SyntheticTable.Full(options.Seed), options)];
    }

    private static RouteSet Modelled(Table table, FibOptions options)
    {
        int hops = options.NextHops ?? UsualHops;
        return options.Correlated
            ? NextHopModel.Correlated(table, hops, options.Seed)
            : NextHopModel.Independent(table, hops, options.Seed);
    }
}
