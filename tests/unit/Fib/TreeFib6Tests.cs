using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>The IPv6 table answers as the plain one, address by address, at every moment.</summary>
public sealed class TreeFib6Tests
{
    [TestCase(1, 5)]
    [TestCase(2, 300)]
    [TestCase(3, 32767)]
    public void Random_changes(int seed, int groups)
    {
        var random = new Random(seed);
        var reference = new PlainTable6();
        using var table = new TreeFib6(poison: true);
        for (int change = 0; change < 12_000; change++)
        {
            Ipv6Prefix prefix = Crowded(random);
            if (random.Next(3) == 0)
            {
                Assert.That(table.Remove(prefix), Is.EqualTo(reference.Remove(prefix)));
            }
            else
            {
                int group = 1 + random.Next(groups);
                table.Set(prefix, group);
                reference.Set(prefix, group);
            }

            AssertEqual(table, reference, prefix, change);
        }

        Assert.That(table.Count, Is.EqualTo(reference.Count));
    }

    [Test]
    public void Deep_and_nested_routes()
    {
        var reference = new PlainTable6();
        using var table = new TreeFib6(poison: true);
        var prefixes = new List<Ipv6Prefix>();
        var address = Ipv6Address.Parse("2001:db8:1234:5678:9abc:def0:1234:5678");
        for (int length = 0; length <= 128; length++)
        {
            prefixes.Add(Ipv6Prefix.Containing(address, length));
        }

        // From the outside in, from the inside out; and away again.
        foreach (bool outside in new[] { true, false })
        {
            foreach (Ipv6Prefix prefix in outside ? prefixes : prefixes.AsEnumerable().Reverse())
            {
                table.Set(prefix, 1 + prefix.Length);
                reference.Set(prefix, 1 + prefix.Length);
                prefixes.ForEach(one => AssertEqual(table, reference, one, prefix.Length));
            }

            foreach (Ipv6Prefix prefix in prefixes)
            {
                table.Remove(prefix);
                reference.Remove(prefix);
                prefixes.ForEach(one => AssertEqual(table, reference, one, -prefix.Length));
            }

            Assert.That(table.Memory.Index, Is.EqualTo(1024), "the first page is left");
            Assert.That(table.Memory.Records, Is.Zero);
        }
    }

    [Test]
    public void A_dense_cluster_grows_and_shrinks()
    {
        // Calico: blocks of a /122 in a pool, and workloads of a /128; one /24 of the space that fills and empties.
        var random = new Random(7);
        var reference = new PlainTable6();
        using var table = new TreeFib6(poison: true);
        var prefixes = new List<Ipv6Prefix>();
        for (int i = 0; i < 3000; i++)
        {
            ulong low = ((ulong)random.Next(1 << 12) << 6) | (uint)random.Next(64);
            var address = new Ipv6Address(0xfd00_0010_0244_0000, low);
            prefixes.Add(Ipv6Prefix.Containing(address, i % 5 == 0 ? 128 : 122));
            table.Set(prefixes[i], 1 + (i % 200));
            reference.Set(prefixes[i], 1 + (i % 200));
        }

        table.Set(Ipv6Prefix.Default, 999);
        reference.Set(Ipv6Prefix.Default, 999);
        for (int i = 0; i < prefixes.Count; i++)
        {
            AssertEqual(table, reference, prefixes[i], i);
        }

        foreach (Ipv6Prefix prefix in prefixes)
        {
            Assert.That(table.Remove(prefix), Is.EqualTo(reference.Remove(prefix)));
            AssertEqual(table, reference, prefix, prefix.Length);
        }

        Assert.That(table.Memory.Records, Is.Zero);
    }

    [Test]
    public void Many_at_once_are_as_one_by_one()
    {
        var random = new Random(8);
        using var table = new TreeFib6();
        for (int i = 0; i < 3000; i++)
        {
            table.Set(Crowded(random), 1 + random.Next(100));
        }

        foreach (int count in new[] { 0, 1, 15, 31, 32, 33, 100 })
        {
            Ipv6Address[] addresses = [.. Enumerable.Range(0, count).Select(_ => Crowded(random).Address)];
            int[] groups = new int[count];
            table.Lookup(addresses, groups);
            Assert.That(groups, Is.EqualTo(addresses.Select(table.Lookup)));
        }
    }

