using System.Numerics;
using System.Runtime.CompilerServices;

namespace Router.Core.Fast;

/// <summary>
/// Reads a slice back as runs, so that a table can be built anew in another shape without its routes.
/// </summary>
internal static unsafe class SliceContents<TLeaf>
    where TLeaf : struct, ILeaf
{
    /// <summary>Log2 of the addresses in a cell of the octet's records, in a paged table.</summary>
    public static int CellOf(byte* image, int octet) =>
        (int)(((uint*)(image + SliceImage.IndexAt))[octet] & ((1u << SliceKind.TopBits) - 1));

    /// <summary>An octet that has one record; addresses count from its start.</summary>
    public static void ReadOctet(byte* image, int octet, RunList runs)
    {
        runs.Clear();
        uint top = ((uint*)(image + SliceImage.IndexAt))[octet];
        uint place = *(uint*)(image + ((nuint)(top >> SliceKind.TopBits) * SliceImage.Unit));
        ReadRecord(image, image + place, SliceKind.Octet, 0, runs);
    }

    public static void Read(byte* image, bool flat, int slice, RunList runs)
    {
        runs.Clear();
        uint* index = (uint*)(image + SliceImage.IndexAt);
        if (flat)
        {
            ReadRecord(image, image + index[slice], SliceKind.Coarse, 0, runs);
            return;
        }

        uint top = index[slice >> 8];
        uint* page = (uint*)(image + ((nuint)(top >> SliceKind.TopBits) * SliceImage.Unit));
        int within = slice & 0xff;
        switch (CellOf(image, slice >> 8))
        {
            case SliceKind.Octet:
                runs.Append(0, SliceRecord<TLeaf>.Lookup(image + page[0], (nuint)within));
                break;
            case SliceKind.Coarse:
                ReadRecord(image, image + page[within], SliceKind.Coarse, 0, runs);
                break;
            default:
                for (int quarter = 0; quarter < 4; quarter++)
                {
                    byte* record = image + page[(within * 4) + quarter];
                    ReadRecord(image, record, SliceKind.Fine, quarter << 14, runs);
                }

                break;
        }
    }

    [SkipLocalsInit]
    private static void ReadRecord(byte* image, byte* record, int cell, int origin, RunList runs)
    {
        byte* memory = stackalloc byte[CellRuns.Octets];
        var cells = new CellRuns(memory, cell);
        SliceRecord<TLeaf>.Decode(record, ref cells);
        for (int i = 0; i < cells.Count; i++)
        {
            int start = origin + (cells.Starts[i] << cell);
            if (cells.Values[i] < CellRuns.Split)
            {
                runs.Append(start, cells.Values[i]);
                continue;
            }

            uint* children = cells.ChildrenOf(cells.Values[i]);
            for (int j = 0; j < cells.PerSplit; j++)
            {
                ReadChild(image + children[j], start + (j * CellRuns.ChildCells), runs);
            }
        }
    }

    private static void ReadChild(byte* child, int start, RunList runs)
    {
        byte* answer = child + 8;
        for (ulong bits = *(ulong*)child; bits != 0; bits &= bits - 1)
        {
            runs.Append(start + BitOperations.TrailingZeroCount(bits), TLeaf.Load(answer));
            answer += TLeaf.Size;
        }
    }
}
