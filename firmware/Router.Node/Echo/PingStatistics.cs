using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>Counts one ping, in whole microseconds and with the integer arithmetic of iputils.</summary>
public sealed class PingStatistics
{
    private readonly HashSet<int> _answered = [];
    private long _minimum = long.MaxValue;
    private long _maximum;
    private long _sum;
    private Int128 _squares;

    public long Transmitted { get; private set; }

    public long Received { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>ICMP errors that came back.</summary>
    public long Errors { get; private set; }

    /// <summary>The most echoes that were on their way at once.</summary>
    public long Pipe { get; private set; }

    /// <summary>From the first echo to the end; the caller sets it.</summary>
    public Duration Elapsed { get; set; }

    public long Lost => Transmitted - Received;

    public long MinimumMicroseconds => Received > 0 ? _minimum : 0;

    public long MaximumMicroseconds => _maximum;

    public long AverageMicroseconds => Total > 0 ? _sum / Total : 0;

    public long DeviationMicroseconds
    {
        get
        {
            if (Total == 0)
            {
                return 0;
            }

            // iputils computes in this order so that small times lose nothing to rounding.
            Int128 variance = _sum < int.MaxValue
                ? (_squares - (_sum * _sum / Total)) / Total
                : (_squares / Total) - ((Int128)AverageMicroseconds * AverageMicroseconds);
            return SquareRoot((long)variance);
        }
    }

    private long Total => Received + Duplicates;

    public void OnSent() => Transmitted++;

    /// <summary>Takes a reply; false when one with its sequence number came before.</summary>
    public bool OnReply(in PingReply reply)
    {
        long microseconds = reply.RoundTrip.Nanoseconds / 1000;
        _sum += microseconds;
        _squares += (Int128)microseconds * microseconds;
        _minimum = long.Min(_minimum, microseconds);
        _maximum = long.Max(_maximum, microseconds);
        Acknowledge(reply.Sequence);
        if (_answered.Add(reply.Sequence))
        {
            Received++;
            return true;
        }

        Duplicates++;
        return false;
    }

    public void OnError(int sequence)
    {
        Errors++;
        Acknowledge(sequence);
    }

    private void Acknowledge(int sequence) => Pipe = long.Max(Pipe, Transmitted - sequence + 1);

    private static long SquareRoot(long value)
    {
        if (value <= 0)
        {
            return 0;
        }

        long previous = long.MaxValue;
        long root = value;
        while (root < previous)
        {
            previous = root;
            root = (root + (value / root)) / 2;
        }

        return root;
    }
}
