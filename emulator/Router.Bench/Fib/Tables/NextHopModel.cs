using System;
using System.Collections.Generic;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Fib.Tables;

/// <summary>Gives the prefixes of a table their next hops.</summary>
public static class NextHopModel
{
    /// <summary>Route classes, which stand for next hops here, have 15 bits.</summary>
    public const int MostHops = 32_767;

    // How often, in the IPv4 table of November 2015 with its origin ASes, a prefix has the origin of the shortest
    // prefix around it, of the line before it where it has not, and of the line before it where none is around it.
    private const double LikeCover = 0.756;
    private const double CoveredLikeLast = 0.463;
    private const double LikeLast = 0.515;

    /// <summary>Labels are next hops, numbered by first appearance.</summary>
    /// <exception cref="TableFileException">A line has no label, or there are too many labels.</exception>
    public static RouteSet Labels(Table table)
    {
        if (table.Entries.Where(entry => entry.Label < 0).Select(entry => entry.Line).Order().ToArray()
            is [int first, ..])
        {
            throw new TableFileException(table.Name, first, "expected a label (the next hop) after the prefix, "
                + "or --next-hops to give next hops to all");
        }

        if (table.Labels > MostHops)
        {
            throw new TableFileException(table.Name, 0, $"{table.Labels} different labels cannot all be next hops, "
                + $"of which there are at most {MostHops}: map them with --next-hops N --model correlated");
        }

        return Make(table, table.Labels, $"{table.Labels} next hops from labels", entry => entry.Label + 1);
    }

    /// <summary>Each prefix draws one of <paramref name="hops"/>, whatever its neighbours have: the worst case.
    /// </summary>
    public static RouteSet Independent(Table table, int hops, ulong seed)
    {
        var random = new RandomStream(seed, "next hops");
        return Make(table, hops, $"{hops} next hops, independent", _ => 1 + (int)random.NextBelow((uint)hops));
    }

    /// <summary>
    /// As in real tables: prefixes of one origin share a next hop, and some next hops carry many more origins than
    /// others do. The origin is the label; where a line has none, one is made up from the prefixes around it.
    /// </summary>
    public static RouteSet Correlated(Table table, int hops, ulong seed)
    {
        var zipf = new Zipf(hops, Exponent(hops));
        int[] origins = Origins(table, seed);
        ulong salt = new RandomStream(seed, "origins").NextUInt64();
        int i = 0;
        return Make(table, hops, $"{hops} next hops, correlated", _ => 1 + zipf.At(Mix(salt, (uint)origins[i++])));
    }

    /// <summary>
    /// Fitted to the table of November 2015: 0.430 runs of equal next hops a prefix for 128, and 0.308 for 4, which is
    /// what edge routers with few, unequal ways out have.
    /// </summary>
    public static double Exponent(int hops) => Math.Clamp(1.8 - (0.13 * (Math.Log2(hops) - 2)), 1.15, 1.8);

    private static RouteSet Make(Table table, int hops, string model, Func<TableEntry, int> hopOf)
    {
        var routes = new BenchRoute[table.Entries.Count];
        for (int i = 0; i < routes.Length; i++)
        {
            routes[i] = new BenchRoute(table.Entries[i].Range, hopOf(table.Entries[i]));
        }

        return new RouteSet(table.Name, table.V6, routes, hops, model, table.Notes);
    }

    private static int[] Origins(Table table, ulong seed)
    {
        var random = new RandomStream(seed, "made-up origins");
        uint pool = (uint)Math.Max(1, table.Entries.Count / 12);
        int[] origins = new int[table.Entries.Count];
        var around = new Stack<int>();
        for (int i = 0; i < origins.Length; i++)
        {
            TableEntry entry = table.Entries[i];
            while (around.TryPeek(out int cover) && table.Entries[cover].Range.Last < entry.Range.Address)
            {
                around.Pop();
            }

            origins[i] = entry.Label >= 0
                ? entry.Label
                : MadeUp(random, pool, table.Labels, around.TryPeek(out int near) ? origins[near] : -1,
                    i > 0 ? origins[i - 1] : -1);
            around.Push(i);
        }

        return origins;
    }

    private static int MadeUp(RandomStream random, uint pool, int labels, int cover, int last)
    {
        if (cover >= 0 && Chance(random, LikeCover))
        {
            return cover;
        }

        return last >= 0 && Chance(random, cover >= 0 ? CoveredLikeLast : LikeLast)
            ? last
            : labels + (int)random.NextBelow(pool);
    }

    private static bool Chance(RandomStream random, double share) => random.NextUInt32() < share * 4_294_967_296.0;

    // splitmix64's finaliser: neighbouring origins land anywhere.
    private static ulong Mix(ulong salt, uint origin)
    {
        ulong z = salt + (origin * 0x9e37_79b9_7f4a_7c15UL);
        z = (z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9;
        z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
        return z ^ (z >> 31);
    }
}
