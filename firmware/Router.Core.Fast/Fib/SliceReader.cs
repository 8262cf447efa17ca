using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Router.Core.Fast;

/// <summary>
/// Lookups. Many at once go through in blocks: first all records are found and asked for, then read, so that a miss
/// of the cache waits beside many others. No branch depends on an address until a block has met divided cells; these
/// are then mended together.
/// </summary>
internal static unsafe class SliceReader<TLeaf, TIndex>
    where TLeaf : struct, ILeaf
    where TIndex : struct, ISliceIndex
{
    private const int Block = 32;
    private const int Lanes = 8;

    public static int Lookup(byte* image, uint address)
    {
        byte* record = TIndex.FindAlone(image, address, out nuint cell, out int cellBits);
        int leaf = SliceRecord<TLeaf>.Lookup(record, cell);
        return TLeaf.IsSplit(leaf)
            ? SliceRecord<TLeaf>.LookupChild(image, record, cell, leaf, address, cellBits)
            : leaf;
    }

    [SkipLocalsInit]
    public static void Lookup(byte* image, uint* addresses, int* groups, nint count)
    {
        byte** records = stackalloc byte*[Block];
        for (; count >= Lanes; count -= Block)
        {
            nint block = count < Block ? count & -Lanes : Block;
            LookupBlock(image, addresses, groups, block, records);
            addresses += block;
            groups += block;
            if (block < Block)
            {
                count -= block;
                break;
            }
        }

        for (nint i = 0; i < count; i++)
        {
            groups[i] = Lookup(image, addresses[i]);
        }
    }

    // Count is a multiple of eight.
    private static void LookupBlock(byte* image, uint* addresses, int* groups, nint count, byte** records)
    {
        for (nint i = 0; i < count; i += 4)
        {
            Find(image, addresses, groups, records, i);
            Find(image, addresses, groups, records, i + 1);
            Find(image, addresses, groups, records, i + 2);
            Find(image, addresses, groups, records, i + 3);
        }

        uint splits = 0;
        if (Bmi2.X64.IsSupported)
        {
            for (nint i = 0; i < count; i += Lanes)
            {
                splits |= ReadLanes(addresses, groups, records, i, true) << (int)i;
            }
        }
        else
        {
            for (nint i = 0; i < count; i += Lanes)
            {
                splits |= ReadLanes(addresses, groups, records, i, false) << (int)i;
            }
        }

        if (splits != 0)
        {
            Mend(image, addresses, groups, splits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Find(byte* image, uint* addresses, int* groups, byte** records, nint i)
    {
        byte* record = TIndex.Find(image, addresses + i, groups + i);
        records[i] = record;
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(record);
        }
    }

    // Eight answers; returns which of them are divided cells.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReadLanes(uint* addresses, int* groups, byte** records, nint i, bool bmi)
    {
        Read(addresses, groups, records, i, bmi);
        Read(addresses, groups, records, i + 1, bmi);
        Read(addresses, groups, records, i + 2, bmi);
        Read(addresses, groups, records, i + 3, bmi);
        Read(addresses, groups, records, i + 4, bmi);
        Read(addresses, groups, records, i + 5, bmi);
        Read(addresses, groups, records, i + 6, bmi);
        Read(addresses, groups, records, i + 7, bmi);
        return TLeaf.Splits(Vector256.Load(groups + i));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(uint* addresses, int* groups, byte** records, nint i, bool bmi) =>
        groups[i] = SliceRecord<TLeaf>.Lookup(records[i], TIndex.Cell(addresses + i, groups + i), bmi);

    // From the start: the record that was found may have been of another fineness than the index says now.
    private static void Mend(byte* image, uint* addresses, int* groups, uint splits)
    {
        for (; splits != 0; splits &= splits - 1)
        {
            nint i = BitOperations.TrailingZeroCount(splits);
            groups[i] = Lookup(image, addresses[i]);
        }
    }
}
