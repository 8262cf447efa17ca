using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Router.Core.Fast;

/// <summary>
/// Lookups. Many at once go through in blocks: first all records are found and asked for, then read, so that a miss
/// of the cache waits beside fifteen others. No branch depends on an address until a block has met divided cells.
/// </summary>
internal static unsafe class SliceReader<TLeaf, TIndex>
    where TLeaf : struct, ILeaf
    where TIndex : struct, ISliceIndex
{
    private const int Block = 16;

    public static int Lookup(byte* image, uint address)
    {
        byte* record = TIndex.Find(image, address, out nuint cell);
        int leaf = SliceRecord<TLeaf>.Lookup(record, cell);
        return TLeaf.IsSplit(leaf) ? Child(image, record, cell, leaf, address) : leaf;
    }

    [SkipLocalsInit]
    public static void Lookup(byte* image, uint* addresses, int* groups, int count)
    {
        byte** records = stackalloc byte*[Block];
        int at = 0;
        for (; at + Block <= count; at += Block)
        {
            Lookup16(image, addresses + at, groups + at, records);
        }

        for (; at < count; at++)
        {
            groups[at] = Lookup(image, addresses[at]);
        }
    }

    private static void Lookup16(byte* image, uint* addresses, int* groups, byte** records)
    {
        for (int i = 0; i < Block; i++)
        {
            byte* record = TIndex.Find(image, addresses[i], out nuint cell);
            records[i] = record;
            groups[i] = (int)cell;
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(record);
            }
        }

        for (int i = 0; i < Block; i++)
        {
            groups[i] = SliceRecord<TLeaf>.Lookup(records[i], (uint)groups[i]);
        }

        uint splits = TLeaf.Splits(Vector256.Load(groups)) | (TLeaf.Splits(Vector256.Load(groups + 8)) << 8);
        for (; splits != 0; splits &= splits - 1)
        {
            int i = BitOperations.TrailingZeroCount(splits);
            uint address = addresses[i];
            TIndex.Find(image, address, out nuint cell);
            groups[i] = Child(image, records[i], cell, groups[i], address);
        }
    }

    private static int Child(byte* image, byte* record, nuint cell, int leaf, uint address) =>
        SliceRecord<TLeaf>.LookupChild(image, record, cell, leaf, address, TIndex.CellBits(image, address));
}
