using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>Every structure answers as the plain one, address by address, at every moment.</summary>
public sealed class PrefixTableTests
{
    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Any_few_changes(string engine)
    {
        // Two slices, eight addresses in each of four corners: prefixes nest and touch all the time.
        Gen<Prefix> prefixes = Gen.Select(Gen.UInt, Gen.Int[0, 32])
            .Select((bits, length) => Prefix.Containing(new Ipv4Address(0x0a00_0000 | (bits & 0x0001_c107)), length));
        Gen.Select(prefixes, Gen.Int[0, 300]).Array[1, 60].Sample(
            changes =>
            {
                var reference = new BinaryTrie();
                using PrefixTable table = Engines.Create(engine);
                for (int i = 0; i < changes.Length; i++)
                {
                    Engines.Apply(table, reference, changes[i].Item1, changes[i].Item2 % 4 == 0 ? 0 : changes[i].Item2);
                    foreach ((Prefix prefix, _) in changes)
                    {
                        Engines.AssertEqual(table, reference, prefix, i);
                    }
                }
            },
            iter: 300);
    }

    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Changes_in_a_corner(string engine) => Churn(engine, tables => tables.Corner(), groups: 7, 20_000);

    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Changes_everywhere(string engine) => Churn(engine, tables => tables.Crowded(), groups: 900, 20_000);

    [TestCaseSource(typeof(Engines), nameof(Engines.All))]
    public void Bulk_changes_answer_as_single_ones(string engine)
    {
        for (int round = 0; round < 8; round++)
        {
            var tables = new RandomTables(round);
            var reference = new BinaryTrie();
            using PrefixTable table = Engines.Create(engine);
            var prefixes = new List<Prefix>();
            for (int bulk = 0; bulk < 4; bulk++)
            {
                table.BeginBulk();
                for (int i = 0; i < 2500 * bulk; i++)
                {
                    Prefix prefix = bulk == 2 ? tables.Corner() : tables.Crowded();
                    prefixes.Add(prefix);
                    Engines.Apply(table, reference, prefix, tables.Next(2000) == 0 ? 0 : 1 + tables.Next(300));
                }

                table.EndBulk();
                Assert.That(table.Count, Is.EqualTo(reference.Count));
                prefixes.ForEach(prefix => Engines.AssertEqual(table, reference, prefix, bulk));
            }
        }
    }

    [TestCaseSource(typeof(Engines), nameof(Engines.Compact))]
    public void A_real_table_and_an_hour_of_updates(string engine)
    {
        (Prefix Prefix, int Group)[] real = RandomTables.Real(groups: 250);
        (Prefix Prefix, int Group)[] shuffled = [.. real];
        new Random(3).Shuffle(shuffled);
        foreach ((Prefix Prefix, int Group)[] load in new[] { real, shuffled })
        {
            var reference = new BinaryTrie();
            using PrefixTable table = Engines.Create(engine);
            table.BeginBulk();
            Array.ForEach(load, route => Engines.Apply(table, reference, route.Prefix, route.Group));
            table.EndBulk();
            Assert.That(table.Count, Is.EqualTo(real.Length));
            Array.ForEach(real, route => Engines.AssertEqual(table, reference, route.Prefix, 0));
            int change = 0;
            foreach ((Prefix prefix, int group) in RandomTables.Updates())
            {
                Engines.Apply(table, reference, prefix, group);
                Engines.AssertEqual(table, reference, prefix, ++change);
            }

            Assert.That(table.RibSlackOctets, Is.LessThanOrEqualTo(table.RibOctets / 10));
            Array.ForEach(real, route => Engines.AssertEqual(table, reference, route.Prefix, -1));
        }
    }

    [TestCaseSource(typeof(Engines), nameof(Engines.Compact))]
    public void A_Calico_table(string engine)
    {
        var tables = new RandomTables(11);
        IReadOnlyList<Prefix> prefixes = tables.Calico(10_000, 1_000, 110);
        var reference = new BinaryTrie();
        using PrefixTable table = Engines.Create(engine);
        foreach (Prefix prefix in prefixes)
        {
            Engines.Apply(table, reference, prefix, 1 + tables.Next(200));
        }

        foreach (Prefix prefix in prefixes)
        {
            Engines.AssertEqual(table, reference, prefix, 0);
        }

        for (int i = 0; i < 100_000; i++)
        {
            Prefix prefix = prefixes[tables.Next(prefixes.Count)];
            Engines.Apply(table, reference, prefix, tables.Next(2) == 0 ? 0 : 1 + tables.Next(200));
            Engines.AssertEqual(table, reference, prefix, i);
        }

        Assert.That(table.Count, Is.EqualTo(reference.Count));
    }

    [TestCaseSource(typeof(Engines), nameof(Engines.Compact))]
    public void A_change_allocates_nothing_in_steady_state(string engine)
    {
        Prefix[] prefixes = [.. new RandomTables(5).Calico(2_000, 500, 60), Prefix.Parse("172.16.0.0/14")];
        using PrefixTable table = Engines.Create(engine);
        foreach (Prefix prefix in prefixes)
        {
            table.Set(prefix, 1);
        }

        Flap();
        Assert.That(Allocation.Of(Flap), Is.Zero);

        void Flap()
        {
            for (int i = 0; i < prefixes.Length * 8; i++)
            {
                Prefix prefix = prefixes[i * 7 % prefixes.Length];
                table.Remove(prefix);
                table.Set(prefix, 1 + (i & 7));
                table.Set(prefix, 1 + ((i + 1) & 7));
            }
        }
    }

    [Test]
    public void Groups_have_fifteen_bits()
    {
        using PrefixTable table = Engines.Create(nameof(PlainFib));
        Assert.That(() => table.Set(Prefix.Default, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => table.Set(Prefix.Default, 32768), Throws.InstanceOf<ArgumentOutOfRangeException>());
        table.Set(Prefix.Default, 32767);
        Assert.That(table.Lookup(Ipv4Address.Parse("192.0.2.1")), Is.EqualTo(32767));
    }

    private static void Churn(string engine, Func<RandomTables, Prefix> next, int groups, int changes)
    {
        var tables = new RandomTables(changes);
        var reference = new BinaryTrie();
        using PrefixTable table = Engines.Create(engine);
        for (int i = 0; i < changes; i++)
        {
            Prefix prefix = next(tables);
            Engines.Apply(table, reference, prefix, tables.Next(3) == 0 ? 0 : 1 + tables.Next(groups));
            Engines.AssertEqual(table, reference, prefix, i);
        }

        Assert.That(table.Count, Is.EqualTo(reference.Count));
    }
}
