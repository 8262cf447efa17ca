using System.Globalization;
using System.IO;
using Router.Bench.Common;
using static Router.Bench.Common.ReportText;

namespace Router.Bench.Bgp.Results;

/// <summary>The report as a person reads it.</summary>
internal static class BgpPrinter
{
    // A tester that has more to do than this may be what is measured.
    private const double TooBusy = 0.8;

    public static void Print(TextWriter output, BgpReport report)
    {
        PrintHead(output, report.Machine,
            $"bgp      daemon on that core, tester on another; medians (least to most) of {report.Runs} runs in turns; "
            + "no kernel FIB", missing: null);
        var table = new TextTable("", "BIRD 2", "router", "ratio", "must", "aim", "");
        foreach (BgpRow row in report.Rows)
        {
            table.Add($"{row.Measure}, {row.Unit}", Cell(row.Bird), Cell(row.Ours),
                row.Ratio is { } ratio ? Text($"{ratio:0.00}") : "-", Bar(row.Must, row), Bar(row.Aim, row),
                row.Met is { } met ? Verdict(met, row.AimMet == true) : string.Empty);
        }

        table.Print(output);
        output.WriteLine();
        var testers = new TextTable("tester", "busy", "UPDATEs out", "versions of a prefix", "");
        foreach (TesterRow row in report.Testers)
        {
            testers.Add($"{row.Scenario}, {row.Daemon}", Text($"{row.Busy * 100:0} %"), Text($"{row.Updates}"),
                Text($"{row.Versions:0.0}"), row.Busy > TooBusy ? "MAY BE THE BOTTLENECK" : string.Empty);
        }

        testers.Print(output);
        output.WriteLine();
    }

    private static string Cell(Spread? spread) => spread is null
        ? "-"
        : $"{Number(spread.Median)} ({Number(spread.Least)} to {Number(spread.Most)})";

    private static string Bar(double? bar, BgpRow row) =>
        bar is { } value ? row.IsRatio ? Text($"<= {value:0.0} x") : $"<= {Number(value)}" : string.Empty;

    private static string Number(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
