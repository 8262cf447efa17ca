using System;
using System.Collections.Generic;
using Router.Bench.Fib.Tables;
using Router.Wire;

namespace Router.Bench.Fib.Streams;

/// <summary>
/// Draws query streams. Random addresses alone flatter: most of them hit space that is routed coarsely or not at all.
/// </summary>
public sealed class StreamMaker
{
    /// <summary>All of them, in the order of reports.</summary>
    public static readonly IReadOnlyList<string> Names = ["rand", "hit", "zipf", "chain"];

    private const int ZipfDestinations = 100_000;

    private readonly RouteSet _routes;
    private readonly SortedRuns _answers;
    private readonly ulong _seed;

    public StreamMaker(RouteSet routes, SortedRuns answers, ulong seed)
    {
        _routes = routes;
        _answers = answers;
        _seed = seed;
    }

    /// <summary>
    /// <c>rand</c>: uniform over all addresses (IPv6: over 2000::/3, all that IANA gives out); <c>hit</c>: a random
    /// address of a random prefix; <c>zipf</c>: 100,000 destinations drawn as <c>hit</c>, asked for by Zipf's law with
    /// exponent 1; <c>chain</c>: as <c>hit</c>, where each lookup has to wait for the answer of the one before.
    /// </summary>
    public QueryStream Make(string name, int count)
    {
        var random = new RandomStream(_seed, "stream " + name);
        UInt128[] addresses = new UInt128[count];
        UInt128[] destinations = [];
        if (name == "zipf")
        {
            destinations = new UInt128[ZipfDestinations];
            Fill(destinations, () => Hit(random));
        }

        Zipf? zipf = destinations.Length > 0 ? new Zipf(destinations.Length, 1.0) : null;
        Fill(addresses, name switch
        {
            "rand" => () => Anywhere(random),
            "hit" or "chain" => () => Hit(random),
            "zipf" => () => destinations[zipf!.Draw(random)],
            _ => throw new ArgumentException($"'{name}' is no stream", nameof(name)),
        });
        return Answered(name, addresses);
    }

    /// <summary>A random address of a random prefix; a longer one may own it.</summary>
    public UInt128 Hit(RandomStream random)
    {
        IpRange range = _routes.Routes[(int)random.NextBelow((uint)_routes.Routes.Count)].Range;
        return range.Address | (Anything(random) & ~IpRange.Mask(range.Length) & Width);
    }

    /// <summary>The stream with the answers of this table.</summary>
    public QueryStream Answered(string name, UInt128[] addresses)
    {
        int[] expected = new int[addresses.Length];
        for (int i = 0; i < expected.Length; i++)
        {
            expected[i] = _answers.HopOf(addresses[i]);
        }

        return new QueryStream(name, addresses, expected);
    }

    private UInt128 Width => IpRange.Mask(_routes.V6 ? 128 : 32);

    private UInt128 Anywhere(RandomStream random) => _routes.V6
        ? (Anything(random) >> 3) | (UInt128.One << 125)
        : Anything(random) & Width;

    private static UInt128 Anything(RandomStream random) => new(random.NextUInt64(), random.NextUInt64());

    private static void Fill(UInt128[] addresses, Func<UInt128> draw)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = draw();
        }
    }
}
