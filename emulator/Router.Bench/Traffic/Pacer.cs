using System;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// When frames are due: bursts at equal distances, or at once. The plan stands still while a sender is late, so that a
/// delay is made up by bursts that follow one another, and none is longer than asked for.
/// </summary>
public sealed class Pacer
{
    private readonly long _rate;
    private readonly int _burst;
    private readonly Instant _start;
    private long _given;

    /// <param name="framesPerSecond">0 is as fast as it goes.</param>
    /// <param name="burst">Frames that are due together, at least 1.</param>
    /// <param name="start">When the first burst is due.</param>
    public Pacer(long framesPerSecond, int burst, Instant start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(framesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _rate = framesPerSecond;
        _burst = burst;
        _start = start;
    }

    /// <summary>Frames that were given out late, by more than a burst: the sender could not keep the rate.</summary>
    public long Late { get; private set; }

    /// <summary>How many frames may go now: a burst or none.</summary>
    public int Take(Instant now)
    {
        if (_rate == 0)
        {
            return _burst;
        }

        long elapsed = (now - _start).Nanoseconds;
        if (elapsed < 0)
        {
            return 0;
        }

        long bursts = (long)((Int128)elapsed * _rate / ((Int128)_burst * Duration.NanosecondsPerSecond)) + 1;
        long due = (bursts * _burst) - _given;
        if (due <= 0)
        {
            return 0;
        }

        Late += due > 2L * _burst ? _burst : 0;
        _given += _burst;
        return _burst;
    }

    /// <summary>Gives back what could not be sent: it is due still.</summary>
    public void Return(int frames)
    {
        if (_rate != 0)
        {
            _given -= frames;
        }
    }
}
