using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>A ring of our speaker and all daemons that has a hard time ends with equal tables.</summary>
public sealed class RingTests
{
    private const int Steps = 30;
    private const int BetweenFrrAndGobgp = 2;

    // A daemon finds out about a cable by its hold timer, and some wait long before they dial again.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    [TestCase(1)]
    [TestCase(2)]
    public void After_churn_all_tables_are_equal_and_in_the_end_empty(int seed)
    {
        using RingLab ring = new();
        Settle(ring, "all have all");
        Random random = new(seed);
        for (int step = 0; step < Steps; step++)
        {
            Churn(ring, random, step);
        }

        // FRR and GoBGP learn of it by their hold timers, and all go the other way around.
        ring.PlugAll(but: BetweenFrrAndGobgp);
        Settle(ring, "all have all, by the other way");
        ring.PlugAll();
        Eventually.Holds("they speak again", () => ring.AreDaemonsUp(BetweenFrrAndGobgp), s_limit, ring.Picture);
        Settle(ring, "all have all again");
        ring.WithdrawAll();
        Settle(ring, "nothing is left");
    }

    private static void Settle(RingLab ring, string what)
    {
        TimeSpan time = Eventually.Holds(what, () => ring.Wrong().Length == 0, s_limit, ring.Picture);
        TestContext.Out.WriteLine($"{what} after {time.TotalSeconds:F1} s");
    }

    private static void Churn(RingLab ring, Random random, int step)
    {
        int node = random.Next(RingLab.Nodes.Count());
        string said;

        // Each of these at least once, whatever the seed.
        if (step == Steps / 3 || step == 2 * Steps / 3)
        {
            node = step == Steps / 3 ? 0 : Math.Max(1, node);
            ring.Crash(node);
            said = $"kill -9 {RingLab.NameOf(node)}";
        }
        else if (step % 3 == 0)
        {
            int cable = random.Next(RingLab.Cables);
            said = $"cable {cable} {(ring.Turn(cable) ? "in" : "out")}";
        }
        else
        {
            IReadOnlyList<string> known = RingLab.PrefixesOf(node);
            string prefix = known[random.Next(known.Count)];
            bool isThere = random.Next(2) == 0;
            ring.Set(node, prefix, isThere);
            said = $"{RingLab.NameOf(node)} {(isThere ? "announces" : "withdraws")} {prefix}";
        }

        TestContext.Out.WriteLine($"{step}: {said}");
    }
}
