using System;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>What a ping has seen so far. Round-trip times in nanoseconds.</summary>
public struct PingStatistics
{
    private long _sum;
    private UInt128 _squares;

    public int Transmitted { get; set; }

    public int Received { get; private set; }

    public int Duplicates { get; set; }

    public int Errors { get; set; }

    /// <summary>From the first request to the last event.</summary>
    public Duration Elapsed { get; set; }

    public Duration Least { get; private set; }

    public Duration Most { get; private set; }

    public readonly Duration Average => Received == 0 ? Duration.Zero : new Duration(_sum / Received);

    /// <summary>Mean deviation as iputils computes it: the root of the mean square less the squared mean.</summary>
    public readonly Duration Deviation
    {
        get
        {
            if (Received == 0)
            {
                return Duration.Zero;
            }

            UInt128 mean = _squares / (uint)Received;
            UInt128 average = (UInt128)(_sum / Received);
            UInt128 variance = mean > average * average ? mean - (average * average) : 0;
            return new Duration(SquareRoot(variance));
        }
    }

    public void AddReply(Duration time)
    {
        Least = Received == 0 ? time : Duration.Min(Least, time);
        Most = Duration.Max(Most, time);
        Received++;
        _sum += time.Nanoseconds;
        _squares += (UInt128)time.Nanoseconds * (UInt128)time.Nanoseconds;
    }

    // Newton's method on integers: no floating point enters time arithmetic.
    private static long SquareRoot(UInt128 value)
    {
        if (value == 0)
        {
            return 0;
        }

        UInt128 guess = value;
        UInt128 next = (guess + 1) / 2;
        while (next < guess)
        {
            guess = next;
            next = (guess + (value / guess)) / 2;
        }

        return (long)guess;
    }
}
