using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>The report as a person reads it.</summary>
internal static class NicPrinter
{
    public static void Print(TextWriter output, NicReport report)
    {
        report.Machine.Print(output);
        output.WriteLine(Text(
            $"nic      veth to veth, frames of {report.FrameSize} octets in {report.Flows} flows; "
            + $"{report.Rounds} rounds ")
            + Text($"of {report.Seconds:0.0} s; sender and sink on the other core"));
        if (report.Missing is { } missing)
        {
            output.WriteLine($"missing  {missing}");
        }

        output.WriteLine();
        output.WriteLine("Flooded: median (90th percentile). CPU: the measured core while not idle, and soft "
            + "interrupts of "
            + "the sender's core.");
        var flood = new TextTable("", "frames/s", "frames/CPU s", "ns/frame: core", "softirq");
        foreach (NicResult one in report.Contestants)
        {
            flood.Add(one.Name, Thousands(one.FramesPerSecond), Thousands(one.FramesPerCpuSecond),
                Text($"{one.BusyPerFrame.Median:0}"), Text($"{one.SoftIrqPerFrame.Median:0}"));
        }

        flood.Print(output);
        output.WriteLine();
        output.WriteLine(Text($"At {report.Rate} frames a second, microseconds from sender to sink, "
            + $"medians of rounds; ")
            + "added: less the cable's p50.");
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
                Text($"{sign} {bar.Aim:0.0}"), bar.AimMet ? "aim met" : bar.Met ? "met" : "MISSED");
        }

        bars.Print(output);
        output.WriteLine();
    }

    private static string Thousands(Quantiles rate) => Text($"{rate.Median / 1e3:0} k ({rate.P90 / 1e3:0} k)");

    private static string Micro(Quantiles delay) => Text($"{delay.Median / 1e3:0.0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
