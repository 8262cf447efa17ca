using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Bench.Common;

/// <summary>The middle and the ends of a set of samples.</summary>
/// <param name="Count">How many samples there were.</param>
/// <param name="P10">The 10th percentile: the machine at its busiest.</param>
/// <param name="Median">The 50th percentile.</param>
/// <param name="P90">The 90th percentile: the machine at its quietest.</param>
public readonly record struct Quantiles(int Count, double P10, double Median, double P90)
{
    public static Quantiles Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return new(sorted.Length, At(sorted, 0.1), At(sorted, 0.5), At(sorted, 0.9));
    }

    /// <summary>The value below which the share lies, between neighbours in proportion; 0 of no samples.</summary>
    public static double At(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return 0;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
