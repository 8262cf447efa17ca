using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>What readers of a <see cref="PoolWindow"/> start from.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PoolWindowHead
{
    public int Kind;

    /// <summary>The first address.</summary>
    public uint Low;

    /// <summary>How many cells; one more stands behind them, for all addresses outside.</summary>
    public uint Cells;

    public uint* Cell;

    public ushort* Answers;
}

/// <summary>
/// Lookups in a window: a cell for each /26, then an answer. Two dependent loads, no branch on an address. Addresses
/// outside the window are noticed 16 at a time and asked of the table behind it.
/// </summary>
internal static unsafe class PoolWindowReader
{
    /// <summary>Log2 of the addresses in a cell: Calico's blocks.</summary>
    public const int CellBits = 6;

    /// <summary>The lower octet of a cell is ANDed with the address, the rest added: an answer's place.</summary>
    public const int PlaceShift = 8;

    public const uint SplitMask = (1 << CellBits) - 1;

    private const int Block = 32;

    public static int Lookup(PoolWindowHead* head, uint address, SliceFib behind)
    {
        uint slot = (address - head->Low) >> CellBits;
        return slot < head->Cells
            ? head->Answers[PlaceOf(head->Cell[slot], address)]
            : behind.Lookup(new Ipv4Address(address));
    }

    /// <summary>Where the answer of an address stands.</summary>
    public static nuint PlaceOf(uint cell, uint address) => (cell >> PlaceShift) + (address & cell & SplitMask);

    [SkipLocalsInit]
    public static void Lookup(PoolWindowHead* head, uint* addresses, int* groups, nint count, SliceFib behind)
    {
        uint* slots = stackalloc uint[Block];
        for (; count >= Block; count -= Block)
        {
            uint outside = Vector512.IsHardwareAccelerated
                ? FindSlots512(head, addresses, slots)
                : FindSlots128(head, addresses, slots);
            if (outside == uint.MaxValue)
            {
                behind.Lookup(new ReadOnlySpan<Ipv4Address>(addresses, Block), new Span<int>(groups, Block));
            }
            else
            {
                ReadBlock(head, addresses, groups, slots);
                if (outside != 0)
                {
                    Mend(addresses, groups, outside, behind);
                }
            }

            addresses += Block;
            groups += Block;
        }

        for (nint i = 0; i < count; i++)
        {
            groups[i] = Lookup(head, addresses[i], behind);
        }
    }

    private static void ReadBlock(PoolWindowHead* head, uint* addresses, int* groups, uint* slots)
    {
        uint* cells = head->Cell;
        ushort* answers = head->Answers;
        for (nint i = 0; i < Block; i += 8)
        {
            Read(cells, answers, addresses, groups, slots, i);
            Read(cells, answers, addresses, groups, slots, i + 1);
            Read(cells, answers, addresses, groups, slots, i + 2);
            Read(cells, answers, addresses, groups, slots, i + 3);
            Read(cells, answers, addresses, groups, slots, i + 4);
            Read(cells, answers, addresses, groups, slots, i + 5);
            Read(cells, answers, addresses, groups, slots, i + 6);
            Read(cells, answers, addresses, groups, slots, i + 7);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(uint* cells, ushort* answers, uint* addresses, int* groups, uint* slots, nint i)
    {
        uint cell = cells[(nuint)slots[i]];

        // The mask has less than eight bits: an octet of the address will do, and costs no instruction to cut.
        nuint last = BitConverter.IsLittleEndian ? *(byte*)(addresses + i) : addresses[i] & 0xff;
        groups[i] = answers[(nuint)(cell >> PlaceShift) + (last & cell)];
    }

    // Writes the slots of 32 addresses, the last one for those outside; returns a bit for each of these.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FindSlots512(PoolWindowHead* head, uint* addresses, uint* slots)
    {
        Vector512<uint> low = Vector512.Create(head->Low);
        Vector512<uint> end = Vector512.Create(head->Cells);
        Vector512<uint> first = Vector512.Min((Vector512.Load(addresses) - low) >>> CellBits, end);
        Vector512<uint> second = Vector512.Min((Vector512.Load(addresses + 16) - low) >>> CellBits, end);
        first.Store(slots);
        second.Store(slots + 16);
        return (uint)Vector512.Equals(first, end).ExtractMostSignificantBits()
            | ((uint)Vector512.Equals(second, end).ExtractMostSignificantBits() << 16);
    }

    private static uint FindSlots128(PoolWindowHead* head, uint* addresses, uint* slots)
    {
        Vector128<uint> low = Vector128.Create(head->Low);
        Vector128<uint> end = Vector128.Create(head->Cells);
        uint outside = 0;
        for (int i = 0; i < Block; i += Vector128<uint>.Count)
        {
            Vector128<uint> slot = Vector128.Min((Vector128.Load(addresses + i) - low) >>> CellBits, end);
            slot.Store(slots + i);
            outside |= Vector128.Equals(slot, end).ExtractMostSignificantBits() << i;
        }

        return outside;
    }

    [SkipLocalsInit]
    private static void Mend(uint* addresses, int* groups, uint outside, SliceFib behind)
    {
        uint* asked = stackalloc uint[Block];
        int* told = stackalloc int[Block];
        int count = 0;
        for (uint bits = outside; bits != 0; bits &= bits - 1)
        {
            asked[count++] = addresses[BitOperations.TrailingZeroCount(bits)];
        }

        behind.Lookup(new ReadOnlySpan<Ipv4Address>(asked, count), new Span<int>(told, count));
        count = 0;
        for (uint bits = outside; bits != 0; bits &= bits - 1)
        {
            groups[BitOperations.TrailingZeroCount(bits)] = told[count++];
        }
    }
}
