using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Router.Core.Fast;

/// <summary>
/// Lookups in a block that <see cref="RunTree"/> wrote: one comparison with 16 keys says which node, a second one which
/// run of it. Two dependent loads, no branch on an address.
/// </summary>
internal static unsafe class RunTreeReader
{
    /// <summary>One line of what a reader must know, one of the root's keys, then the nodes.</summary>
    public const int RootAt = 64;

    public const int NodesAt = 128;

    /// <summary>A line of keys, then one more answer than keys.</summary>
    public const int NodeShift = 7;

    public const int AnswersAt = 64;

    public const int Keys = 16;

    /// <summary>Comparing 16 numbers at once and counting the outcome must be single instructions.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Popcnt.X64.IsSupported;

    public static int Lookup(byte* block, uint address) =>
        Find(block + NodesAt, Vector512.LoadAligned((uint*)(block + RootAt)), &address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lookup(byte* block, uint* addresses, int* groups, nint count)
    {
        byte* nodes = block + NodesAt;
        Vector512<uint> root = Vector512.LoadAligned((uint*)(block + RootAt));
        nint i = 0;
        for (; i < count - 3; i += 4)
        {
            groups[i] = Find(nodes, root, addresses + i);
            groups[i + 1] = Find(nodes, root, addresses + i + 1);
            groups[i + 2] = Find(nodes, root, addresses + i + 2);
            groups[i + 3] = Find(nodes, root, addresses + i + 3);
        }

        for (; i < count; i++)
        {
            groups[i] = Find(nodes, root, addresses + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Find(byte* nodes, Vector512<uint> root, uint* address)
    {
        Vector512<uint> wanted = Vector512.Create(*address);
        byte* node = nodes + (Passed(wanted, root) << NodeShift);
        nuint run = Passed(wanted, Vector512.LoadAligned((uint*)node));
        return ((ushort*)(node + AnswersAt))[run];
    }

    // How many keys an address has reached.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Passed(Vector512<uint> address, Vector512<uint> keys) => (nuint)Popcnt.X64.PopCount(
        Vector512.GreaterThanOrEqual(address, keys).ExtractMostSignificantBits());
}
