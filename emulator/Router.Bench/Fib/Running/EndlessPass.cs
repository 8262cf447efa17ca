using System;

namespace Router.Bench.Fib.Running;

/// <summary>
/// Goes round and round a stream in stretches, between which the clock is looked at: a slow structure must not take a
/// whole stream for one sample.
/// </summary>
internal sealed class EndlessPass
{
    private const int Length = 65_536;

    private readonly uint[] _right;
    private readonly int _count;
    private int _at;

    /// <param name="expected">The right answers.</param>
    public EndlessPass(ReadOnlySpan<int> expected)
    {
        _count = expected.Length;
        _right = new uint[(_count + Length - 1) / Length];
        for (int i = 0; i < _count; i++)
        {
            _right[i / Length] += (uint)expected[i];
        }
    }

    /// <summary>What to look up now.</summary>
    public Range Stretch => (_at * Length)..Math.Min((_at + 1) * Length, _count);

    /// <summary>The sum of the right answers for it.</summary>
    public uint Right => _right[_at];

    public void Next() => _at = (_at + 1) % _right.Length;
}
