using System;
using System.Linq;
using Router.Hal;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>Sends the frames of all flows in turn, each with its number and the time.</summary>
public sealed class Generator
{
    private readonly ITrafficSender _sender;
    private readonly IClock _clock;
    private readonly int _stampOffset;
    private readonly uint[] _sequences;

    /// <param name="options">What to send.</param>
    /// <param name="sender">Where; stays the caller's.</param>
    /// <param name="clock">Stamps the frames; the sink's must be the same.</param>
    public Generator(TrafficOptions options, ITrafficSender sender, IClock clock)
    {
        _sender = sender;
        _clock = clock;
        _stampOffset = TestFrame.StampOffset(options);
        Flow[] flows = options.MakeFlows();
        _sequences = new uint[flows.Length];
        sender.Load([.. flows.Select(flow => TestFrame.Build(options, in flow))]);
    }

    /// <summary>Frames handed to the device so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Of each flow.</summary>
    public long[] SentByFlow() => [.. _sequences.Select(static next => (long)next)];

    /// <summary>Sends what is due now; returns how many frames went.</summary>
    public int Send(Pacer pacer) => Send(pacer, long.MaxValue);

    /// <param name="pacer">Says how many are due.</param>
    /// <param name="most">At most this many.</param>
    public int Send(Pacer pacer, long most)
    {
        Instant now = _clock.Now;
        int due = pacer.Take(now);
        if (due == 0)
        {
            return 0;
        }

        int sent = 0;
        int wanted = (int)Math.Min(due, most);
        while (sent < wanted && _sender.TryNext(out int index, out Span<byte> frame))
        {
            // Frames go out in order, so each loaded frame is a flow and a round a number more.
            TestFrame.Stamp(frame, _stampOffset, _sequences[index]++, now.Nanoseconds);
            sent++;
        }

        // Also when none went: what waits in the device may need a push to make room.
        _sender.Flush();
        pacer.Return(due - sent);
        Sent += sent;
        return sent;
    }
}
