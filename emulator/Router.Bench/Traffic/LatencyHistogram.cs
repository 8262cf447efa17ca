using System;
using System.Numerics;

namespace Router.Bench.Traffic;

/// <summary>
/// Counts of delays in buckets that grow with the delay, so that each is known to one part in 128 from a nanosecond to
/// minutes, in constant space and without a search.
/// </summary>
public sealed class LatencyHistogram
{
    /// <summary>Buckets in each doubling: a bucket is never wider than its values divided by this.</summary>
    public const int Resolution = 128;

    private const int ResolutionBits = 7;
    private const int LargestBits = 40;

    private readonly long[] _counts = new long[((LargestBits - ResolutionBits) * Resolution) + Resolution];

    public long Count { get; private set; }

    /// <summary>The largest delay seen, exactly; 0 of none.</summary>
    public long Max { get; private set; }

    /// <param name="nanoseconds">Negative ones, of clocks set back, count as 0; more than 18 minutes as that.</param>
    public void Add(long nanoseconds)
    {
        long value = Math.Clamp(nanoseconds, 0, (1L << LargestBits) - 1);
        _counts[IndexOf(value)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>
    /// The delay that a share of the samples does not exceed (nearest rank), at most one part in 128 too long; 0 of
    /// none.
    /// </summary>
    /// <param name="share">Such as 0.5 or 0.999.</param>
    public long At(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
            {
                return Math.Min(HighestOf(i), Max);
            }
        }

        return Max;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        Max = 0;
    }

    // Below twice the resolution a bucket is one nanosecond; each doubling beyond has as many buckets, twice as wide.
    private static int IndexOf(long value)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)value) - ResolutionBits);
        return (shift * Resolution) + (int)(value >> shift);
    }

    private static long HighestOf(int index)
    {
        int shift = Math.Max(0, (index / Resolution) - 1);
        return ((index - ((long)shift * Resolution) + 1) << shift) - 1;
    }
}
