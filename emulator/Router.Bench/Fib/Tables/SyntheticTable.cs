using System;
using System.Collections.Generic;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Fib.Tables;

/// <summary>
/// A table of the size and the prefix lengths of today's Internet, for machines that have no real one at hand. It is
/// made up, and calls itself so: a real table has patterns that this one has not.
/// </summary>
public static class SyntheticTable
{
    // Prefixes of each length from /8 on: the proportions that public route collectors showed in 2024.
    private static readonly int[] s_lengths =
    [
        16, 13, 38, 101, 301, 577, 1_206, 2_060, 13_600, 8_100, 13_900, 25_000, 44_000, 52_000, 106_000, 93_000,
        540_000, 160, 160, 110, 120, 180, 220, 40, 300,
    ];

    private const int Shortest = 8;

    // Prefixes longer than /16 crowd in few /16s: half of those in use hold 11 or less, one in a hundred over 160.
    private const double MedianPerSlice = 11;
    private const double SpreadPerSlice = 1.8;

    // Owners announce parts of what they announce as a whole, most often one after the other; elsewhere a block begins
    // where the one before it ends, or leaves a hole.
    private const double Inside = 0.40;
    private const double NextPart = 0.85;
    private const double Hole = 0.08;
    private const uint LongestRun = 6;

    // Owners of a /16 or more often announce no more than that: about half of all prefixes lie inside of another.
    private const double LeaveCovered = 0.75;

    public static Table Full(ulong seed)
    {
        var random = new RandomStream(seed, "synthetic table");
        var found = new HashSet<IpRange>();
        PlaceShort(random, found);
        PlaceLong(random, found);
        TableEntry[] entries = [.. found.Order().Select(range => new TableEntry(range, -1, 0))];
        return new Table("synthetic", V6: false, entries, 0,
            [$"synthetic: made up with the prefix lengths of the Internet of 2024, no real table (seed {seed})"]);
    }

    private static void PlaceShort(RandomStream random, HashSet<IpRange> found)
    {
        for (int length = Shortest; length <= 16; length++)
        {
            for (int i = 0; i < s_lengths[length - Shortest];)
            {
                uint address = random.NextUInt32() & Prefix.MaskOf(length);
                i += IsUnicast(address) && found.Add(IpRange.Ipv4(address, length)) ? 1 : 0;
            }
        }
    }

    private static void PlaceLong(RandomStream random, HashSet<IpRange> found)
    {
        var lengths = new Stack<int>(Shuffled(random));
        SortedRuns covers = Covers(found);
        while (lengths.Count > 0)
        {
            uint network = random.NextUInt32() & 0xffff_0000;
            bool covered = covers.OwnerOf((UInt128)network << 96) != SortedRuns.None;
            if (IsUnicast(network) && !(covered && Share(random) < LeaveCovered))
            {
                FillSlice(random, found, network, lengths);
            }
        }
    }

    // Until it has as many as it was to have, or is full.
    private static void FillSlice(RandomStream random, HashSet<IpRange> found, uint network, Stack<int> lengths)
    {
        var slice = new List<IpRange>();
        uint next = 0;
        for (int left = SliceSize(random); left > 0 && lengths.TryPeek(out int length); left--)
        {
            uint size = 1u << (32 - length);
            IpRange range = default;
            if (slice.Count > 0 && (length > 24 || Share(random) < Inside))
            {
                range = Part(random, slice, length);
            }

            if (range.Length == 0)
            {
                next += Share(random) < Hole ? random.NextBelow(4096) : 0;
                next = (next + size - 1) & ~(size - 1);
                if (next > 0xffff)
                {
                    return;
                }

                range = IpRange.Ipv4(network | next, length);
                next += size;
            }

            if (found.Add(range))
            {
                slice.Add(range);
                lengths.Pop();
            }
        }
    }

    // Inside of one of the last prefixes that is wide enough; none is: length 0.
    private static IpRange Part(RandomStream random, List<IpRange> slice, int length)
    {
        for (int i = slice.Count - 1; i >= Math.Max(0, slice.Count - 8); i--)
        {
            IpRange around = slice[i];
            if (around.Length >= length)
            {
                continue;
            }

            uint after = (uint)(slice[^1].Last >> 96) + 1;
            uint address = Share(random) < NextPart && around.Contains((UInt128)after << 96)
                ? after
                : (uint)(around.Address >> 96) | (random.NextUInt32() & ~Prefix.MaskOf(around.Length));
            return IpRange.Ipv4(address & Prefix.MaskOf(length), length);
        }

        return default;
    }

    private static SortedRuns Covers(HashSet<IpRange> found) =>
        new([.. found.Order().Select(range => new BenchRoute(range, 1))]);

    private static double Share(RandomStream random) => random.NextUInt32() / 4_294_967_296.0;

    // Who splits a block announces parts of one length: lengths come in short runs.
    private static IEnumerable<int> Shuffled(RandomStream random)
    {
        var runs = new List<(int Length, int Count)>();
        for (int length = 17; length <= 32; length++)
        {
            for (int left = s_lengths[length - Shortest]; left > 0;)
            {
                int count = Math.Min(left, 1 + (int)random.NextBelow(LongestRun));
                runs.Add((length, count));
                left -= count;
            }
        }

        for (int i = runs.Count - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow((uint)i + 1);
            (runs[i], runs[other]) = (runs[other], runs[i]);
        }

        return runs.SelectMany(run => Enumerable.Repeat(run.Length, run.Count));
    }

    // Log-normal: twelve uniform draws make a normal one.
    private static int SliceSize(RandomStream random)
    {
        double normal = -6;
        for (int i = 0; i < 12; i++)
        {
            normal += Share(random);
        }

        return Math.Clamp((int)(MedianPerSlice * Math.Exp(SpreadPerSlice * normal)), 1, 700);
    }

    // Not "this network", not private, not loopback, not multicast.
    private static bool IsUnicast(uint address) => (address >> 24) is not (0 or 10 or 127 or >= 224);
}
