using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>Every structure answers as the plain one, address by address, at every moment.</summary>
public sealed class PrefixTableTests
{
    private static readonly Func<IFib>[] s_engines = [() => new PlainFib(), () => new MicroFib()];

    [TestCaseSource(nameof(s_engines))]
    public void Random_changes_in_a_corner(Func<IFib> engine) =>
        Churn(engine, tables => tables.Corner(), groups: 7, changes: 20_000);

    [TestCaseSource(nameof(s_engines))]
    public void Random_changes_everywhere(Func<IFib> engine) =>
        Churn(engine, tables => tables.Crowded(), groups: 900, changes: 20_000);

    [TestCaseSource(nameof(s_engines))]
    public void A_bulk_load_answers_as_single_changes(Func<IFib> engine)
    {
        for (int round = 0; round < 20; round++)
        {
            var tables = new RandomTables(round);
            var reference = new BinaryTrie();
            using var table = new PrefixTable(engine());
            var prefixes = new List<Prefix>();
            for (int bulk = 0; bulk < 4; bulk++)
            {
                table.BeginBulk();
                for (int i = 0; i < 1500 * bulk; i++)
                {
                    Prefix prefix = bulk == 3 ? tables.Corner() : tables.Crowded();
                    if (tables.Next(100) == 0)
                    {
                        Assert.That(table.Remove(prefix), Is.EqualTo(reference.Remove(prefix)));
                        continue;
                    }

                    prefixes.Add(prefix);
                    int group = 1 + tables.Next(300);
                    table.Set(prefix, group);
                    reference.Set(prefix, group);
                }

                table.EndBulk();
                Assert.That(table.Count, Is.EqualTo(reference.Count));
                prefixes.ForEach(prefix => AssertEqual(table, reference, prefix, bulk));
            }
        }
    }

    private static void Churn(Func<IFib> engine, Func<RandomTables, Prefix> next, int groups, int changes)
    {
        var tables = new RandomTables(changes);
        var reference = new BinaryTrie();
        using var table = new PrefixTable(engine());
        for (int i = 0; i < changes; i++)
        {
            Prefix prefix = next(tables);
            if (tables.Next(3) == 0)
            {
                Assert.That(table.Remove(prefix), Is.EqualTo(reference.Remove(prefix)));
            }
            else
            {
                int group = 1 + tables.Next(groups);
                table.Set(prefix, group);
                reference.Set(prefix, group);
            }

            AssertEqual(table, reference, prefix, i);
        }

        Assert.That(table.Count, Is.EqualTo(reference.Count));
    }

    private static void AssertEqual(PrefixTable table, BinaryTrie reference, Prefix prefix, int change)
    {
        Span<Ipv4Address> bounds = stackalloc Ipv4Address[4];
        Span<int> answers = stackalloc int[4];
        RandomTables.Bounds(prefix, bounds);
        table.Lookup(bounds, answers);
        for (int i = 0; i < bounds.Length; i++)
        {
            int expected = reference.Lookup(bounds[i]);
            if (answers[i] != expected)
            {
                Assert.Fail($"change {change}, {prefix}: {bounds[i]} has {answers[i]} instead of {expected}");
            }
        }
    }
}
