using System;

namespace Router.Wire;

/// <summary>
/// A reproducible stream of random numbers: xoshiro256** seeded by splitmix64 (Blackman and Vigna, public domain).
/// Not for secrets. One stream per purpose, named by a stable label, so that a new consumer changes nobody's draws.
/// </summary>
public sealed class RandomStream
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The stream named <paramref name="label"/> under a root seed. Any seed is good, zero too.</summary>
    public RandomStream(ulong seed, string label)
    {
        // FNV-1a over UTF-16 code units: string hash codes differ from process to process.
        ulong hash = 0xcbf2_9ce4_8422_2325;
        foreach (char c in label)
        {
            hash = (hash ^ c) * 0x0000_0100_0000_01b3;
        }

        ulong state = seed ^ hash;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    public ulong NextUInt64()
    {
        ulong result = Rotate(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = Rotate(_s3, 45);
        return result;
    }

    public uint NextUInt32() => (uint)(NextUInt64() >> 32);

    /// <summary>Uniform in [0, <paramref name="bound"/>), without bias.</summary>
    public uint NextBelow(uint bound)
    {
        if (bound == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(bound), "the bound must be positive");
        }

        // Lemire's multiply-shift with rejection of the biased low part.
        uint threshold = unchecked(0u - bound) % bound;
        while (true)
        {
            ulong product = (ulong)NextUInt32() * bound;
            if ((uint)product >= threshold)
            {
                return (uint)(product >> 32);
            }
        }
    }

    /// <summary>Uniform between both ends, both included; ends may not be reversed.</summary>
    public Duration NextDuration(Duration least, Duration most)
    {
        if (most < least)
        {
            throw new ArgumentException("the longest duration is shorter than the shortest");
        }

        ulong range = (ulong)(most - least).Nanoseconds + 1;
        return new Duration(least.Nanoseconds + (long)(NextUInt64() % range));
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9e37_79b9_7f4a_7c15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xbf58_476d_1ce4_e5b9;
        z = (z ^ (z >> 27)) * 0x94d0_49bb_1331_11eb;
        return z ^ (z >> 31);
    }

    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
