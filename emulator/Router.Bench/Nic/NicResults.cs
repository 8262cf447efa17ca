using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;
using Router.Bench.Traffic;

namespace Router.Bench.Nic;

/// <summary>From the rounds to the report.</summary>
internal static class NicResults
{
    public static NicReport Report(
        NicOptions options, BenchCores cores, long rate, string? missing, Dictionary<string, List<NicSample>> samples)
    {
        double cable = Quantiles.Of(samples[NicNames.Cable].Select(static s => (double)s.Traffic.LatencyP50)).Median;
        TrafficReport[] all = [.. samples.Values.SelectMany(static rounds => rounds).Select(static s => s.Traffic)];
        return new NicReport(
            MachineReader.Read(cores.Measured),
            options.Rounds,
            options.Seconds,
            options.FrameSize,
            options.Flows,
            rate,
            missing,
            [.. samples.Select(contestant => Of(contestant.Key, contestant.Value, cable))],
            NicBars.Judge(samples, cable),
            all.Sum(static traffic => traffic.Sent),
            all.Sum(static traffic => traffic.Lost),
            all.Sum(static traffic => traffic.Corrupt + traffic.Duplicates + traffic.Reordered));
    }

    private static NicResult Of(string name, List<NicSample> rounds, double cable)
    {
        Quantiles Over(Func<NicSample, double> value) => Quantiles.Of(rounds.Select(value));
        return new NicResult(
            name,
            Over(static s => s.FramesPerSecond),
            Over(static s => s.FramesPerCpuSecond),
            Over(static s => s.Own * 1e9 / s.Forwarded),
            Over(static s => s.SoftIrq * 1e9 / s.Forwarded),
            Over(static s => s.Traffic.LatencyP50),
            Over(static s => s.Traffic.LatencyP999),
            Over(s => NicBars.Added(s.Traffic.LatencyP50, cable)),
            Over(s => NicBars.Added(s.Traffic.LatencyP999, cable)));
    }
}
