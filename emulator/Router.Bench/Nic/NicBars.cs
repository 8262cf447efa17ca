using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>Holds the rounds against the bars. Ratios are taken within a round; their median counts.</summary>
internal static class NicBars
{
    private static readonly (string Ours, string Against, double Must, double Aim)[] s_rates =
    [
        (NicNames.Packet, NicNames.PacketC, 0.9, 1.0),
        (NicNames.Blocks, NicNames.PacketC, 0.9, 1.0),
        (NicNames.Xdp, NicNames.XdpC, 0.9, 1.0),
        (NicNames.Packet, NicNames.Kernel, 0.3, 0.5),
        (NicNames.Blocks, NicNames.Kernel, 0.3, 0.5),
        (NicNames.Xdp, NicNames.Kernel, 0.6, 0.9),
    ];

    public static IReadOnlyList<NicBarResult> Judge(IReadOnlyDictionary<string, List<NicSample>> samples, double cable)
    {
        var results = new List<NicBarResult>();
        foreach ((string ours, string against, double must, double aim) in s_rates)
        {
            Add(results, samples, "frames a CPU second", ours, against, lessIsBetter: false, must, aim,
                static sample => sample.FramesPerCpuSecond);
        }

        foreach (string ours in new[] { NicNames.Packet, NicNames.Xdp })
        {
            Add(results, samples, "added delay p50", ours, NicNames.Kernel, lessIsBetter: true, 1.5, 1,
                sample => Added(sample.Traffic.LatencyP50, cable));
            Add(results, samples, "added delay p99.9", ours, NicNames.Kernel, lessIsBetter: true, 3, 1,
                sample => Added(sample.Traffic.LatencyP999, cable));
        }

        return results;
    }

    /// <summary>A delay less the cable's; at least a nanosecond, for ratios.</summary>
    public static double Added(double delay, double cable) => Math.Max(1, delay - cable);

    private static void Add(
        List<NicBarResult> results,
        IReadOnlyDictionary<string, List<NicSample>> samples,
        string measure,
        string ours,
        string against,
        bool lessIsBetter,
        double must,
        double aim,
        Func<NicSample, double> value)
    {
        if (samples.TryGetValue(ours, out List<NicSample>? mine)
            && samples.TryGetValue(against, out List<NicSample>? theirs))
        {
            Quantiles ratios = Quantiles.Of(mine.Zip(theirs, (a, b) => value(a) / value(b)));
            results.Add(new NicBarResult(measure, ours, against, lessIsBetter, must, aim, ratios));
        }
    }
}
