using System;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Fib;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>Long lives: memory stays tight, and neither lookups nor changes make work for the collector.</summary>
public sealed class SliceFibChurnTests
{
    private const int Routes = 60_000;

    [Test]
    public void Random_changes_leave_little_slack()
    {
        using ReaderEpochs readers = new();
        using var fib = new SliceFib(readers);
        using var table = new PrefixTable(fib);
        var random = new Random(3);
        var prefixes = new Prefix[Routes];
        table.BeginBulk();
        for (int i = 0; i < Routes; i++)
        {
            uint address = (uint)random.NextInt64(1L << 32) & 0xff03_ffff;
            prefixes[i] = Prefix.Containing(new Ipv4Address(address), random.Next(12, 25));
            table.Set(prefixes[i], 1 + random.Next(250));
        }

        table.EndBulk();
        Churn(table, prefixes, random, 300_000);
        long worst = 0;
        for (int i = 0; i < 100; i++)
        {
            Churn(table, prefixes, random, 1000);
            FibMemory memory = fib.Memory;
            worst = Math.Max(worst, memory.Slack * 1000 / memory.Total);
        }

        Assert.That(worst, Is.LessThanOrEqualTo(100), "slack in thousandths of all memory");
    }

    /// <summary>
    /// The bar: a tenth. A table of a few KiB may keep one page of its index, and some records of the largest
    /// kind, beyond that: to copy it more often would cost more than the changes themselves.
    /// </summary>
    [Test]
    public void Routes_that_come_and_go_leave_little_slack(
        [Values("blocks", "blocks among others", "others")] string kind,
        [Values(64, 1000, 9365, 40_000)] int count,
        [Values] bool reader)
    {
        Prefix[] prefixes = Some(kind, count);
        using ReaderEpochs readers = new();
        using var fib = new SliceFib(reader ? readers : null);
        using var table = new PrefixTable(fib);
        int me = reader ? readers.Register() : -1;
        var random = new Random(7);
        table.BeginBulk();
        Array.ForEach(prefixes, prefix => table.Set(prefix, 1 + random.Next(250)));
        table.EndBulk();
        int changes = Math.Max(20_000, count * 2);
        long worst = 0;
        for (int i = 0; i < changes; i++)
        {
            // Half of them flap.
            Prefix prefix = prefixes[random.Next((prefixes.Length + 1) / 2)];
            if (random.Next(2) == 0)
            {
                table.Remove(prefix);
            }
            else
            {
                table.Set(prefix, 1 + random.Next(250));
            }

            if (i % 16 == 0 && i > changes / 2)
            {
                Settle(table, readers, me);
                FibMemory memory = fib.Memory;
                worst = Math.Max(worst, memory.Slack - Math.Max(memory.Total / 10, 3072));
            }
        }

        Assert.That(worst, Is.LessThanOrEqualTo(0), "octets of slack beyond a tenth and 3 KiB");
    }

    [Test]
    public void Lookups_and_changes_allocate_nothing()
    {
        using ReaderEpochs readers = new();
        using var fib = new SliceFib(readers);
        int me = readers.Register();
        var routes = new uint[200];
        var addresses = new Ipv4Address[64];
        var groups = new int[64];
        ushort[] classes = new ushort[301];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = (ushort)i;
        }

        for (int i = 0; i < routes.Length; i++)
        {
            routes[i] = RouteKey.Pack(RouteKey.Of((uint)i << 8, i % 7 == 0 ? 14 : 8), 1 + i);
        }

        Change(20_000);
        Assert.That(Allocation.Of(() => Change(20_000)), Is.Zero);

        void Change(int count)
        {
            for (int i = 0; i < count; i++)
            {
                int which = i * 31 % routes.Length;
                uint key = RouteKey.KeyOf(routes[which]);
                routes[which] = RouteKey.Pack(key, 1 + (i % 300));
                fib.Publish(0x0a01, routes, 0, routes.Length, classes, 9, key);
                fib.Lookup(addresses, groups);
                readers.Quiesce(me);
            }
        }
    }

    private static void Churn(PrefixTable table, Prefix[] prefixes, Random random, int changes)
    {
        for (int i = 0; i < changes; i++)
        {
            Prefix prefix = prefixes[random.Next(Routes)];
            if (random.Next(4) == 0)
            {
                table.Remove(prefix);
            }
            else
            {
                table.Set(prefix, 1 + random.Next(250));
            }
        }
    }

    // The reader moves on, and changes that change nothing let the writer see it.
    private static void Settle(PrefixTable table, ReaderEpochs readers, int reader)
    {
        for (int i = 0; i < 3 && reader >= 0; i++)
        {
            readers.Quiesce(reader);
            table.Set(Prefix.Parse("240.0.0.0/24"), 1 + i);
        }
    }

    private static Prefix[] Some(string kind, int count)
    {
        // A /12 has 16,384 blocks.
        int most = Math.Min(count, 15_000);
        Prefix[] blocks = [.. new RandomTables(17).Calico(most * 8 / 10, most / 10, Math.Min(110, most / 10))];
        Prefix[] others = [.. RandomTables.Real(250).Select(route => route.Prefix)];
        var random = new Random(3);
        random.Shuffle(others);
        Prefix[] prefixes = kind switch
        {
            "blocks" => blocks,
            "others" => others[..count],
            _ => [.. blocks.Take(count / 2), .. others.Take(count / 2)],
        };
        random.Shuffle(prefixes);
        return prefixes;
    }
}
