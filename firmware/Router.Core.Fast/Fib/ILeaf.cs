using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Router.Core.Fast;

/// <summary>How an answer is kept in a record: in one octet or in two. A struct for each, so that all code over it is
/// compiled once for either.</summary>
internal unsafe interface ILeaf
{
    static abstract int Size { get; }

    /// <summary>The largest group that fits.</summary>
    static abstract int MaxGroup { get; }

    static abstract int Load(byte* at);

    static abstract void Store(byte* at, int value);

    /// <summary>True when the cell is divided further, and the answer is in a child.</summary>
    static abstract bool IsSplit(int value);

    /// <summary>A bit for each of eight values that is split.</summary>
    static abstract uint Splits(Vector256<int> values);
}

/// <summary>Groups up to 254; 255 is a cell that is divided further.</summary>
internal readonly unsafe struct NarrowLeaf : ILeaf
{
    public const int SplitMark = 255;

    public static int Size => 1;

    public static int MaxGroup => 254;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Load(byte* at) => *at;

    public static void Store(byte* at, int value) => *at = (byte)value;

    public static bool IsSplit(int value) => value == SplitMark;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Splits(Vector256<int> values) =>
        Vector256.Equals(values, Vector256.Create(SplitMark)).ExtractMostSignificantBits();
}

/// <summary>Groups up to 32,767; from 32,768 a cell that is divided further, with the number of its children.</summary>
internal readonly unsafe struct WideLeaf : ILeaf
{
    public static int Size => 2;

    public static int MaxGroup => 0x7fff;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Load(byte* at) => *(ushort*)at;

    public static void Store(byte* at, int value) => *(ushort*)at = (ushort)value;

    public static bool IsSplit(int value) => value >= 0x8000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Splits(Vector256<int> values) => (values << 16).ExtractMostSignificantBits();
}
