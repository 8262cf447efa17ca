using System.IO;

namespace Router.Bench.Traffic;

/// <summary>What became of a generator's frames.</summary>
/// <param name="Seconds">How long it sent.</param>
/// <param name="Sent">Frames handed to the device.</param>
/// <param name="Late">Sent later than the rate asked for, by more than a burst.</param>
/// <param name="Received">Frames that came, duplicates included.</param>
/// <param name="Lost">Frames that never came.</param>
/// <param name="Duplicates">Frames that came once more.</param>
/// <param name="Reordered">Frames that one sent after them overtook, in their flow.</param>
/// <param name="TooLate">Frames so late that they may be duplicates.</param>
/// <param name="Foreign">Frames of others.</param>
/// <param name="Corrupt">Frames with a wrong IPv4 header.</param>
/// <param name="SinkDropped">Frames that the sink lost itself; they are among the lost.</param>
/// <param name="LatencyP50">Nanoseconds that half of the frames did not exceed.</param>
/// <param name="LatencyP99">The same of 99 %.</param>
/// <param name="LatencyP999">The same of 99.9 %.</param>
/// <param name="LatencyMax">The longest, in nanoseconds.</param>
public sealed record TrafficReport(
    double Seconds,
    long Sent,
    long Late,
    long Received,
    long Lost,
    long Duplicates,
    long Reordered,
    long TooLate,
    long Foreign,
    long Corrupt,
    long SinkDropped,
    long LatencyP50,
    long LatencyP99,
    long LatencyP999,
    long LatencyMax)
{
    public static TrafficReport Of(
        double seconds, long sent, long late, long lost, FlowMeter meter, long sinkDropped) => new(
        seconds, sent, late, meter.Received, lost, meter.Duplicates, meter.Reordered, meter.TooLate, meter.Foreign,
        meter.Corrupt, sinkDropped, meter.Latency.At(0.5), meter.Latency.At(0.99), meter.Latency.At(0.999),
        meter.Latency.Max);

    public void Print(TextWriter output)
    {
        output.WriteLine($"sent      {Sent} in {Seconds:0.000} s, {Sent / Seconds:0} a second, {Late} late");
        output.WriteLine($"received  {Received}, lost {Lost}, duplicates {Duplicates}, reordered {Reordered}, "
            + $"too late to tell {TooLate}, foreign {Foreign}, corrupt {Corrupt}, dropped by the sink {SinkDropped}");
        output.WriteLine($"latency   p50 {LatencyP50 / 1e3:0.0} us, p99 {LatencyP99 / 1e3:0.0} us, "
            + $"p99.9 {LatencyP999 / 1e3:0.0} us, longest {LatencyMax / 1e3:0.0} us");
    }
}
