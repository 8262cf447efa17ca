using System.Numerics;
using System.Runtime.CompilerServices;

namespace Router.Core.Fast;

/// <summary>Turns the sorted routes of a slice, or of a part of it, into runs of equal answers.</summary>
internal static unsafe class SliceSweep
{
    private const int Bits = 16;

    /// <param name="routes">The slice's routes as <see cref="IRouteSink.Publish"/> says.</param>
    /// <param name="count">How many.</param>
    /// <param name="groups">Group of each class.</param>
    /// <param name="cover">What addresses outside all of them answer.</param>
    /// <param name="bits">The part: 16 address bits.</param>
    /// <param name="length">How many of them count; 0 is the whole slice.</param>
    /// <param name="origin">Added to the starts of runs.</param>
    /// <param name="runs">Emptied, then filled.</param>
    [SkipLocalsInit]
    public static void Sweep(
        uint* routes, int count, ushort[] groups, int cover, uint bits, int length, int origin, RunList runs)
    {
        runs.Clear();
        int next = 0;
        int group = cover;
        if (length > 0)
        {
            next = LowerBound(routes, count, Order(RouteKey.Of(bits, length)));
            group = Around(routes, count, groups, cover, bits, length, ref next);
        }

        // Nested routes wait on a stack until the inner ones have ended; there are at most 16 lengths.
        int* ends = stackalloc int[Bits + 1];
        int* outer = stackalloc int[Bits + 1];
        int depth = 0;
        int position = (int)bits;
        int end = position + (1 << (Bits - length));
        uint taken = 0;
        for (; next < count; next++)
        {
            uint key = RouteKey.KeyOf(routes[next]);
            int start = (int)RouteKey.BitsOf(key);
            if (start >= end)
            {
                break;
            }

            int mine = groups[RouteKey.ClassOf(routes[next])];
            if (mine == 0 || key == taken)
            {
                continue;
            }

            taken = key;
            while (depth > 0 && ends[depth - 1] <= start)
            {
                depth--;
                Emit(runs, ref position, ends[depth], group, origin);
                group = outer[depth];
            }

            Emit(runs, ref position, start, group, origin);
            ends[depth] = start + (int)(key & (0 - key));
            outer[depth++] = group;
            group = mine;
        }

        while (depth > 0)
        {
            depth--;
            Emit(runs, ref position, ends[depth], group, origin);
            group = outer[depth];
        }

        Emit(runs, ref position, end, group, origin);
    }

    private static void Emit(RunList runs, ref int position, int end, int group, int origin)
    {
        if (end > position)
        {
            runs.Append(origin + position, group);
            position = end;
        }
    }

    // What the part answers where no longer route does. Leaves next at the first route inside it.
    private static int Around(
        uint* routes, int count, ushort[] groups, int cover, uint bits, int length, ref int next)
    {
        int before = next - 1;
        uint key = RouteKey.Of(bits, length);
        int best = 0;
        for (; next < count && RouteKey.KeyOf(routes[next]) == key; next++)
        {
            best = best == 0 ? groups[RouteKey.ClassOf(routes[next])] : best;
        }

        while (best == 0 && before >= 0)
        {
            uint other = RouteKey.KeyOf(routes[before]);
            int common = BitOperations.LeadingZeroCount((RouteKey.BitsOf(other) ^ bits) << Bits | 0x8000);
            if (LengthOf(other) <= common)
            {
                // It holds the part. Of equal prefixes the first is the best, and we come from behind.
                for (; before >= 0 && RouteKey.KeyOf(routes[before]) == other; before--)
                {
                    int group = groups[RouteKey.ClassOf(routes[before])];
                    best = group == 0 ? best : group;
                }
            }
            else if (common == 0)
            {
                break;
            }
            else
            {
                // Whatever comes earlier and holds the part holds this neighbour too: skip what cannot.
                uint holder = RouteKey.Of(bits & ~(0xffffu >> common), common);
                int skip = LowerBound(routes, before, Order(holder) + 1) - 1;
                before = skip;
            }
        }

        return best == 0 ? cover : best;
    }

    private static int LengthOf(uint key) => Bits - BitOperations.TrailingZeroCount(key);

    // Routes are sorted by address, then length: the key with its marking bit replaced by the length.
    private static uint Order(uint key) => ((key & (key - 1)) << 4) + (uint)LengthOf(key);

    private static int LowerBound(uint* routes, int count, uint order)
    {
        int first = 0;
        while (count > 0)
        {
            int half = count >> 1;
            bool less = Order(RouteKey.KeyOf(routes[first + half])) < order;
            first = less ? first + half + 1 : first;
            count = less ? count - half - 1 : half;
        }

        return first;
    }
}
