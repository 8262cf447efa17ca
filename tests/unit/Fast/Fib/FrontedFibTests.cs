using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>Whatever stands in front answers as the plain table, while it comes, changes and goes.</summary>
public sealed class FrontedFibTests
{
    [Test]
    public void Answers_as_the_plain_table(
        [Range(0, SliceTables.Shapes - 1)] int shape, [Values(1, 2)] int seed, [Values] bool reader)
    {
        using var pair = new FrontedPair(reader);
        var tables = new SliceTables(shape, seed);
        for (int i = 0; i < 4000; i++)
        {
            Prefix prefix = tables.Next();
            pair.Set(prefix, tables.Next(3) == 0 ? 0 : 1 + tables.Next(tables.Groups));
            pair.Compare(prefix);
        }
    }

    /// <summary>A cluster grows out of nothing in random order, churns, and is taken down again.</summary>
    [TestCase(2, true)]
    [TestCase(2, false)]
    [TestCase(20, true)]
    public void A_pool_gets_a_window_and_loses_it(int slices, bool reader)
    {
        using var pair = new FrontedPair(reader) { PoolSlices = slices };
        var random = new Random(slices);
        HashSet<int> fronts = [];
        int most = slices * 300;

        // What a board has beside the pool: the way out, its own network, another pool far away.
        pair.Set(Prefix.Parse("0.0.0.0/0"), 1);
        pair.Set(Prefix.Parse("192.168.101.0/24"), 2);
        for (int i = 0; i < 40; i++)
        {
            pair.Set(Prefix.Parse($"172.16.{i}.0/26"), 4 + i);
        }

        for (int step = 0; step < 3 * most; step++)
        {
            bool grow = step < most || (step < 2 * most && random.Next(2) == 0);
            Prefix prefix = grow || pair.Live.Count == 0
                ? Prefix.Containing(
                    new Ipv4Address(FrontedPair.Pool + (uint)random.Next(slices << 16)), random.Next(4) == 0 ? 32 : 26)
                : pair.Live[random.Next(pair.Live.Count)];
            pair.Set(prefix, grow ? 1 + random.Next(300) : 0);
            pair.Compare(prefix);
            fronts.Add(pair.Fib.Front);
            if (step % 500 == 0)
            {
                pair.Set(Prefix.Parse("10.0.0.0/8"), 5 + random.Next(90));
                pair.Compare(Prefix.Parse("10.0.0.0/8"));
            }
        }

        while (pair.Live.Count > 0)
        {
            Prefix prefix = pair.Live[^1];
            pair.Set(prefix, 0);
            pair.Compare(prefix);
        }

        int[] all = [0, Here(FrontKind.Tree), FrontKind.Window];
        Assert.That(fronts, Is.EquivalentTo(all.Distinct()), "kinds of fronts met");
    }

    [Test]
    public void A_table_that_becomes_small_again_gets_its_tree_back()
    {
        using var pair = new FrontedPair(reader: false);
        for (uint i = 0; i < 3000; i++)
        {
            pair.Set(new Prefix(new Ipv4Address(i << 20), 20), 1 + (int)(i % 9));
        }

        Assert.That(pair.Fib.Front, Is.Zero);
        while (pair.Live.Count > 20)
        {
            pair.Set(pair.Live[^1], 0);
        }

        for (int i = 0; i < RunTree.MaxRuns; i++)
        {
            pair.Set(pair.Live[i % 20], 1 + i);
        }

        Assert.That(pair.Fib.Front, Is.EqualTo(Here(FrontKind.Tree)));
        pair.Live.ToList().ForEach(pair.Compare);
    }

    // Every second /24 makes two runs; one more at each end of the address space takes the last place.
    [TestCase(144, FrontKind.Tree)]
    [TestCase(145, 0)]
    public void A_tree_holds_289_runs(int routes, int front)
    {
        using var pair = new FrontedPair(reader: false);
        for (uint i = 0; i < routes; i++)
        {
            pair.Set(new Prefix(new Ipv4Address(0x0a00_0100 + (i << 20)), 24), 1 + (int)i);
        }

        Assert.That(pair.Fib.Front, Is.EqualTo(Here(front)));
        pair.Live.ToList().ForEach(pair.Compare);
    }

