using System;
using System.Threading;
using Router.Hal;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// Never more than so many frames on their way: the next go when some have come back. On one core, where a flood would
/// keep the router from running, this finds what sender, router and sink can do together without a loss.
/// </summary>
public sealed class WindowRun
{
    private readonly Generator _generator;
    private readonly IClock _clock;
    private readonly Func<int> _receive;
    private readonly Action _wait;

    /// <param name="generator">Sends.</param>
    /// <param name="clock">The generator's.</param>
    /// <param name="receive">Takes what waits at the sink and returns how many frames.</param>
    /// <param name="wait">Gives the core away until there may be something, a few milliseconds at most.</param>
    public WindowRun(Generator generator, IClock clock, Func<int> receive, Action wait)
    {
        _generator = generator;
        _clock = clock;
        _receive = receive;
        _wait = wait;
    }

    /// <summary>Times that nothing came for so long that what was on its way counted as lost.</summary>
    public long Stalls { get; private set; }

    /// <summary>
    /// Sends for a time, then waits for the rest; returns the seconds from the first frame until the last one came.
    /// </summary>
    public double Run(int window, int burst, Duration time, CancellationToken cancelled)
    {
        Instant start = _clock.Now;
        Instant last = start;
        var pacer = new Pacer(0, burst, start);
        long onTheWay = 0;
        for (Instant now = start; !cancelled.IsCancellationRequested; now = _clock.Now)
        {
            bool sending = now - start < time;
            int sent = sending && onTheWay + burst <= window ? _generator.Send(pacer) : 0;
            int came = _receive();
            onTheWay = Math.Max(0, onTheWay + sent - came);
            if (sent + came > 0)
            {
                last = _clock.Now;
                continue;
            }

            if (onTheWay == 0 && !sending)
            {
                break;
            }

            _wait();
            if (_clock.Now - last > TrafficRun.Silence)
            {
                Stalls++;
                onTheWay = 0;
                last = _clock.Now;
            }
        }

        return (last - start).Nanoseconds / 1e9;
    }
}
