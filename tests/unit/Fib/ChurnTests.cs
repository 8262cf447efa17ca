using System;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>Millions of changes, and readers on another thread while they are made.</summary>
public sealed class ChurnTests
{
    [TestCase(nameof(SliceFib), 9_600_000)]
    [TestCase(nameof(MicroFib), 400_000)]
    public void Ten_million_changes(string engine, int changes)
    {
        // Calico's shape and the Internet's side by side, /8 to /32, all of them often there and often not.
        Prefix[] prefixes =
        [
            .. new RandomTables(17).Calico(4_000, 800, 110),
            .. RandomTables.Real(250).Where((_, i) => i % 20 == 0).Select(route => route.Prefix),
        ];
        using PrefixTable table = Engines.Create(engine);
        var reference = new BinaryTrie();
        uint random = 1;
        Span<Ipv4Address> bounds = stackalloc Ipv4Address[4];
        Span<int> answers = stackalloc int[4];
        for (int i = 0; i < changes; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            Prefix prefix = prefixes[(int)(((ulong)random * (uint)prefixes.Length) >> 32)];
            int group = (i & 1) == 0 ? 0 : 1 + (int)((random >> 7) % 200);
            Engines.Apply(table, reference, prefix, group);

            // Each change at its bounds for a while, then one in sixteen: what broke stays broken.
            if (i < 200_000 || (i & 15) == 0)
            {
                RandomTables.Bounds(prefix, bounds);
                table.Lookup(bounds, answers);
                for (int at = 0; at < 4; at++)
                {
                    if (answers[at] != reference.Lookup(bounds[at]))
                    {
                        Assert.Fail($"change {i}, {prefix}: {bounds[at]} has {answers[at]}");
                    }
                }
            }
        }

        Array.ForEach(prefixes, prefix => Engines.AssertEqual(table, reference, prefix, changes));
        Assert.That(table.Count, Is.EqualTo(reference.Count));
        Assert.That(table.RibSlackOctets, Is.LessThanOrEqualTo(table.RibOctets / 10));
    }

    /// <summary>
    /// Each /26 is there with one of two groups or not at all, under a /12 that always is, and a /16 that changes
    /// between two groups: a reader may meet either, but never nothing and never another block's group.
    /// </summary>
    [TestCase(nameof(MicroFib))]
    [TestCase(nameof(SliceFib))]
    [TestCase(nameof(FrontedFib))]
    public void Readers_meet_the_table_before_or_after_a_change(string engine)
    {
        using var epochs = new ReaderEpochs();
        using var table = new PrefixTable(Engines.CreateFib(engine, epochs));
        table.Set(Prefix.Parse("172.16.0.0/12"), 1);
        bool done = false;
        string? wrong = null;
        var reader = new Thread(() => wrong = Read(table, epochs, ref done));
        reader.Start();
        var random = new Random(5);
        for (int i = 0; i < 300_000 && Volatile.Read(ref wrong) == null; i++)
        {
            uint block = (uint)random.Next(4096);
            Prefix prefix = new(new Ipv4Address(0xac10_0000 | (block << 6)), 26);
            switch (random.Next(8))
            {
                case 0:
                    table.Set(new Prefix(new Ipv4Address(0xac10_0000 | (block >> 10 << 16)), 16), 2 + (i & 1));
                    break;
                case < 4:
                    table.Remove(prefix);
                    break;
                default:
                    table.Set(prefix, Group(block) + (i & 1));
                    break;
            }
        }

        Volatile.Write(ref done, true);
        reader.Join();
        Assert.That(wrong, Is.Null);
    }

    private static int Group(uint block) => 10 + (int)(block % 100 * 2);

    private static string? Read(PrefixTable table, ReaderEpochs epochs, ref bool done)
    {
        int place = epochs.Register();
        var random = new Random(9);
        var addresses = new Ipv4Address[32];
        var groups = new int[32];
        string? wrong = null;
        while (!Volatile.Read(ref done) && wrong == null)
        {
            for (int i = 0; i < addresses.Length; i++)
            {
                addresses[i] = new Ipv4Address(0xac10_0000 | (uint)random.Next(1 << 18));
            }

            table.Lookup(addresses, groups);
            for (int i = 0; i < addresses.Length; i++)
            {
                int own = Group((addresses[i].Value >> 6) & 0xfff);
                if (groups[i] is not (1 or 2 or 3) && groups[i] != own && groups[i] != own + 1)
                {
                    wrong = $"{addresses[i]} has {groups[i]}, its block {own}";
                }
            }

            epochs.Quiesce(place);
        }

        epochs.Unregister(place);
        return wrong;
    }
}
