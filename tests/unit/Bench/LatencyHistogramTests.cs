using System;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Traffic;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Percentiles by buckets against those of all samples, sorted.</summary>
public sealed class LatencyHistogramTests
{
    [TestCase(1, 0UL)]
    [TestCase(7, 1UL)]
    [TestCase(1_000, 2UL)]
    [TestCase(100_000, 3UL)]
    public void Percentiles_are_those_of_the_sorted_samples_within_a_bucket(int count, ulong seed)
    {
        var random = new RandomStream(seed, "latency");
        var histogram = new LatencyHistogram();
        long[] samples = new long[count];
        for (int i = 0; i < count; i++)
        {
            // All magnitudes from nanoseconds to minutes.
            samples[i] = (long)(random.NextUInt64() >> (int)(25 + random.NextBelow(36)));
            histogram.Add(samples[i]);
        }

        Array.Sort(samples);
        foreach (double share in new[] { 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0 })
        {
            // Nearest rank.
            long exact = samples[Math.Max(1, (int)Math.Ceiling(share * count)) - 1];
            long told = histogram.At(share);
            Assert.That(told, Is.InRange(exact, exact + (exact / LatencyHistogram.Resolution)), $"{share} of {count}");
        }

        Assert.That(histogram.At(1.0), Is.EqualTo(samples.Max()));
        Assert.That(histogram.Count, Is.EqualTo(count));
    }

    [Test]
    public void Nothing_is_lost_at_either_end()
    {
        var histogram = new LatencyHistogram();
        histogram.Add(-5);
        histogram.Add(long.MaxValue);
        Assert.That(histogram.Count, Is.EqualTo(2));
        Assert.That(histogram.At(0.5), Is.Zero);
        Assert.That(histogram.Max, Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void Two_together_tell_what_one_of_all_samples_tells()
    {
        var random = new RandomStream(9, "latency");
        LatencyHistogram one = new(), other = new(), all = new();
        for (int i = 0; i < 1000; i++)
        {
            long sample = random.NextUInt32();
            (i % 3 == 0 ? one : other).Add(sample);
            all.Add(sample);
        }

        one.Add(other);
        foreach (double share in new[] { 0.01, 0.5, 0.99, 1.0 })
        {
            Assert.That(one.At(share), Is.EqualTo(all.At(share)));
        }
    }

    [Test]
    public void An_empty_one_says_zero() => Assert.That(new LatencyHistogram().At(0.5), Is.Zero);
}
