using System.IO;
using Router.Bench.Common;
using static Router.Bench.Common.ReportText;

namespace Router.Bench.Nic;

/// <summary>The report as a person reads it.</summary>
internal static class NicPrinter
{
    public static void Print(TextWriter output, NicReport report)
    {
        PrintHead(
            output,
            report.Machine,
            Text($"nic      veth to veth, frames of {report.FrameSize} octets in {report.Flows} flows; ")
            + Text($"{report.Rounds} rounds of {report.Seconds:0.0} s; sender and sink on the other core"),
            report.Missing);
        output.WriteLine("Flooded: median (90th percentile). CPU: the router's process, and soft interrupts of "
            + "the sender's core.");
        var flood = new TextTable("", "frames/s", "frames/CPU s", "ns/frame: process", "softirq");
        foreach (NicResult one in report.Contestants)
        {
            flood.Add(one.Name, Thousands(one.FramesPerSecond), Thousands(one.FramesPerCpuSecond),
                Text($"{one.OwnPerFrame.Median:0}"), Text($"{one.SoftIrqPerFrame.Median:0}"));
        }

        flood.Print(output);
        output.WriteLine();
        output.WriteLine(Text($"At {report.Rate} frames a second, microseconds from sender to sink, ")
            + "medians of rounds; added: less the cable's p50.");
        var delay = new TextTable("", "p50", "p99.9", "added p50", "added p99.9");
        foreach (NicResult one in report.Contestants)
        {
            delay.Add(one.Name, Micro(one.DelayP50), Micro(one.DelayP999),
                one.Name == NicNames.Cable ? "-" : Micro(one.AddedP50),
                one.Name == NicNames.Cable ? "-" : Micro(one.AddedP999));
        }

        delay.Print(output);
        output.WriteLine();
        var bars = new TextTable("ratio within a round", "median", "p10", "p90", "must", "aim", "");
        foreach (NicBarResult bar in report.Bars)
        {
            string sign = bar.LessIsBetter ? "<=" : ">=";
            bars.Add($"{bar.Ours} / {bar.Against}, {bar.Measure}", Text($"{bar.Ratios.Median:0.00}"),
                Text($"{bar.Ratios.P10:0.00}"), Text($"{bar.Ratios.P90:0.00}"), Text($"{sign} {bar.Must:0.0}"),
                Text($"{sign} {bar.Aim:0.0}"), Verdict(bar.Met, bar.AimMet));
        }

        bars.Print(output);
        output.WriteLine();
    }

    private static string Thousands(Quantiles rate) => Text($"{rate.Median / 1e3:0} k ({rate.P90 / 1e3:0} k)");

    private static string Micro(Quantiles delay) => Text($"{delay.Median / 1e3:0.0}");
}