    [Test]
    public void Readers_see_before_or_after()
    {
        using var epochs = new ReaderEpochs();
        using var table = new TreeFib6(epochs, poison: true);
        Ipv6Prefix watched = Ipv6Prefix.Parse("2001:db8:7::/48");
        table.Set(watched, 1);
        int lowest = 1;
        int highest = 1;
        bool stop = false;
        string? wrong = null;
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(Read))];
        foreach (Thread reader in readers)
        {
            reader.Start();
        }

        // Neighbours come and go, so that nodes around the watched one are written anew all the time.
        var random = new Random(9);
        for (int i = 2; i < 20_000; i++)
        {
            var neighbour = new Ipv6Address(0x2001_0db8_0000_0000 | ((ulong)random.Next(0x8_0000) << 16), 0);
            Ipv6Prefix prefix = Ipv6Prefix.Containing(neighbour, 33 + random.Next(16));
            if (prefix.Contains(watched))
            {
                Volatile.Write(ref highest, i);
                table.Set(watched, i);
                Volatile.Write(ref lowest, i);
            }
            else if (random.Next(2) == 0)
            {
                table.Remove(prefix);
            }
            else
            {
                table.Set(prefix, 20_000);
            }
        }

        Volatile.Write(ref stop, true);
        foreach (Thread reader in readers)
        {
            reader.Join();
        }

        Assert.That(wrong, Is.Null);

        void Read()
        {
            int own = epochs.Register();
            Ipv6Address[] addresses =
                [.. Enumerable.Range(0, 16).Select(i => new Ipv6Address(0x2001_0db8_0007_0000, (uint)i))];
            int[] groups = new int[16];
            while (!Volatile.Read(ref stop))
            {
                int from = Volatile.Read(ref lowest);
                table.Lookup(addresses, groups);
                int to = Volatile.Read(ref highest);
                if (groups.Any(group => group < from || group > to))
                {
                    wrong = $"{from} to {to}: {string.Join(' ', groups)}";
                }

                epochs.Quiesce(own);
            }

            epochs.Unregister(own);
        }
    }

    // All lengths, most of them crowded so that prefixes nest and share their first bits.
    private static Ipv6Prefix Crowded(Random random)
    {
        ulong high = (ulong)random.NextInt64();
        ulong low = (ulong)random.NextInt64();
        high = random.Next(6) switch
        {
            0 => high << 1,
            1 => 0x2001_0db8_0000_0000 | (high & 0x0000_00ff_ffff_ffff),
            2 => 0x2001_0db8_0000_0000 | (high & 0x0000_0000_00ff_0000),
            3 => 0x2001_0db8_0000_0000 | (high & 0x0000_0000_0000_0003),
            4 => 0xfd00_0010_0244_0000,
            _ => 0x2a02_0000_0000_0000 | (high & 0x000f_ffff_ffff_0000),
        };
        low = random.Next(3) == 0 ? low : low & 0xfff;
        int length = random.Next(4) switch
        {
            0 => random.Next(129),
            1 => 32 + random.Next(33),
            2 => 120 + random.Next(9),
            _ => 24 + random.Next(40),
        };
        return Ipv6Prefix.Containing(new Ipv6Address(high, low), length);
    }

    // The four addresses where a change of the prefix can go wrong first, and one inside.
    private static void AssertEqual(TreeFib6 table, PlainTable6 reference, Ipv6Prefix prefix, int change)
    {
        var first = new UInt128(prefix.Address.High, prefix.Address.Low);
        UInt128 last = prefix.Length == 128 ? first : first | (UInt128.MaxValue >> prefix.Length);
        UInt128[] bounds = [first - 1, first, first + ((last - first) / 3), last, last + 1];
        Ipv6Address[] addresses = [.. bounds.Select(one => new Ipv6Address((ulong)(one >> 64), (ulong)one))];
        int[] answers = new int[addresses.Length];
        table.Lookup(addresses, answers);
        for (int i = 0; i < addresses.Length; i++)
        {
            int expected = reference.Lookup(addresses[i]);
            if (answers[i] != expected || table.Lookup(addresses[i]) != expected)
            {
                Assert.Fail($"change {change}, {prefix}: {addresses[i]} has {answers[i]} instead of {expected}");
            }
        }
    }
}
