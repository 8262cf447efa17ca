using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Fib;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>
/// A table takes what its answers take, whatever way it came about: one octet a run where groups fit, see the layout in
/// the project's README.
/// </summary>
public sealed class SliceFibMemoryTests
{
    private const int FlatIndex = 256 * 1024;

    [Test]
    public void The_real_table_takes_one_octet_a_run([Values("bulk", "one by one", "in no order")] string order)
    {
        (Prefix Prefix, int Group)[] routes = RandomTables.Real(250);
        Assert.That(Load(routes, order).Touched, Is.LessThanOrEqualTo(FlatIndex + Limit(routes)));
    }

    [Test]
    public void So_does_a_part_of_it_in_few_octets([Values("bulk", "one by one", "in no order")] string order)
    {
        // Fewer than 64 top octets: a page of 1 KiB each. Some of their slices have many routes longer than /24.
        (Prefix Prefix, int Group)[] routes =
        [
            .. RandomTables.Real(250)
                .Where(route => route.Prefix.Length >= 8 && route.Prefix.Address.Value >> 24 is 1 or 41 or 103 or 203),
        ];
        Assert.That(Load(routes, order).Touched, Is.LessThanOrEqualTo((256 * 4) + (4 * 1024) + Limit(routes)));
    }

    [Test]
    public void A_group_that_has_left_costs_nothing()
    {
        (Prefix Prefix, int Group)[] routes = RandomTables.Real(250);
        using var fib = new SliceFib();
        using var table = new PrefixTable(fib);
        Set(table, routes, "bulk");
        long before = fib.Memory.Touched;
        Prefix far = routes[77].Prefix;
        table.Set(far, 255);
        Assert.That(fib.Memory.Touched, Is.GreaterThan(before * 11 / 10), "two octets a run");

        table.Set(far, routes[77].Group);
        Change(table, routes, 100_000);
        Assert.That(fib.Memory.Touched, Is.LessThanOrEqualTo(before * 101 / 100));
    }

    [Test]
    public void A_group_that_comes_and_goes_does_not_make_the_table_anew_each_time()
    {
        (Prefix Prefix, int Group)[] routes = RandomTables.Real(250);
        using var fib = new SliceFib();
        using var table = new PrefixTable(fib);
        Set(table, routes, "bulk");
        int before = fib.Rebuilds;
        for (int i = 0; i < 50_000; i++)
        {
            table.Set(routes[77].Prefix, (i & 255) == 0 ? 255 : routes[77].Group);
            Change(table, routes, 1);
        }

        // A rebuild of this table takes as long as some hundred changes; then ten of them are two per cent.
        Assert.That(fib.Rebuilds - before, Is.LessThanOrEqualTo(10));
    }

    private static void Change(PrefixTable table, (Prefix Prefix, int Group)[] routes, int changes)
    {
        for (int i = 0; i < changes; i++)
        {
            (Prefix prefix, int group) = routes[i * 7919L % routes.Length];
            table.Set(prefix, 1 + (group % 250));
            table.Set(prefix, group);
        }
    }

    private static FibMemory Load((Prefix Prefix, int Group)[] routes, string order)
    {
        using var fib = new SliceFib();
        using var table = new PrefixTable(fib);
        Set(table, routes, order);
        return fib.Memory;
    }

    private static void Set(PrefixTable table, (Prefix Prefix, int Group)[] routes, string order)
    {
        var mine = ((Prefix Prefix, int Group)[])routes.Clone();
        switch (order)
        {
            case "bulk":
                table.BeginBulk();
                break;
            case "in no order":
                new Random(1).Shuffle(mine);
                break;
        }

        Array.ForEach(mine, route => table.Set(route.Prefix, route.Group));
        if (order == "bulk")
        {
            table.EndBulk();
        }
    }

    // What the layout in the README takes for the answers of the plain table, and one per cent.
    private static long Limit((Prefix Prefix, int Group)[] routes)
    {
        var plain = new BinaryTrie();
        var divided = new HashSet<uint>();
        Array.ForEach(routes, route => plain.Set(route.Prefix, route.Group));
        divided.UnionWith(routes.Where(r => r.Prefix.Length > 24).Select(r => r.Prefix.Address.Value >> 8));
        long octets = routes.Select(route => route.Group).Distinct().Count() * 44L;
        uint[] slices =
            [.. routes.Where(r => r.Prefix.Length > 16).Select(r => r.Prefix.Address.Value >> 16).Distinct()];
        foreach (uint slice in slices)
        {
            int runs = 0;
            int last = -1;
            for (uint cell = slice << 8; cell < (slice + 1) << 8; cell++)
            {
                int[] quarters = [.. Enumerable.Range(0, 4).Select(quarter => divided.Contains(cell)
                    ? Runs(plain, (cell << 8) + ((uint)quarter << 6), 64) : 1)];
                int all = divided.Contains(cell) ? Runs(plain, cell << 8, 256) : 1;
                int answer = plain.Lookup(new Ipv4Address(cell << 8));
                if (all > 1)
                {
                    runs++;
                    last = -1;
                    octets += quarters.Sum(count => 4 + (count > 1 ? 8 + ((count + 3) & ~3) : 0));
                }
                else if (answer != last)
                {
                    runs++;
                    last = answer;
                }
            }

            octets += runs > 1 ? 36 + ((runs + 3) & ~3) : 0;
        }

        return octets * 101 / 100;
    }

    private static int Runs(BinaryTrie plain, uint first, uint count)
    {
        int runs = 1;
        for (uint address = first + 1; address < first + count; address++)
        {
            runs += plain.Lookup(new Ipv4Address(address)) != plain.Lookup(new Ipv4Address(address - 1)) ? 1 : 0;
        }

        return runs;
    }
}
