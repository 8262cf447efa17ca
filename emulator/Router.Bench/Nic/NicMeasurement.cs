using System;
using System.Threading;
using Router.Bench.Common;
using Router.Bench.Traffic;
using Router.Hal.Linux.Traffic;
using Router.Wire;

namespace Router.Bench.Nic;

/// <summary>
/// Floods a router and counts what comes out; then sends little and measures how long it takes. Runs on the sender's
/// core, in its network.
/// </summary>
internal sealed class NicMeasurement : IDisposable
{
    private const int FloodBurst = 64;
    private static readonly Duration s_patience = Duration.FromSeconds(15);
    private static readonly Duration s_warmUp = Duration.FromMilliseconds(100);

    private readonly RealtimeClock _clock = new();
    private readonly NicOptions _options;
    private readonly BenchCores _cores;
    private readonly RingSender _sender = new RingSender(TestNetwork.Sender);
    private readonly Generator _generator;
    private readonly ArpResponder _senderSide = new(TestNetwork.Sender, TestNetwork.NextHopMac);
    private readonly ArpResponder _sinkSide = new(TestNetwork.Sink, TestNetwork.NextHopMac);

    public NicMeasurement(NicOptions options, BenchCores cores)
    {
        _options = options;
        _cores = cores;
        _generator = new Generator(Traffic, _sender, _clock);
    }

    private TrafficOptions Traffic => new()
    {
        DestinationMac = TestNetwork.RouterMac,
        Sources = Prefix.Parse(TestNetwork.Sources),
        Destinations = [Prefix.Parse(TestNetwork.Destinations)],
        Flows = _options.Flows,
        FrameSize = _options.FrameSize,
    };

    /// <summary>Waits until frames come out at the far end.</summary>
    /// <param name="failed">Says why they never will; null while they may.</param>
    public void WaitForRouter(Func<string?> failed)
    {
        Instant end = _clock.Now + s_patience;
        long before = Count();
        var pacer = new Pacer(10_000, FloodBurst, _clock.Now);
        while (Count() - before < 10 * FloodBurst)
        {
            _ = _generator.Send(pacer);
            Answer();
            Thread.Sleep(1);
            if (failed() is { } reason)
            {
                throw new BenchException(reason);
            }

            if (_clock.Now > end)
            {
                throw new BenchException("nothing came out of the router");
            }
        }
    }

    /// <summary>As many frames as go, for a time.</summary>
    /// <param name="router">The router's process; null: it has none.</param>
    public (double Seconds, long Offered, long Forwarded, double Own, double SoftIrq) Flood(int? router)
    {
        var pacer = new Pacer(0, FloodBurst, _clock.Now);
        SendUntil(pacer, _clock.Now + s_warmUp);

        double own = router is { } id ? ProcessorTimes.Process(id) : 0;
        double softIrq = SoftIrq(router);
        long forwarded = Count();
        long offered = _generator.Sent;
        Instant start = _clock.Now;
        SendUntil(pacer, start + new Duration((long)(_options.Seconds * 1e9)));
        double seconds = (_clock.Now - start).Nanoseconds / 1e9;
        forwarded = Count() - forwarded;
        softIrq = SoftIrq(router) - softIrq;
        own = router is { } process ? ProcessorTimes.Process(process) - own : 0;
        return (seconds, _generator.Sent - offered, forwarded, own, softIrq);
    }

    /// <summary>Frames one by one at a rate that leaves the router at rest between them.</summary>
    public TrafficReport Delay(long rate, CancellationToken cancelled)
    {
        // Another generator: the numbers of the flood's frames, and their losses, are not this run's.
        using var sender = new RingSender(TestNetwork.Sender);
        var generator = new Generator(Traffic, sender, _clock);
        using var sink = new RingSink(TestNetwork.Sink, _options.Flows);
        var run = new TrafficRun(generator, _clock, sink.Receive, Answer);
        double took = run.Run(
            rate, 1, new Duration((long)(_options.Seconds * 1e9)), long.MaxValue, cancelled);
        return TrafficReport.Of(
            took, generator.Sent, run.Late, sink.Meter.Lost(generator.SentByFlow()), sink.Meter, sink.Dropped);
    }

    public void Dispose()
    {
        _sender.Dispose();
        _senderSide.Dispose();
        _sinkSide.Dispose();
    }

    // What the measured core does in soft interrupts while the router's process runs is in that one's time already,
    // unless the kernel keeps it apart.
    private double SoftIrq(int? router) => ProcessorTimes.SoftIrq(_cores.Other)
        + (router is not null && ProcessorTimes.SoftIrqApart ? ProcessorTimes.SoftIrq(_cores.Measured) : 0);

    private static long Count() => InterfaceCount.Read(TestNetwork.Sink).Received;

    private void SendUntil(Pacer pacer, Instant end)
    {
        for (int i = 0; _clock.Now < end; i++)
        {
            _ = _generator.Send(pacer);
            if (i % 64 == 0)
            {
                Answer();
            }
        }
    }

    private void Answer()
    {
        _senderSide.Poll();
        _sinkSide.Poll();
    }
}
