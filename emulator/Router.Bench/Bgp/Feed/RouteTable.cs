using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bench.Bgp.Feed;

/// <summary>
/// The prefixes that all peers announce, in the order in which they do, and how they share attributes. Made up, the
/// same every time: lengths as most of the Internet's are, 5.4 prefixes to a set of attributes as in its tables.
/// </summary>
internal sealed class RouteTable
{
    /// <summary>Each prefix lies in a slot of its own, so that its address says which one it is.</summary>
    public const int SlotBits = 10;

    public const uint FirstAddress = 0x4000_0000;

    /// <summary>More would reach 127.0.0.0/8, which nobody takes.</summary>
    public const int Most = 1_000_000;

    // Of 1,024: as many end a group after each prefix, so that groups hold 5.4 in the mean.
    private const uint GroupEnds = 190;
    private const int LargestGroup = 64;

    private readonly byte[] _lengths;

    public RouteTable(int prefixes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(prefixes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixes, Most);
        var random = new RandomStream(0, "bench.bgp.table");
        _lengths = new byte[prefixes];
        var order = new int[prefixes];
        for (int i = 0; i < prefixes; i++)
        {
            order[i] = i;
            uint draw = random.NextBelow(100);
            _lengths[i] = draw < 60 ? (byte)24 : draw < 80 ? (byte)23 : (byte)22;
        }

        for (int i = prefixes - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow((uint)i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        var groups = new List<int>();
        for (int start = 0; start < prefixes;)
        {
            int size = 1;
            while (size < LargestGroup && start + size < prefixes && random.NextBelow(1024) >= GroupEnds)
            {
                size++;
            }

            groups.Add(start);
            start += size;
        }

        groups.Add(prefixes);
        Order = order;
        GroupStarts = [.. groups];
    }

    public int Prefixes => _lengths.Length;

    public int Groups => GroupStarts.Length - 1;

    /// <summary>Slots in the order in which they are announced.</summary>
    public int[] Order { get; }

    /// <summary>Where in <see cref="Order"/> each group begins, and where the last one ends.</summary>
    public int[] GroupStarts { get; }

    public int LengthOf(int slot) => _lengths[slot];

    public static uint AddressOf(int slot) => FirstAddress + ((uint)slot << SlotBits);

    /// <summary>The slot of a prefix that somebody announces, or -1 when it is none of the table.</summary>
    public int SlotOf(uint address, int length)
    {
        uint slot = (address - FirstAddress) >> SlotBits;
        return slot < (uint)_lengths.Length && _lengths[slot] == length && AddressOf((int)slot) == address
            ? (int)slot
            : -1;
    }
}
