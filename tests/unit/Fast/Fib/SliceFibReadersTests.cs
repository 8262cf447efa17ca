using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Fib;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>
/// Readers beside a writer. Every prefix has two groups of its own, so that each address has a known set of answers
/// that are right at some moment; what is freed is poisoned, so that a reader in it finds none of them.
/// </summary>
public sealed class SliceFibReadersTests
{
    private const int Prefixes = 100;

    // Wide: numbers that need two octets; the table also changes its shape while it is read.
    [TestCase(nameof(SliceFib), 1, 200_000)]
    [TestCase(nameof(SliceFib), 300, 200_000)]
    [TestCase(nameof(FrontedFib), 1, 200_000)]
    public void See_only_answers_that_are_right_before_or_after_a_change(string engine, int firstGroup, int changes)
    {
        using ReaderEpochs readers = new();
        using IFib fib = Engines.CreateFib(engine, readers);
        using var table = new PrefixTable(fib);
        (Prefix[] prefixes, Ipv4Address[] addresses, HashSet<int>[] legal) = Arrange(firstGroup);
        using var stop = new CancellationTokenSource();
        Task<long>[] tasks = new Task<long>[2];
        for (int i = 0; i < tasks.Length; i++)
        {
            int seed = i;
            tasks[i] = Task.Run(() => Read(fib, readers, addresses, legal, seed, stop.Token));
        }

        var random = new Random(5);
        for (int i = 0; i < changes && !Array.Exists(tasks, task => task.IsFaulted); i++)
        {
            int which = random.Next(Prefixes);
            switch (random.Next(3))
            {
                case 0:
                    table.Remove(prefixes[which]);
                    break;
                case 1:
                    table.Set(prefixes[which], firstGroup + (which * 2));
                    break;
                default:
                    table.Set(prefixes[which], firstGroup + (which * 2) + 1);
                    break;
            }
        }

        stop.Cancel();
        foreach (Task<long> task in tasks)
        {
            Assert.That(task.GetAwaiter().GetResult(), Is.Positive);
        }
    }

    private static (Prefix[] Prefixes, Ipv4Address[] Addresses, HashSet<int>[] Legal) Arrange(int firstGroup)
    {
        var random = new Random(11);
        var prefixes = new Prefix[Prefixes];
        var seen = new HashSet<Prefix>();
        for (int i = 0; i < Prefixes;)
        {
            uint address = 0x0a00_0000 | (uint)random.Next(1 << 18);
            Prefix prefix = Prefix.Containing(new Ipv4Address(address), random.Next(6, 33));
            if (seen.Add(prefix))
            {
                prefixes[i++] = prefix;
            }
        }

        var addresses = new Ipv4Address[2048];
        var legal = new HashSet<int>[addresses.Length];
        for (int i = 0; i < addresses.Length; i++)
        {
            Prefix prefix = prefixes[random.Next(Prefixes)];
            uint size = (uint)(0xffff_ffffUL >> prefix.Length);
            addresses[i] = new Ipv4Address(prefix.Address.Value + (uint)random.NextInt64(size + 1L));
            legal[i] = [0];
            for (int j = 0; j < Prefixes; j++)
            {
                if (prefixes[j].Contains(addresses[i]))
                {
                    legal[i].Add(firstGroup + (j * 2));
                    legal[i].Add(firstGroup + (j * 2) + 1);
                }
            }
        }

        return (prefixes, addresses, legal);
    }

    private static long Read(
        IFib fib, ReaderEpochs readers, Ipv4Address[] addresses, HashSet<int>[] legal, int seed,
        CancellationToken stop)
    {
        int me = readers.Register();
        var random = new Random(seed);
        var groups = new int[40];
        long batches = 0;
        do
        {
            int count = random.Next(1, groups.Length);
            int at = random.Next(addresses.Length - count);
            fib.Lookup(addresses.AsSpan(at, count), groups.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                if (!legal[at + i].Contains(groups[i]))
                {
                    throw new InvalidOperationException($"{addresses[at + i]} never has {groups[i]}");
                }
            }

            readers.Quiesce(me);
            if (++batches % 512 == 0)
            {
                readers.Offline(me);
                Thread.Yield();
                readers.Online(me);
            }
        }
        while (!stop.IsCancellationRequested);
        readers.Unregister(me);
        return batches;
    }
}
