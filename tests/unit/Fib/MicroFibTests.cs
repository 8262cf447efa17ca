using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Bench.Fib.Tables;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>The compact table: what it takes, what it does when it is full, what readers see.</summary>
public sealed class MicroFibTests
{
    // Three tables of 256 octets and fifteen patterns: what counting bits needs.
    private const int Counting = (3 * 256) + 15;

    // A run of /12s, or a /20 with longer prefixes: three octets of key, three of place.
    private const int Entry = 6;

    [Test]
    public void A_route_takes_what_the_layout_says()
    {
        using var fib = new MicroFib();
        using var table = new PrefixTable(fib);
        Assert.That(fib.Memory.Index, Is.EqualTo(Counting + Entry), "no route from 0 on");
        Assert.That(fib.Memory.Records, Is.Zero);

        // Flags, records (2), the other fifteen's group, a length; a head, two starts, groups 0 and 1 in a bit each.
        table.Set(Prefix.Parse("10.0.1.0/24"), 1);
        Assert.That(fib.Memory.Index, Is.EqualTo(Counting + (3 * Entry)), "before 10/12, in it, behind it");
        Assert.That(fib.Memory.Records, Is.EqualTo(5 + 4));

        // Three starts; four runs of two bits are shorter than groups 0, 1, 2 once and a bit for each run but one.
        table.Set(Prefix.Parse("10.0.2.0/23"), 2);
        Assert.That(fib.Memory.Records, Is.EqualTo(5 + 1 + 3 + 1));
        table.Set(Prefix.Parse("10.0.2.0/23"), 1);
        Assert.That(fib.Memory.Records, Is.EqualTo(5 + 4), "two starts again");

        table.Remove(Prefix.Parse("10.0.1.0/24"));
        table.Remove(Prefix.Parse("10.0.2.0/23"));
        Assert.That(fib.Memory, Is.EqualTo(fib.Memory with { Index = Counting + Entry, Records = 0 }));
    }

    [Test]
    public void A_host_takes_two_blocks()
    {
        using var fib = new MicroFib();
        using var table = new PrefixTable(fib);
        table.Set(Prefix.Parse("10.0.1.5/32"), 1);

        // The /12: flags, records (2), deeper (2), a group. The /20: flags, records (2), a length, a record of four.
        Assert.That(fib.Memory.Index, Is.EqualTo(Counting + (4 * Entry)));
        Assert.That(fib.Memory.Records, Is.EqualTo(6 + 8));
        table.Remove(Prefix.Parse("10.0.1.5/32"));
        Assert.That(fib.Memory.Records, Is.Zero);
    }

    [TestCase(4, 0.51)]
    [TestCase(128, 0.86)]
    public void The_whole_Internet_fits(int hops, double octets)
    {
        RouteSet routes = NextHopModel.Correlated(SyntheticTable.Full(1), hops, 1);
        using var fib = new MicroFib();
        using var table = new PrefixTable(fib);
        table.BeginBulk();
        foreach (BenchRoute route in routes.Routes)
        {
            table.Set(new Prefix(new Ipv4Address((uint)(route.Range.Address >> 96)), route.Range.Length), route.Hop);
        }

        table.EndBulk();
        double each = (double)fib.Memory.Touched / table.Count;
        TestContext.Out.WriteLine($"{table.Count} prefixes, {hops} next hops: {fib.Memory}, {each:F3} octets each");
        Assert.That(each, Is.LessThanOrEqualTo(octets));
        Assert.That(fib.Memory.Slack, Is.LessThanOrEqualTo(fib.Memory.Total / 10));
    }

    [Test]
    public void A_Calico_table_answers_as_the_plain_one()
    {
        var tables = new RandomTables(3);
        var reference = new BinaryTrie();
        using var fib = new MicroFib();
        using var table = new PrefixTable(fib);
        table.BeginBulk();
        foreach (Prefix prefix in tables.Calico(10_000, 1_000, 110))
        {
            int group = 1 + tables.Next(200);
            table.Set(prefix, group);
            reference.Set(prefix, group);
        }

        table.EndBulk();
        for (uint address = 0xac10_0000 - 4096; address < 0xac20_0000 + 4096; address += 3)
        {
            var one = new Ipv4Address(address);
            if (fib.Lookup(one) != reference.Lookup(one))
            {
                Assert.Fail($"{one}: {fib.Lookup(one)} instead of {reference.Lookup(one)}");
            }
        }

        TestContext.Out.WriteLine($"{table.Count} prefixes: {fib.Memory}");
        Assert.That(fib.Memory.Touched, Is.LessThanOrEqualTo(64 * 1024));
    }

    [Test]
    public void Changes_leave_little_slack_behind()
    {
        var tables = new RandomTables(9);
        using var fib = new MicroFib();
        using var table = new PrefixTable(fib);
        for (int i = 0; i < 20_000; i++)
        {
            Prefix prefix = tables.Crowded();
            if (tables.Next(3) == 0)
            {
                table.Remove(prefix);
            }
            else
            {
                table.Set(prefix, 1 + tables.Next(120));
            }
        }

        TestContext.Out.WriteLine($"{table.Count} prefixes: {fib.Memory}");
        const int Work = 3 * 1024;
        Assert.That(fib.Memory.Slack, Is.LessThanOrEqualTo(Work + (fib.Memory.Total / 10)));
    }

