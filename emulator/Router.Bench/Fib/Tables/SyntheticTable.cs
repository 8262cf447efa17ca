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
    private const double MedianPerSlice = 11.5;
    private const double SpreadPerSlice = 1.55;

    // Registries hand out neighbouring blocks, and owners announce them one by one.
    private const double NextToLast = 0.50;

    // Else a hole or a part of what is there already: most longer prefixes lie inside of a shorter one.
    private const double InsideOther = 0.75;

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
        int[] lengths = Shuffled(random);
        var slice = new List<IpRange>();
        for (int i = 0; i < lengths.Length;)
        {
            uint network = random.NextUInt32() & 0xffff_0000;
            if (!IsUnicast(network))
            {
                continue;
            }

            int count = Math.Min(SliceSize(random), lengths.Length - i);
            slice.Clear();
            uint next = network;
            for (int end = i + count; i < end;)
            {
                IpRange range = Place(random, network, lengths[i], slice, next);
                if (found.Add(range))
                {
                    slice.Add(range);
                    next = (uint)(range.Last >> 96) + 1;
                    i++;
                }
                else
                {
                    // A full slice has no place left: the rest goes elsewhere.
                    end--;
                }
            }
        }
    }

    private static IpRange Place(RandomStream random, uint network, int length, List<IpRange> slice, uint next)
    {
        uint mask = Prefix.MaskOf(length);
        uint address = network | (random.NextUInt32() & 0xffff);
        double place = random.NextUInt32() / 4_294_967_296.0;
        if (slice.Count > 0 && (place < NextToLast || length > 24))
        {
            // Beyond a /24 everything lies inside of something, as providers' own details do.
            address = length > 24 ? Inside(random, slice[^1]) : next;
        }
        else if (slice.Count > 0 && place < NextToLast + ((1 - NextToLast) * InsideOther))
        {
            IpRange around = slice[(int)random.NextBelow((uint)slice.Count)];
            address = around.Length < length ? Inside(random, around) : address;
        }

        return IpRange.Ipv4(network | (address & mask & 0xffff), length);
    }

    private static uint Inside(RandomStream random, IpRange range) =>
        (uint)(range.Address >> 96) | (random.NextUInt32() & ~Prefix.MaskOf(range.Length));

    private static int[] Shuffled(RandomStream random)
    {
        int[] lengths =
        [
            .. Enumerable.Range(17, s_lengths.Length + Shortest - 17)
                .SelectMany(length => Enumerable.Repeat(length, s_lengths[length - Shortest])),
        ];
        for (int i = lengths.Length - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow((uint)i + 1);
            (lengths[i], lengths[other]) = (lengths[other], lengths[i]);
        }

        return lengths;
    }

    // Log-normal: twelve uniform draws make a normal one.
    private static int SliceSize(RandomStream random)
    {
        double normal = -6;
        for (int i = 0; i < 12; i++)
        {
            normal += random.NextUInt32() / 4_294_967_296.0;
        }

        return Math.Clamp((int)(MedianPerSlice * Math.Exp(SpreadPerSlice * normal)), 1, 500);
    }

    // RFC 6890: not "this network", not private, not loopback, not multicast.
    private static bool IsUnicast(uint address) => (address >> 24) is not (0 or 10 or 127 or >= 224);
}
