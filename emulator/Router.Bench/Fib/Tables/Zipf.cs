using System;
using Router.Wire;

namespace Router.Bench.Fib.Tables;

/// <summary>Ranks 0 to n-1, rank k with a weight of 1/(k+1)^s.</summary>
public sealed class Zipf
{
    private readonly double[] _cumulative;

    public Zipf(int ranks, double exponent)
    {
        _cumulative = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++)
        {
            sum += Math.Pow(i + 1, -exponent);
            _cumulative[i] = sum;
        }
    }

    public int Draw(RandomStream random) => At(random.NextUInt64());

    /// <summary>The rank at a place of the 64-bit circle.</summary>
    public int At(ulong place)
    {
        double point = (place >> 11) * (1.0 / (1UL << 53)) * _cumulative[^1];
        int found = Array.BinarySearch(_cumulative, point);
        return Math.Min(found < 0 ? ~found : found + 1, _cumulative.Length - 1);
    }
}
