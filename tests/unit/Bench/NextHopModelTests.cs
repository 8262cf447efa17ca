using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>Next hops from labels, by chance, and as real tables have them.</summary>
public sealed class NextHopModelTests
{
    private static readonly Table s_full = SyntheticTable.Full(1);

    [Test]
    public void Labels_are_numbered_from_one_by_first_appearance()
    {
        RouteSet routes = NextHopModel.Labels(
            BenchRoutes.Table("10.0.0.0/8 65001\n9.0.0.0/8 eth0\n11.0.0.0/8 65001\n"));
        Assert.That(routes.Routes.Select(route => route.Hop), Is.EqualTo([2, 1, 1]), "9, 10 and 11");
        Assert.That(routes.Hops, Is.EqualTo(2));
    }

    [Test]
    public void A_line_without_a_label_is_named() =>
        Assert.That(() => NextHopModel.Labels(BenchRoutes.Table("10.0.0.0/8 a\n9.0.0.0/8\n8.0.0.0/8\n")),
            Throws.TypeOf<TableFileException>().With.Message.StartsWith("test:2: expected a label"));

    [Test]
    public void More_labels_than_route_classes_are_refused()
    {
        string text = string.Concat(Enumerable.Range(0, NextHopModel.MostHops + 1)
            .Select(i => $"10.{i / 256}.{i % 256}.0/24 {i}\n"));
        Assert.That(() => NextHopModel.Labels(BenchRoutes.Table(text)),
            Throws.TypeOf<TableFileException>().With.Message.Contains("--model correlated"));
    }

    [Test]
    public void Independent_next_hops_are_drawn_evenly()
    {
        RouteSet routes = NextHopModel.Independent(s_full, 250, 3);
        int[] counts =
        [
            .. routes.Routes.CountBy(route => route.Hop).OrderBy(pair => pair.Key).Select(pair => pair.Value),
        ];
        double mean = routes.Routes.Count / 250.0;
        Assert.That(counts, Has.Length.EqualTo(250));

        // Six standard deviations: once in a billion draws.
        Assert.That(counts, Is.All.InRange(mean - (6 * Math.Sqrt(mean)), mean + (6 * Math.Sqrt(mean))));
    }

    [Test]
    public void Prefixes_of_one_origin_share_a_next_hop()
    {
        Table table = BenchRoutes.Table(string.Concat(Enumerable.Range(0, 5000)
            .Select(i => $"10.{i / 256}.{i % 256}.0/24 AS{i % 700}\n")));
        RouteSet routes = NextHopModel.Correlated(table, 128, 1);
        var byOrigin = table.Entries.Zip(routes.Routes)
            .GroupBy(pair => pair.First.Label, pair => pair.Second.Hop)
            .Select(origin => origin.Distinct().Count());
        Assert.That(byOrigin, Is.All.EqualTo(1));
        Assert.That(routes.Routes.Select(route => route.Hop), Is.All.InRange(1, 128));
        Assert.That(routes.Routes.Select(route => route.Hop).Distinct().Count(), Is.GreaterThan(60));
    }

    /// <summary>
    /// The full table of November 2015 with its real origins has 0.430 runs a prefix for 128 next hops and 0.308 for 4;
    /// independent ones gave a full table of 2024 1.12.
    /// </summary>
    [TestCase(128, 0.430)]
    [TestCase(4, 0.308)]
    public void Correlated_next_hops_make_as_many_runs_as_real_ones(int hops, double real)
    {
        RouteSet routes = NextHopModel.Correlated(s_full, hops, 1);
        Assert.That((double)new SortedRuns(routes.Routes).Runs / routes.Routes.Count,
            Is.EqualTo(real).Within(12).Percent);
    }

    [Test]
    public void Independent_next_hops_make_as_many_runs_as_on_a_real_table() =>
        Assert.That(
            (double)new SortedRuns(NextHopModel.Independent(s_full, 250, 1).Routes).Runs / s_full.Entries.Count,
            Is.EqualTo(1.117).Within(5).Percent);

    [Test]
    public void The_seed_decides_alone([Values] bool correlated)
    {
        Func<ulong, IEnumerable<int>> hops = seed =>
            (correlated ? NextHopModel.Correlated(s_full, 16, seed) : NextHopModel.Independent(s_full, 16, seed))
            .Routes.Select(route => route.Hop);
        Assert.That(hops(1).SequenceEqual(hops(1)), Is.True);
        Assert.That(hops(1).SequenceEqual(hops(2)), Is.False);
    }
}
