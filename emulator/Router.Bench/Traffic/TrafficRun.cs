using System;
using System.Threading;
using Router.Hal;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// A generator and a sink in one loop on one core, from the first frame until nothing comes any more.
/// </summary>
public sealed class TrafficRun
{
    private readonly Generator _generator;
    private readonly IClock _clock;
    private readonly Func<int> _receive;
    private readonly Action _idle;

    /// <param name="generator">Sends.</param>
    /// <param name="clock">The generator's.</param>
    /// <param name="receive">Takes what waits at the sink and returns how many frames.</param>
    /// <param name="idle">What else must go on, such as answers to ARP; called every few frames.</param>
    public TrafficRun(Generator generator, IClock clock, Func<int> receive, Action idle)
    {
        _generator = generator;
        _clock = clock;
        _receive = receive;
        _idle = idle;
    }

    /// <summary>Nanoseconds in which nothing comes before the run counts as over.</summary>
    public static Duration Silence { get; } = Duration.FromMilliseconds(100);

    /// <summary>Sends for a time or a number of frames, whatever ends first; returns the seconds it sent.</summary>
    public double Run(long rate, int burst, Duration time, long frames, CancellationToken cancelled)
    {
        Instant start = _clock.Now;
        Instant end = start + time;
        var pacer = new Pacer(rate, burst, start);
        Instant now = start;
        while (frames > 0 && now < end && !cancelled.IsCancellationRequested)
        {
            frames -= _generator.Send(pacer, frames);
            while (_receive() > 0)
            {
                // At most until the next burst is due.
                if (rate != 0 && (frames -= _generator.Send(pacer, frames)) <= 0)
                {
                    break;
                }
            }

            _idle();
            now = _clock.Now;
        }

        Late = pacer.Late;
        Drain(cancelled);
        return (now - start).Nanoseconds / 1e9;
    }

    /// <summary>Frames of the last run that went out late.</summary>
    public long Late { get; private set; }

    private void Drain(CancellationToken cancelled)
    {
        Instant last = _clock.Now;
        Instant limit = last + Duration.FromSeconds(2);
        for (Instant now = last; now - last < Silence && now < limit && !cancelled.IsCancellationRequested;
            now = _clock.Now)
        {
            if (_receive() > 0)
            {
                last = now;
            }

            _idle();
        }
    }
}
