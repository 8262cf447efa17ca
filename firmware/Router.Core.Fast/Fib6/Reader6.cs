using System;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Lookups. Many at once go through in blocks, level by level: first those that have arrived at lists, then one step
/// through records for the others. What an address meets next decides which queue it joins, not a branch, so that
/// nothing is mispredicted, and a miss of the cache waits beside others.
/// </summary>
internal static unsafe class Reader6
{
    private const int Block = 32;

    public static int Lookup(byte* image, Ipv6Address address)
    {
        uint reference = Top(image, address.High);
        ulong high = (address.High << 24) | (address.Low >> 40);
        return (int)Follow(image, reference, high, address.Low << 24);
    }

    [SkipLocalsInit]
    public static void Lookup(byte* image, ReadOnlySpan<Ipv6Address> addresses, Span<int> groups)
    {
        uint* references = stackalloc uint[Block];
        byte* records = stackalloc byte[Block];
        byte* lists = stackalloc byte[Block];
        fixed (Ipv6Address* from = addresses)
        fixed (int* to = groups)
        {
            for (int at = 0; at < addresses.Length; at += Block)
            {
                int count = Math.Min(Block, addresses.Length - at);
                LookupBlock(image, from + at, to + at, count, references, records, lists);
            }
        }
    }

    private static void LookupBlock(
        byte* image, Ipv6Address* from, int* to, int count, uint* references, byte* records, byte* lists)
    {
        int recordCount = 0;
        int listCount = 0;
        for (int i = 0; i < count; i++)
        {
            uint reference = Top(image, from[i].High);
            Queue(image, i, reference, to, references, records, ref recordCount, lists, ref listCount);
        }

        int bits = 24;
        for (; bits < 64 && recordCount + listCount > 0; bits += 8)
        {
            for (int j = 0; j < listCount; j++)
            {
                int i = lists[j];
                ulong high = (from[i].High << bits) | (from[i].Low >> (64 - bits));
                to[i] = (int)FollowList(image, references[i], high, from[i].Low << bits);
            }

            int queued = recordCount;
            recordCount = 0;
            listCount = 0;
            for (int j = 0; j < queued; j++)
            {
                int i = records[j];
                byte* node = image + Node6.PlaceOf(references[i]);
                uint reference = *Node6.RunAt(node, Node6.FindRun(node, (byte)(from[i].High >> (56 - bits))));
                Queue(image, i, reference, to, references, records, ref recordCount, lists, ref listCount);
            }
        }

        for (int j = 0; j < recordCount; j++)
        {
            to[records[j]] = (int)Follow(image, references[records[j]], from[records[j]].Low, 0);
        }

        for (int j = 0; j < listCount; j++)
        {
            to[lists[j]] = (int)Follow(image, references[lists[j]], from[lists[j]].Low, 0);
        }
    }

    // What it is not is overwritten by the next, or by the answer.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Queue(
        byte* image, int i, uint reference, int* to, uint* references, byte* records, ref int recordCount,
        byte* lists, ref int listCount)
    {
        to[i] = (int)reference;
        references[i] = reference;
        records[recordCount] = (byte)i;
        lists[listCount] = (byte)i;
        uint kind = (uint)Node6.KindOf(reference);
        recordCount += (int)(kind & 1 & ~(kind >> 1));
        listCount += (int)(kind >> 1);
        byte* node = image + Node6.PlaceOf(reference);
        Prefetch.Line(node);
        Prefetch.Line(node + 64);
    }

    // The reference that three pages have for the first 24 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Top(byte* image, ulong high)
    {
        uint reference = ((uint*)(image + Arena6.RootAt))[high >> 56];
        if (Node6.KindOf(reference) != NodeKind.Group)
        {
            reference = Page(image, reference)[(byte)(high >> 48)];
            if (Node6.KindOf(reference) != NodeKind.Group)
            {
                reference = Page(image, reference)[(byte)(high >> 40)];
            }
        }

        return reference;
    }

    private static uint* Page(byte* image, uint reference) => (uint*)(image + Node6.PlaceOf(reference));

    // The bits not yet looked at are uppermost.
    private static uint Follow(byte* image, uint reference, ulong high, ulong low)
    {
        while (Node6.KindOf(reference) == NodeKind.Record)
        {
            byte* node = image + Node6.PlaceOf(reference);
            reference = *Node6.RunAt(node, Node6.FindRun(node, (uint)(high >> 56)));
            high = (high << 8) | (low >> 56);
            low <<= 8;
        }

        return Node6.KindOf(reference) == NodeKind.Group ? reference : FollowList(image, reference, high, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FollowList(byte* image, uint reference, ulong high, ulong low)
    {
        byte* node = image + Node6.PlaceOf(reference);
        int run = Node6.FindInList(node, (uint)(high >> 32));
        byte* answers = Node6.ListAnswers(node);
        return Node6.KindOf(reference) == NodeKind.List
            ? ((ushort*)answers)[run]
            : Follow(image, ((uint*)answers)[run], (high << 32) | (low >> 32), low << 32);
    }
}
