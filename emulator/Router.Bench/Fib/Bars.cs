using System.Collections.Generic;
using Router.Bench.Fib.Tables;

namespace Router.Bench.Fib;

/// <summary>One bar: what has to be reached, and what would be better still.</summary>
/// <param name="Measure">What is measured, such as the stream <c>hit</c>, or <see cref="Bars.BytesTouched"/>.</param>
/// <param name="Ours">The structure it is about.</param>
/// <param name="Against">The contestant that ratios are taken to; null for an absolute number, where less is better.
/// </param>
/// <param name="Must">To be reached.</param>
/// <param name="Aim">The aim; null where there is none.</param>
public sealed record Bar(string Measure, string Ours, string? Against, double Must, double? Aim);

/// <summary>The bars of a kind of table. Where a table is of no kind that has bars, there are none.</summary>
public static class Bars
{
    public const string BytesTouched = "bytes/prefix touched";
    public const string BytesAll = "bytes/prefix FIB+RIB";
    public const string KibTouched = "KiB touched";
    public const string KibAll = "KiB FIB+RIB";
    public const string Updates = "updates";

    public const string Fronted = "fronted";
    public const string Micro = "micro";
    public const string Scalar = "rte_fib scalar";
    public const string Vector = "rte_fib avx512";
    public const string Poptrie = "poptrie";

    private const int FullTable = 500_000;

    public static IReadOnlyList<Bar> For(RouteSet routes, bool correlated)
    {
        if (routes.V6)
        {
            return [];
        }

        if (routes.Name is "calico" or "board")
        {
            return Calico(routes.Name == "board");
        }

        if (routes.Routes.Count < FullTable)
        {
            return [];
        }

        var bars = new List<Bar>();
        if (!correlated && routes.Hops >= 200)
        {
            bars.AddRange(Streams(Vector, (2.0, 3.2), (1.0, 1.6), (0.33, 0.55)));
            bars.Add(new(BytesTouched, Fronted, null, 2.5, null));
        }
        else if (correlated && routes.Hops is >= 64 and < 255)
        {
            bars.AddRange(Streams(Vector, (2.5, 4.0), (1.5, 2.3), (0.55, 0.85)));
            bars.Add(new(BytesTouched, Fronted, null, 1.6, 1.05));
            bars.Add(new(BytesTouched, Micro, null, 0.86, 0.74));
        }
        else if (routes.Hops <= 8)
        {
            bars.Add(new(BytesTouched, Fronted, null, 1.4, 0.75));
            bars.Add(new(BytesTouched, Micro, null, 0.51, 0.43));
        }

        bars.AddRange(Streams(Poptrie, (1.3, 3.0), (1.5, 3.0), (1.5, 3.0)));
        bars.Add(new(BytesAll, Fronted, null, 9, 6));
        bars.Add(new(Updates, Fronted, Scalar, 2, 6));
        return bars;
    }

    private static List<Bar> Calico(bool board)
    {
        double ratio = board ? 1.5 : 2;
        List<Bar> bars =
        [
            new("hit", Fronted, Vector, ratio, null),
            new("hit", Fronted, Poptrie, ratio, null),
            board ? new(KibTouched, Fronted, null, 8, null) : new(KibAll, Fronted, null, 320, 128),
        ];
        return bars;
    }

    private static Bar[] Streams(
        string against,
        (double Must, double Aim) rand,
        (double Must, double Aim) hit,
        (double Must, double Aim) zipf) =>
    [
        new("rand", Fronted, against, rand.Must, rand.Aim),
        new("hit", Fronted, against, hit.Must, hit.Aim),
        new("zipf", Fronted, against, zipf.Must, zipf.Aim),
    ];
}
