using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Router.Core.Fast;

/// <summary>
/// The layout of a record. Its place points at four counts, one leaf wide each: how many runs start in the quarters
/// before. Then four words, a bit for each of the 256 cells in which a run starts; then the answers of the runs.
/// Before its place, downwards, are links to the children of divided cells, in the order of these.
/// </summary>
/// <remarks>
/// A record with one run is shared by all that answer the same. It has its bit in the last quarter and counts of one
/// before, so that its last word and the answer behind it also are a child, see <see cref="UniformChild"/>. Behind the
/// answer stands its own place: a page of the index with one entry.
/// A child has a word for the run starts among 64 addresses, then the answers.
/// </remarks>
internal static unsafe class SliceRecord<TLeaf>
    where TLeaf : struct, ILeaf
{
    /// <summary>Where a uniform record is also a child.</summary>
    public static int UniformChild => Words + 24;

    public static int UniformSize => SelfLink + sizeof(uint);

    /// <summary>Where a record of a whole octet keeps its own place.</summary>
    public static int SelfLink => SliceImage.RoundUp(Answers + TLeaf.Size);

    private static int Words => 4 * TLeaf.Size;

    private static int Answers => Words + 32;

    /// <summary>The leaf of a cell.</summary>
    /// <param name="record">The record.</param>
    /// <param name="cell">Number of the cell.</param>
    /// <param name="bmi">A constant: use the instruction that clears high bits. A plain shift makes the compiler move
    /// registers about when it may not count on that instruction's family everywhere.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Lookup(byte* record, nuint cell, bool bmi = false)
    {
        ulong starts = *(ulong*)(record + Words + ((cell >> 6) * 8));
        ulong before = bmi ? Bmi2.X64.ZeroHighBits(starts, (cell & 63) + 1) : starts << (int)(cell ^ 63);
        nuint run = (nuint)TLeaf.Load(record + ((cell >> 6) * (nuint)TLeaf.Size))
            + (nuint)BitOperations.PopCount(before);
        return TLeaf.Load(record + Answers - TLeaf.Size + (run * (nuint)TLeaf.Size));
    }

    /// <summary>The answer of an address in a divided cell.</summary>
    /// <param name="image">The block.</param>
    /// <param name="record">In it.</param>
    /// <param name="cell">Number of the cell.</param>
    /// <param name="leaf">What <see cref="Lookup"/> found for it.</param>
    /// <param name="address">The address.</param>
    /// <param name="cellBits">Log2 of the addresses in a cell.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LookupChild(byte* image, byte* record, nuint cell, int leaf, uint address, int cellBits)
    {
        uint number = (uint)leaf & ~(uint)CellRuns.Split;
        if (TLeaf.Size == 1)
        {
            // One value marks all divided cells of a narrow record: count those before.
            ulong starts = *(ulong*)(record + Words + ((cell >> 6) * 8));
            int run = record[cell >> 6] + BitOperations.PopCount(starts << (int)(cell ^ 63));
            number = (uint)new ReadOnlySpan<byte>(record + Answers, run - 1).Count((byte)NarrowLeaf.SplitMark);
        }

        uint quarter = (address >> 6) & ((1u << (cellBits - 6)) - 1);
        uint link = (number << (cellBits - 6)) + quarter;
        byte* child = image + ((uint*)record)[-1 - (nint)link];
        return LookupChild(child, address);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LookupChild(byte* child, uint address)
    {
        int run = BitOperations.PopCount(*(ulong*)child << (int)(address ^ 63));
        return TLeaf.Load(child + 8 + ((run - 1) * TLeaf.Size));
    }

    public static int RunsOf(byte* record) =>
        TLeaf.Load(record + (3 * TLeaf.Size)) + BitOperations.PopCount(*(ulong*)(record + Words + 24));

    /// <summary>Where the answer of a run is.</summary>
    public static byte* Answer(byte* record, int run) => record + Answers + (run * TLeaf.Size);

    public static bool IsUniform(byte* record) => RunsOf(record) == 1;

    public static bool IsUniformChild(byte* child) => *(ulong*)child == 1;

    /// <summary>Octets of a record before its place.</summary>
    public static int Links(in CellRuns runs) => runs.Splits * runs.PerSplit * sizeof(uint);

    /// <summary>Octets of a record.</summary>
    public static int Size(in CellRuns runs) => Links(runs) + PlainSize(runs.Count, runs.Cell);

    public static int ChildSize(byte* child) =>
        SliceImage.RoundUp(8 + (BitOperations.PopCount(*(ulong*)child) * TLeaf.Size));

    /// <summary>Octets of a record without divided cells.</summary>
    public static int PlainSize(int count, int cell) =>
        SliceImage.RoundUp(Answers + (count * TLeaf.Size)) + (cell == SliceKind.Octet ? sizeof(uint) : 0);

    public static int AnswerOf(byte* record, int run) => TLeaf.Load(Answer(record, run));

    public static bool HasSplits(byte* record, int count) => TLeaf.Size == 1
        ? new ReadOnlySpan<byte>(record + Answers, count).Contains((byte)NarrowLeaf.SplitMark)
        : new ReadOnlySpan<ushort>(record + Answers, count).ContainsAnyInRange((ushort)CellRuns.Split, ushort.MaxValue);

    public static int SplitsOf(byte* record, int count)
    {
        if (TLeaf.Size == 1)
        {
            return new ReadOnlySpan<byte>(record + Answers, count).Count((byte)NarrowLeaf.SplitMark);
        }

        int splits = 0;
        for (int run = 0; run < count; run++)
        {
            splits += TLeaf.IsSplit(AnswerOf(record, run)) ? 1 : 0;
        }

        return splits;
    }

    /// <summary>The bits where runs start; also of a uniform record, which keeps its bit elsewhere.</summary>
    public static void ReadStarts(byte* record, int count, ulong* starts)
    {
        ulong* words = (ulong*)(record + Words);
        starts[0] = count == 1 ? 1 : words[0];
        starts[1] = words[1];
        starts[2] = words[2];
        starts[3] = count == 1 ? 0 : words[3];
    }

    public static void WriteStarts(byte* record, ulong* starts)
    {
        ulong* words = (ulong*)(record + Words);
        int count = 0;
        for (int quarter = 0; quarter < 4; quarter++)
        {
            words[quarter] = starts[quarter];
            TLeaf.Store(record + (quarter * TLeaf.Size), count);
            count += BitOperations.PopCount(starts[quarter]);
        }
    }

    public static void Decode(byte* record, ref CellRuns runs)
    {
        runs.Count = RunsOf(record);
        runs.Splits = 0;
        if (runs.Count == 1)
        {
            runs.Starts[0] = 0;
            runs.Values[0] = (ushort)TLeaf.Load(record + Answers);
            return;
        }

        byte* starts = runs.Starts;
        for (int quarter = 0; quarter < 4; quarter++)
        {
            for (ulong bits = *(ulong*)(record + Words + (quarter * 8)); bits != 0; bits &= bits - 1)
            {
                *starts++ = (byte)((quarter * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        for (int i = 0; i < runs.Count; i++)
        {
            int value = TLeaf.Load(record + Answers + (i * TLeaf.Size));
            runs.Values[i] = (ushort)(TLeaf.IsSplit(value) ? CellRuns.Split | runs.Splits++ : value);
        }

        int links = runs.Splits * runs.PerSplit;
        for (int i = 0; i < links; i++)
        {
            runs.Children[i] = ((uint*)record)[-1 - i];
        }
    }

    public static void Encode(byte* record, in CellRuns runs)
    {
        ulong* words = (ulong*)(record + Words);
        words[0] = words[1] = words[2] = words[3] = 0;
        byte* answers = record + Answers;
        for (int i = 0; i < runs.Count; i++)
        {
            int start = runs.Starts[i];
            words[start >> 6] |= 1ul << start;
            int value = runs.Values[i];
            value = TLeaf.Size == 1 && value >= CellRuns.Split ? NarrowLeaf.SplitMark : value;
            TLeaf.Store(answers + (i * TLeaf.Size), value);
        }

        int count = 0;
        for (int quarter = 0; quarter < 4; quarter++)
        {
            TLeaf.Store(record + (quarter * TLeaf.Size), count);
            count += BitOperations.PopCount(words[quarter]);
        }

        int links = runs.Splits * runs.PerSplit;
        for (int i = 0; i < links; i++)
        {
            ((uint*)record)[-1 - i] = runs.Children[i];
        }
    }

    public static void EncodeUniform(byte* record, int group)
    {
        ulong* words = (ulong*)(record + Words);
        words[0] = words[1] = words[2] = 0;
        words[3] = 1;
        for (int quarter = 0; quarter < 4; quarter++)
        {
            TLeaf.Store(record + (quarter * TLeaf.Size), quarter < 3 ? 1 : 0);
        }

        TLeaf.Store(record + Answers, group);
    }
}