    [TestCase("255.255.255.255/32")]
    [TestCase("255.255.255.254/31")]
    [TestCase("0.0.0.0/32")]
    [TestCase("128.0.0.0/1")]
    public void The_ends_of_the_address_space_have_answers(string text)
    {
        using var pair = new FrontedPair(reader: false);
        Prefix prefix = Prefix.Parse(text);
        foreach (int group in (int[])[5, 6, 0, 7])
        {
            pair.Set(prefix, group);
            pair.Compare(prefix);
            Assert.That(
                pair.Fib.Lookup(new Ipv4Address(uint.MaxValue)),
                Is.EqualTo(prefix.Contains(new Ipv4Address(uint.MaxValue)) ? group : 0));
        }
    }

    [Test]
    public void Any_number_of_addresses_at_once_is_answered_inside_and_outside_a_window()
    {
        using var pair = new FrontedPair(reader: false);
        for (uint i = 0; i < 2000; i++)
        {
            pair.Set(new Prefix(new Ipv4Address(FrontedPair.Pool + (i << 6)), i % 5 == 0 ? 32 : 26), 1 + (int)(i % 70));
        }

        pair.Set(Prefix.Parse("0.0.0.0/0"), 99);
        Assert.That(pair.Fib.Front, Is.EqualTo(FrontKind.Window));
        var random = new Random(4);
        for (int count = 0; count < 130; count++)
        {
            // All inside, all outside, or mixed.
            Ipv4Address[] addresses = [.. Enumerable.Range(0, count).Select(_ => new Ipv4Address(
                (count % 3 == 0 ? count % 2 == 0 : random.Next(2) == 0)
                    ? FrontedPair.Pool + (uint)random.Next(2000 << 6) : (uint)random.NextInt64(1L << 32)))];
            var groups = new int[count + 1];
            groups[count] = -7;
            pair.Fib.Lookup(addresses, groups.AsSpan(0, count));
            Assert.That(groups.Take(count), Is.EqualTo(addresses.Select(pair.Plain.Lookup)), $"{count} addresses");
            Assert.That(groups[count], Is.EqualTo(-7), "written past the end");
        }
    }

    [Test]
    public void Memory_stays_tight_while_a_pool_churns()
    {
        using ReaderEpochs readers = new();
        using var fib = new FrontedFib(readers);
        using var table = new PrefixTable(fib);
        var random = new Random(3);
        long worst = 0;
        for (int i = 0; i < 200_000; i++)
        {
            // Half of the hosts are gone at any time, and each of them divides a cell.
            uint address = FrontedPair.Pool + (uint)random.Next(4 << 16);
            Prefix prefix = Prefix.Containing(new Ipv4Address(address), random.Next(3) == 0 ? 26 : 32);
            if (random.Next(2) == 0)
            {
                table.Remove(prefix);
            }
            else
            {
                table.Set(prefix, 1 + random.Next(250));
            }

            FibMemory memory = fib.Memory;
            worst = i > 100_000 ? Math.Max(worst, memory.Slack * 1000 / memory.Total) : 0;
        }

        Assert.That(fib.Front, Is.EqualTo(FrontKind.Window));
        Assert.That(worst, Is.LessThanOrEqualTo(100), "slack in thousandths of all memory");
    }

    [TestCase(60, FrontKind.Tree)]
    [TestCase(3000, FrontKind.Window)]
    public void Lookups_and_changes_allocate_nothing(int routes, int front)
    {
        using ReaderEpochs readers = new();
        using var fib = new FrontedFib(readers);
        using var table = new PrefixTable(fib);
        int me = readers.Register();
        var addresses = new Ipv4Address[64];
        var groups = new int[64];
        Change(100_000);
        Assert.That(fib.Front, Is.EqualTo(Here(front)));
        Assert.That(Allocation.Of(() => Change(20_000)), Is.Zero);

        void Change(int count)
        {
            for (int i = 0; i < count; i++)
            {
                uint which = (uint)(i * 31 % routes);
                var prefix = new Prefix(new Ipv4Address(FrontedPair.Pool + (which << 6)), which % 6 == 0 ? 32 : 26);
                if (i % 7 == 0)
                {
                    table.Remove(prefix);
                }
                else
                {
                    table.Set(prefix, 1 + (i % 300));
                }

                addresses[i % 64] = prefix.Address;
                fib.Lookup(addresses, groups);
                readers.Quiesce(me);
            }
        }
    }

    // Without comparisons of 16 numbers at once there is no tree.
    private static int Here(int front) => front == FrontKind.Tree && !RunTreeReader.IsSupported ? 0 : front;
}
