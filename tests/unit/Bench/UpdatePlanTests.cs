using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Fib.Streams;
using Router.Bench.Fib.Tables;

namespace Router.Tests.Bench;

/// <summary>A burst of updates, and what readers may see meanwhile.</summary>
public sealed class UpdatePlanTests
{
    // 8 prefixes in three layers, so that withdrawals uncover what is around.
    private static readonly RouteSet s_routes = BenchRoutes.Of(
        "10.0.0.0/8 a\n10.0.0.0/12 b\n10.0.0.0/16 c\n10.1.0.0/16 a\n10.16.0.0/12 b\n10.16.1.0/24 c\n"
        + "10.16.1.64/26 a\n192.0.2.0/24 d\n");

    private readonly SortedRuns _answers = new(s_routes.Routes);

    [Test]
    public void Each_update_changes_something_and_after_is_what_they_leave([Range(1, 5)] int seed)
    {
        UpdatePlan plan = Plan(1000, 100, (ulong)seed);
        Dictionary<IpRange, int> table = Now();
        foreach (Update update in plan.Updates)
        {
            table.TryGetValue(update.Range, out int before);
            Assert.That(update.Hop, Is.Not.EqualTo(before), "no update says what is already so");
            Apply(table, update);
        }

        Assert.That(plan.After().Routes.ToDictionary(route => route.Range, route => route.Hop), Is.EquivalentTo(table));
    }

    [Test]
    public void Watched_answers_are_allowed_at_any_moment([Range(1, 5)] int seed)
    {
        UpdatePlan plan = Plan(300, 200, (ulong)seed);
        Dictionary<IpRange, int> table = Now();
        Assert.That(plan.Watched, Is.Not.Empty);
        foreach (Update update in plan.Updates)
        {
            Apply(table, update);
            foreach (Watched one in plan.Watched.Where(one => update.Range.Contains(one.Address)))
            {
                Assert.That(BenchRoutes.HopOf(table, one.Address), Is.AnyOf(one.First, one.Second, one.Third));
            }
        }
    }

    [Test]
    public void Some_of_what_is_watched_changes_and_some_does_not()
    {
        RouteSet routes = NextHopModel.Independent(CalicoTables.Cluster(1), 250, 1);
        var plan = new UpdatePlan(routes, new SortedRuns(routes.Routes), 20_000, 10_000, 1);
        int still = plan.Watched.Count(one => one.First == one.Second && one.Second == one.Third);
        Assert.That(plan.Watched, Has.Count.EqualTo(10_000));
        Assert.That(still, Is.InRange(6_000, 9_000), "three of four prefixes stay as they are");

        // In the recorded hour 5,305 of 23,446 updates were withdrawals.
        double withdrawals = plan.Updates.Skip(10_000).Count(update => update.Hop == 0) / 10_000.0;
        Assert.That(withdrawals, Is.EqualTo(5_305 / 23_446.0).Within(8).Percent);
    }

    private static Dictionary<IpRange, int> Now() =>
        s_routes.Routes.ToDictionary(route => route.Range, route => route.Hop);

    private static void Apply(Dictionary<IpRange, int> table, Update update)
    {
        if (update.Hop == 0)
        {
            Assert.That(table.Remove(update.Range), Is.True);
        }
        else
        {
            table[update.Range] = update.Hop;
        }
    }

    private UpdatePlan Plan(int updates, int watched, ulong seed) => new(s_routes, _answers, updates, watched, seed);
}
