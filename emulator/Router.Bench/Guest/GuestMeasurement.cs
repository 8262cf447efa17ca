using System;
using System.Threading;
using Router.Bench.Common;
using Router.Bench.Nic;
using Router.Bench.Traffic;
using Router.Hal.Linux;
using Router.Hal.Linux.Traffic;
using Router.Wire;

namespace Router.Bench.Guest;

/// <summary>
/// Sender and sink of one case, in the network outside of the router: waits for the router, then measures it.
/// </summary>
internal sealed class GuestMeasurement : IDisposable
{
    // Both fit the smallest ring on the way, so that nothing is lost for want of room.
    private const int Window = 256;
    private const int Burst = 64;
    private const int Attempts = 100;
    private static readonly Duration s_probe = Duration.FromMilliseconds(20);
    private static readonly Duration s_warmUp = Duration.FromMilliseconds(200);
    private static readonly Duration s_wait = Duration.FromMilliseconds(5);

    private readonly RealtimeClock _clock = new();
    private readonly MonotonicClock _deadlines = new();
    private readonly PollLoop _loop;
    private readonly Ready[] _ready = new Ready[1];
    private readonly TrafficOptions _traffic;
    private readonly RouterOutput? _output;
    private readonly string _sender;
    private readonly string _sink;
    private readonly ArpResponder _here;
    private readonly ArpResponder _there;

    /// <param name="one">What is sent.</param>
    /// <param name="cable">There is no router: frames come as they went.</param>
    public GuestMeasurement(GuestCase one, bool cable)
    {
        _traffic = TunnelPlan.Traffic(one);
        _output = cable
            ? new RouterOutput(_traffic.SourceMac, _traffic.DestinationMac, _traffic.Ttl, _traffic.Tunnel)
            : TunnelPlan.Output(one.Way, _traffic);
        (_sender, _sink) = TunnelPlan.Ends(one.Way);
        _loop = new PollLoop(_deadlines);
        _here = new ArpResponder(_sender, TestNetwork.NextHopMac);
        _there = new ArpResponder(_sink, TestNetwork.NextHopMac);
    }

    /// <summary>Sends a little, again and again, until all of it comes back.</summary>
    /// <param name="failed">Says why it never will; null while it may.</param>
    public void WaitForRouter(Func<string?> failed)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            GuestSample sample = Measure(s_probe);
            if (sample is { Lost: 0, Sent: > 0 })
            {
                return;
            }

            if (failed() is { } reason)
            {
                throw new BenchException(reason);
            }
        }

        throw new BenchException("nothing came out of the router");
    }

    /// <summary>What the router does in so many seconds, once everything is warm.</summary>
    public GuestSample Measure(double seconds)
    {
        _ = Measure(s_warmUp);
        return Measure(new Duration((long)(seconds * 1e9)));
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
        _loop.Dispose();
    }

    private GuestSample Measure(Duration time)
    {
        var check = new OutputCheck(_traffic, _output!);
        using var sender = new RingSender(_sender);
        var generator = new Generator(_traffic, sender, _clock);
        using var sink = new RingSink(_sink, _traffic.Flows, check);
        _loop.Watch(sink.ReadinessDescriptor, PollEvents.Readable);
        try
        {
            var run = new WindowRun(generator, _clock, sink.Receive, Wait);
            double took = run.Run(Window, Burst, time, CancellationToken.None);
            FlowMeter meter = sink.Meter;
            return new GuestSample(
                took,
                generator.Sent,
                meter.Unique,
                meter.Lost(generator.SentByFlow()),
                check.Wrong + meter.Corrupt + meter.Duplicates + meter.Reordered,
                check.First ?? Describe(meter));
        }
        finally
        {
            _loop.Unwatch(sink.ReadinessDescriptor);
        }
    }

    private static string? Describe(FlowMeter meter) => meter.Corrupt + meter.Duplicates + meter.Reordered == 0
        ? null
        : $"{meter.Corrupt} with a wrong IPv4 header, {meter.Duplicates} twice, {meter.Reordered} out of order";

    private void Wait()
    {
        _here.Poll();
        _there.Poll();
        _ = _loop.Wait(_deadlines.Now + s_wait, _ready);
    }
}