    [TestCase(600, 64, 8)]
    [TestCase(4_000, 3, 100)]
    [TestCase(4_000, 4096, 1)]
    public void A_full_table_refuses_and_answers_as_before(int capacity, int runs, int inner)
    {
        var tables = new RandomTables(capacity);
        var table = new MicroTable(capacity, runs, inner);
        var reference = new PlainFib();
        int[] slices = [0x0a00, 0x0a01, 0x0a0f, 0x0a10, 0xffff, 0];
        ushort[] groups = [.. Enumerable.Range(0, 100).Select(i => (ushort)i)];
        int accepted = 0;
        for (int i = 0; i < 4_000; i++)
        {
            int slice = slices[tables.Next(slices.Length)];
            uint[] routes = Routes(tables, slice, tables.Next(1 + (i % 40)));
            int cover = tables.Next(3);
            int count = tables.Next(8) == 0 ? 1 + tables.Next(Math.Min(40, 65_536 - slice)) : 0;
            if (count > 1 && !OneTwelve(slice, count))
            {
                // Several /12s may be refused in part, which this reference cannot follow.
                count = 1;
            }

            bool done = count > 0
                ? table.TryPublishUniform(slice, count, cover)
                : table.TryPublish(slice, routes, 0, routes.Length, groups, cover, 0);
            accepted += done ? 1 : 0;
            if (done && count > 0)
            {
                reference.PublishUniform(slice, count, cover);
            }
            else if (done)
            {
                reference.Publish(slice, routes, 0, routes.Length, groups, cover, 0);
            }

            AssertEqual(table, reference, slices, i);
        }

        TestContext.Out.WriteLine($"{accepted} accepted, {table.Refused} refused");
        Assert.That(accepted, Is.GreaterThan(200));
        Assert.That(table.Refused, Is.GreaterThan(200));
        Assert.That(table.BlockOctets, Is.LessThanOrEqualTo(capacity));
    }

    [Test]
    public void Readers_see_before_or_after()
    {
        using var fib = new MicroFib();
        ushort[] groups = [.. Enumerable.Range(0, 20_001).Select(i => (ushort)i)];
        int lowest = 0;
        int highest = 0;
        bool stop = false;
        string? wrong = null;
        Thread[] readers = [.. Enumerable.Range(0, 2).Select(_ => new Thread(Read))];
        foreach (Thread reader in readers)
        {
            reader.Start();
        }

        for (int i = 1; i <= 20_000; i++)
        {
            // Another shape each time, so that blocks grow, shrink and move; and one answer everywhere.
            uint[] routes = [.. Enumerable.Range(0, i % 13).Select(
                at => RouteKey.Pack(RouteKey.Of((uint)at << 8, 8 + (i % 7)), i))];
            Volatile.Write(ref highest, i);
            fib.Publish(0x0a00, routes, 0, routes.Length, groups, i, 0);
            Volatile.Write(ref lowest, i);
            fib.PublishUniform(0x0b00 + (i % 4096), 1, i % 5);
        }

        Volatile.Write(ref stop, true);
        foreach (Thread reader in readers)
        {
            reader.Join();
        }

        Assert.That(wrong, Is.Null);

        void Read()
        {
            Ipv4Address[] addresses =
                [.. Enumerable.Range(0, 32).Select(i => new Ipv4Address(0x0a00_0000u | ((uint)i << 7)))];
            int[] answers = new int[addresses.Length];
            while (!Volatile.Read(ref stop))
            {
                int from = Volatile.Read(ref lowest);
                fib.Lookup(addresses, answers);
                int to = Volatile.Read(ref highest);
                if (answers.Any(one => one < from || one > to))
                {
                    wrong = $"{from} to {to}: {string.Join(' ', answers)}";
                }
            }
        }
    }

    private static bool OneTwelve(int slice, int count) => slice >> 4 == (slice + count - 1) >> 4;

    private static uint[] Routes(RandomTables tables, int slice, int count)
    {
        IEnumerable<Prefix> prefixes = Enumerable.Range(0, count)
            .Select(_ => Prefix.Containing(
                new Ipv4Address(((uint)slice << 16) | (uint)tables.Next(0x1_0000)), 17 + tables.Next(16)))
            .Distinct().OrderBy(prefix => prefix.Address.Value).ThenBy(prefix => prefix.Length);
        return [.. prefixes.Select(prefix => RouteKey.Pack(
            RouteKey.Of(prefix.Address.Value & 0xffff, prefix.Length - 16), tables.Next(100)))];
    }

    private static void AssertEqual(MicroTable table, PlainFib reference, int[] slices, int change)
    {
        foreach (int slice in slices)
        {
            for (uint low = (uint)change % 61; low < 0x1_0000; low += 251)
            {
                uint address = ((uint)slice << 16) | low;
                int expected = reference.Lookup(new Ipv4Address(address));
                if (table.Find(address) != expected)
                {
                    Assert.Fail($"change {change}: {address:x} has {table.Find(address)} instead of {expected}");
                }
            }
        }
    }
}
