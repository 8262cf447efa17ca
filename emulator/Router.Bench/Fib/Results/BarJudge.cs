using System.Collections.Generic;
using System.Linq;

namespace Router.Bench.Fib.Results;

/// <summary>Holds what was measured against the bars. A bar whose contestants did not run is left out.</summary>
internal static class BarJudge
{
    public static IReadOnlyList<BarResult> Judge(
        IReadOnlyList<Bar> bars, IReadOnlyList<ContestantResult> contestants, int prefixes) =>
        [.. bars.Select(bar => Judge(bar, contestants, prefixes)).OfType<BarResult>()];

    private static BarResult? Judge(Bar bar, IReadOnlyList<ContestantResult> contestants, int prefixes)
    {
        if (Find(contestants, bar.Ours) is not { } ours)
        {
            return null;
        }

        if (bar.Against is null)
        {
            double value = bar.Measure switch
            {
                Bars.BytesTouched => (double)ours.Touched / prefixes,
                Bars.BytesAll => (double)(ours.Fib + ours.Rib) / prefixes,
                Bars.KibTouched => ours.Touched / 1024.0,
                _ => (ours.Fib + ours.Rib) / 1024.0,
            };
            return new BarResult(bar, value, value);
        }

        return ours.RateOf(bar.Measure) is { } mine
            && Find(contestants, bar.Against)?.RateOf(bar.Measure) is { Count: > 0 } theirs
            ? new BarResult(bar, mine.P90 / theirs.P90, mine.Median / theirs.Median)
            : null;
    }

    private static ContestantResult? Find(IReadOnlyList<ContestantResult> contestants, string name) =>
        contestants.FirstOrDefault(contestant => contestant.Name == name);
}
