using System;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>The forwarding tables by name, and how their answers are held against the plain one's.</summary>
internal static class Engines
{
    public static readonly string[] All = [nameof(PlainFib), nameof(MicroFib), nameof(SliceFib), nameof(FrontedFib)];

    /// <summary>Those that take tables of any size.</summary>
    public static readonly string[] Compact = [nameof(MicroFib), nameof(SliceFib), nameof(FrontedFib)];

    public static PrefixTable Create(string engine) => new(CreateFib(engine));

    /// <param name="engine">Its name.</param>
    /// <param name="readers">Where its readers register, if there are any beside the writer.</param>
    public static IFib CreateFib(string engine, ReaderEpochs? readers = null) => engine switch
    {
        nameof(MicroFib) => new MicroFib(),
        nameof(SliceFib) => new SliceFib(readers, poison: true),
        nameof(FrontedFib) => new FrontedFib(readers, poison: true),
        _ => new PlainFib(),
    };

    /// <summary>Sets, or removes when the group is 0, in both.</summary>
    public static void Apply(PrefixTable table, BinaryTrie reference, Prefix prefix, int group)
    {
        if (group != 0)
        {
            table.Set(prefix, group);
            reference.Set(prefix, group);
        }
        else if (table.Remove(prefix) != reference.Remove(prefix))
        {
            Assert.Fail($"{prefix} was there for one of them only");
        }
    }

    /// <summary>Compares the addresses around the bounds of a prefix.</summary>
    public static void AssertEqual(PrefixTable table, BinaryTrie reference, Prefix prefix, long change)
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
