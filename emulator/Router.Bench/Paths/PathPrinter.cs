using System.IO;
using Router.Bench.Common;
using static Router.Bench.Common.ReportText;

namespace Router.Bench.Paths;

/// <summary>The report as a person reads it.</summary>
internal static class PathPrinter
{
    public static void Print(TextWriter output, PathReport report)
    {
        PrintHead(
            output,
            report.Machine,
            Text($"path     {report.Frames} frames of {PathScenario.FrameSize} octets, {report.SlotSize} apart, ")
            + Text($"{report.Burst} at once, of {report.Flows} flows; ")
            + Text($"{report.Launches} launches of {report.Passes} passes, seed {report.Seed}"),
            report.Missing);
        output.WriteLine("Millions of frames a second of processor time: 90th percentile (median; 10th percentile)");
        var table = new TextTable("", "board", "C", "ratio: median", "p90", "must", "aim", "", "expected");
        foreach (PathKindResult kind in report.Kinds)
        {
            table.Add(
                kind.Kind,
                Rate(kind.Ours),
                kind.Native is { } native ? Rate(native) : "-",
                kind.Ratio is { } ratio ? Text($"{ratio:0.00}") : "-",
                kind.RatioP90 is { } p90 ? Text($"{p90:0.00}") : "-",
                Text($"{kind.Must:0.0}"),
                Text($"{kind.Aim:0.0}"),
                kind.Ratio is { } reached ? Verdict(reached >= kind.Must, reached >= kind.Aim) : "",
                Text($"{kind.Expected:0}"));
        }

        table.Print(output);
        output.WriteLine();
    }

    private static string Rate(Quantiles rate) => Text($"{rate.P90:0.0} ({rate.Median:0.0}; {rate.P10:0.0})");
}
