using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>A ring of our speaker and all daemons that has a hard time ends with equal tables.</summary>
public sealed class RingTests
{
    private const int Steps = 16;

    // A daemon finds out about a cable by its hold timer, and some wait long before they dial again.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    [TestCase(1)]
    public void After_churn_all_tables_are_equal_and_in_the_end_empty(int seed)
    {
        using RingLab ring = new();
        Eventually.Holds("all have all", () => ring.Wrong().Length == 0, s_limit, ring.Picture);

        Random random = new(seed);
        HashSet<int> unplugged = [];
        for (int step = 0; step < Steps; step++)
        {
            Churn(ring, random, step, unplugged);
        }

        foreach (int cable in unplugged)
        {
            ring.Plug(cable, isUp: true);
        }

        TimeSpan healed = Eventually.Holds("all have all again", () => ring.Wrong().Length == 0, s_limit, ring.Picture);
        TestContext.Out.WriteLine($"equal after {healed.TotalSeconds:F1} s");
        ring.WithdrawAll();
        Eventually.Holds("nothing is left", () => ring.Wrong().Length == 0, s_limit, ring.Picture);
    }

    private static void Churn(RingLab ring, Random random, int step, HashSet<int> unplugged)
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
            bool isUp = unplugged.Remove(cable);
            if (!isUp)
            {
                unplugged.Add(cable);
            }

            ring.Plug(cable, isUp);
            said = $"cable {cable} {(isUp ? "in" : "out")}";
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
