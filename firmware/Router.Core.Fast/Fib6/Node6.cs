using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Router.Core.Fast;

/// <summary>
/// References and nodes of the IPv6 table. A reference is a group or, in four-octet steps, where a node is.
/// <code>
/// page     256 references: the next 8 bits
/// record   the next 8 bits, run-length coded: 4 octets, the runs that start before each quarter; 256 bits, where a
///          run starts; a reference for each run
/// list     the next 32 bits, run-length coded: how many runs (4 octets), where each starts (4), its group (2)
/// long list  the same with references (4) instead of groups
/// </code>
/// A run that refers to a node has one value of those bits only.
/// </summary>
internal static unsafe class Node6
{
    public const uint MaxGroup = 0x3fff_ffff;

    /// <summary>Runs that a list has at most: two looks at sixteen starts.</summary>
    public const int MaxList = 32;

    public const int ListBits = 32;
    public const int RecordBits = 8;
    public const int PageOctets = 256 * sizeof(uint);

    /// <summary>How far behind a list its look at starts may read.</summary>
    public const int Overrun = MaxList * sizeof(uint);

    private const int KindShift = 30;
    private const int RecordHead = 4 + 32;
    private const int ListHead = 4;

    public static uint Reference(uint at, NodeKind kind) => (at >> 2) | ((uint)kind << KindShift);

    public static NodeKind KindOf(uint reference) => (NodeKind)(reference >> KindShift);

    public static uint PlaceOf(uint reference) => reference << 2;

    public static int RecordSize(int runs) => RecordHead + (runs * sizeof(uint));

    public static int RecordSize(byte* record) => RecordSize(RunsOf(record));

    public static int ListSize(int runs, NodeKind kind) =>
        (ListHead + (runs * (kind == NodeKind.List ? 6 : 8)) + 3) & ~3;

    public static int RunsOf(byte* record) => record[3] + BitOperations.PopCount(*(ulong*)(record + RecordHead - 8));

    /// <summary>The reference of a run of a record, from 0.</summary>
    public static uint* RunAt(byte* record, int run) => (uint*)(record + RecordHead) + run;

    /// <summary>The run of a record that a value of its 8 bits belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindRun(byte* record, uint value)
    {
        nuint quarter = value >> 6;
        ulong starts = *(ulong*)(record + 4 + (quarter * 8));
        return record[quarter] + BitOperations.PopCount(starts << ~(int)value) - 1;
    }

    public static bool StartsRun(byte* record, uint value) =>
        (*(ulong*)(record + 4 + ((nuint)(value >> 6) * 8)) >> (int)value & 1) != 0;

    public static int ListCount(byte* list) => *(int*)list;

    public static uint* ListStarts(byte* list) => (uint*)(list + ListHead);

    public static byte* ListAnswers(byte* list) => list + ListHead + (ListCount(list) * sizeof(uint));

    /// <summary>The run of a list that a value of its 32 bits belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FindInList(byte* list, uint value)
    {
        int count = ListCount(list);
        uint* starts = ListStarts(list);
        Vector512<uint> wanted = Vector512.Create(value);
        ulong below = Vector512.LessThanOrEqual(Vector512.Load(starts), wanted).ExtractMostSignificantBits();
        below |= Vector512.LessThanOrEqual(Vector512.Load(starts + 16), wanted).ExtractMostSignificantBits() << 16;

        // Behind the last start is something else.
        return BitOperations.PopCount(below & ((1ul << count) - 1)) - 1;
    }

    /// <summary>Writes a record; a run starts at each of the values.</summary>
    public static void WriteRecord(byte* record, ReadOnlySpan<int> values, ReadOnlySpan<uint> references)
    {
        ulong* starts = (ulong*)(record + 4);
        starts[0] = starts[1] = starts[2] = starts[3] = 0;
        for (int i = 0; i < values.Length; i++)
        {
            starts[values[i] >> 6] |= 1ul << values[i];
            *RunAt(record, i) = references[i];
        }

        int count = 0;
        for (int quarter = 0; quarter < 4; quarter++)
        {
            record[quarter] = (byte)count;
            count += BitOperations.PopCount(starts[quarter]);
        }
    }
}
