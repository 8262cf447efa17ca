using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>The routes beside the forwarding table: order, size, and no route lost when blocks move.</summary>
public sealed class RouteStoreTests
{
    [Test]
    public void Holds_what_a_sorted_dictionary_holds()
    {
        var tables = new RandomTables(21);
        var store = new RouteStore();
        var plain = new SortedDictionary<(int Slice, uint Address, int Length), int>();
        for (int i = 0; i < 60_000; i++)
        {
            Prefix prefix = i % 3 == 0 ? tables.Corner() : tables.Crowded();
            uint address = prefix.Address.Value;
            int slice = RouteStore.SliceOf(address, prefix.Length);
            uint key = RouteStore.KeyOf(address, prefix.Length);
            int position = store.Find(slice, key);
            Assert.That(position >= 0, Is.EqualTo(plain.ContainsKey((slice, address, prefix.Length))));

            // Grows, shrinks to nearly nothing, grows again.
            if (tables.Next(10) < (i / 15_000 % 2 == 0 ? 2 : 8))
            {
                if (position >= 0)
                {
                    store.Remove(slice, position);
                    plain.Remove((slice, address, prefix.Length));
                }
            }
            else if (position >= 0)
            {
                store.Replace(slice, position, i & RouteKey.MaxClass);
                plain[(slice, address, prefix.Length)] = i & RouteKey.MaxClass;
            }
            else
            {
                Assert.That(store.Insert(slice, ~position, key, i & RouteKey.MaxClass), Is.True);
                plain.Add((slice, address, prefix.Length), i & RouteKey.MaxClass);
            }

            if (i % 5_000 == 4_999)
            {
                AssertSame(store, plain);
            }
        }
    }

    [Test]
    public void A_slice_may_be_full_of_host_routes()
    {
        var store = new RouteStore();
        for (int length = 17; length <= 32; length++)
        {
            for (uint i = 0; i < 1u << (length - 16); i++)
            {
                uint address = 0x0a00_0000 | (i << (32 - length));
                uint key = RouteStore.KeyOf(address, length);
                int at = store.Find(0x0a00, key);
                Assert.That(at < 0 && store.Insert(0x0a00, ~at, key, length), Is.True);
            }
        }

        Assert.That(store.CountOf(0x0a00), Is.EqualTo(131_070));
        uint first = RouteStore.KeyOf(0x0a00_0000, 17);
        Assert.That(store.Insert(0x0a00, 0, first, 1), Is.True, "one more candidate");
        Assert.That(store.Insert(0x0a00, 0, first, 2), Is.False, "a slice has 131,071 at most");
        for (uint i = 0; i < 1 << 16; i++)
        {
            Assert.That(store.Find(0x0a00, RouteStore.KeyOf(0x0a00_0000 | i, 32)), Is.GreaterThan(0));
        }
    }

    [Test]
    public void A_real_table_takes_four_and_a_half_octets_a_route()
    {
        var store = new RouteStore();
        foreach ((Prefix prefix, int group) in RandomTables.Real(250))
        {
            Insert(store, prefix, group);
        }

        Assert.That(store.Count, Is.EqualTo(107_299));
        Assert.That(store.Octets, Is.LessThanOrEqualTo(store.Count * 4.5 * 1.1));
        Assert.That(store.SlackOctets, Is.LessThanOrEqualTo(store.Octets / 10));
    }

    [Test]
    public void Slack_stays_below_a_tenth_and_nothing_is_allocated_in_steady_state()
    {
        (Prefix Prefix, int Group)[] real = RandomTables.Real(250);
        var store = new RouteStore();
        foreach ((Prefix prefix, int group) in real)
        {
            Insert(store, prefix, group);
        }

        // A tenth of all routes comes and goes; blocks change their size all the time.
        var tables = new RandomTables(3);
        Churn(300_000);
        Assert.That(store.SlackOctets, Is.LessThanOrEqualTo(store.Octets / 10));
        Assert.That(Allocation.Of(() => Churn(100_000)), Is.Zero);

        // Most leave, and so does the memory.
        for (int i = 0; i < real.Length; i++)
        {
            if (i % 16 != 0)
            {
                Remove(store, real[i].Prefix);
            }
        }

        Assert.That(store.Octets, Is.LessThanOrEqualTo((store.Count * 5) + 65_536));
        Assert.That(store.SlackOctets, Is.LessThanOrEqualTo(store.Octets / 10));

        void Churn(int changes)
        {
            for (int i = 0; i < changes; i++)
            {
                Prefix prefix = real[tables.Next(real.Length / 10) * 10].Prefix;
                if (!Remove(store, prefix))
                {
                    Insert(store, prefix, i & 255);
                }
            }
        }
    }

    private static void Insert(RouteStore store, Prefix prefix, int routeClass)
    {
        int slice = RouteStore.SliceOf(prefix.Address.Value, prefix.Length);
        uint key = RouteStore.KeyOf(prefix.Address.Value, prefix.Length);
        int at = store.Find(slice, key);
        if (at >= 0 || !store.Insert(slice, ~at, key, routeClass))
        {
            Assert.Fail($"{prefix} has no place");
        }
    }

    private static bool Remove(RouteStore store, Prefix prefix)
    {
        int slice = RouteStore.SliceOf(prefix.Address.Value, prefix.Length);
        int at = store.Find(slice, RouteStore.KeyOf(prefix.Address.Value, prefix.Length));
        if (at >= 0)
        {
            store.Remove(slice, at);
        }

        return at >= 0;
    }

    private static void AssertSame(
        RouteStore store, SortedDictionary<(int Slice, uint Address, int Length), int> plain)
    {
        var stored = new List<((int, uint, int), int)>();
        for (int slice = store.NextSlice(0); slice >= 0; slice = store.NextSlice(slice + 1))
        {
            Read(slice);
        }

        Read(RouteStore.Short);
        var expected = new List<((int, uint, int), int)>();
        foreach (KeyValuePair<(int, uint, int), int> pair in plain)
        {
            expected.Add((pair.Key, pair.Value));
        }

        Assert.That(stored, Is.EqualTo(expected));

        void Read(int slice)
        {
            for (int i = 0; i < store.CountOf(slice); i++)
            {
                uint route = store.Routes[store.StartOf(slice) + i];
                uint key = RouteKey.KeyOf(route);
                stored.Add((
                    (slice, RouteStore.AddressOf(slice, key), RouteStore.LengthOf(slice, key)),
                    RouteKey.ClassOf(route)));
            }
        }
    }
}
