using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Router.Bench.Common;

namespace Router.Bench.Fib.Results;

/// <summary>A report as tables for people.</summary>
internal static class ReportPrinter
{
    public static void Print(TextWriter output, FibReport report)
    {
        report.Machine.Print(output);
        output.WriteLine(Text($"run      {report.Launches} launches in turns, {report.Samples} samples each, ")
            + Text($"seed {report.Seed}"));
        output.WriteLine("         Mlps: millions of lookups a second of processor time, 90th percentile (median)");
        if (report.Missing is not null)
        {
            output.WriteLine($"missing  {report.Missing}");
        }

        foreach (TableResult table in report.Tables)
        {
            output.WriteLine();
            Print(output, table);
        }

        output.WriteLine();
    }

    private static void Print(TextWriter output, TableResult table)
    {
        output.WriteLine(Text($"table    {table.Name}: {table.Prefixes} IPv{table.Family} prefixes, {table.Model}, ")
            + Text($"{(double)table.Runs / table.Prefixes:0.000} runs of equal next hops a prefix"));
        foreach (string note in table.Notes)
        {
            output.WriteLine("note     " + note);
        }

        foreach (ContestantResult contestant in table.Contestants.Where(contestant => contestant.Wrong > 0))
        {
            output.WriteLine(Text($"WRONG    {contestant.Name}: {contestant.Wrong} of {contestant.Checked} answers, ")
                + $"first {contestant.FirstWrong}");
        }

        output.WriteLine();
        PrintRates(output, table);
        PrintRatios(output, table);
        PrintBars(output, table.Bars);
    }

    private static void PrintRates(TextWriter output, TableResult table)
    {
        string[] streams = StreamsOf(table);
        var rates = new TextTable(
            ["Mlps", .. streams, "updates M/s", "build ms", "touched KiB", "B/prefix", "FIB+RIB B/prefix"]);
        foreach (ContestantResult contestant in table.Contestants)
        {
            rates.Add(
            [
                contestant.Name,
                .. streams.Select(stream => Rate(contestant.RateOf(stream), "0.#")),
                Rate(contestant.Updates, "0.00"),
                Rate(contestant.BuildMilliseconds, "0.0"),
                contestant.Touched > 0 ? Number(contestant.Touched / 1024.0, "0.0") : "-",
                contestant.Touched > 0 ? Number((double)contestant.Touched / table.Prefixes, "0.00") : "-",
                contestant.Rib > 0 ? Number((double)(contestant.Fib + contestant.Rib) / table.Prefixes, "0.00") : "-",
            ]);
        }

        rates.Print(output);
    }

    private static void PrintRatios(TextWriter output, TableResult table)
    {
        ContestantResult[] rivals = [.. table.Contestants.Where(contestant => !contestant.Ours)];
        if (rivals.Length == 0)
        {
            return;
        }

        string[] streams = StreamsOf(table);
        var ratios = new TextTable(["ratio of 90th percentiles (of medians)", .. streams, "updates"]);
        foreach (ContestantResult ours in table.Contestants.Where(contestant => contestant.Ours))
        {
            foreach (ContestantResult rival in rivals)
            {
                ratios.Add(
                [
                    $"{ours.Name} / {rival.Name}",
                    .. streams.Append(Fib.Bars.Updates)
                        .Select(stream => Ratio(ours.RateOf(stream), rival.RateOf(stream))),
                ]);
            }
        }

        output.WriteLine();
        ratios.Print(output);
    }

    private static void PrintBars(TextWriter output, IReadOnlyList<BarResult> bars)
    {
        if (bars.Count == 0)
        {
            return;
        }

        var table = new TextTable("bar", "must", "aim", "reached", "of medians", "");
        foreach (BarResult result in bars)
        {
            Bar bar = result.Bar;
            bool ratio = bar.Against is not null;
            table.Add(
                ratio ? $"{bar.Measure}: {bar.Ours} / {bar.Against}" : $"{bar.Measure}: {bar.Ours}",
                (ratio ? ">= " : "<= ") + Number(bar.Must, "0.##"),
                bar.Aim is { } aim ? Number(aim, "0.##") : "-",
                Number(result.Value, "0.00"),
                ratio ? Number(result.Median, "0.00") : "",
                result.AimMet ? "aim" : result.Met ? "met" : "MISSED");
        }

        output.WriteLine();
        table.Print(output);
    }

    private static string[] StreamsOf(TableResult table) =>
        [.. table.Contestants.SelectMany(contestant => contestant.Streams).Select(stream => stream.Name).Distinct()];

    private static string Rate(Quantiles? rate, string format) => rate is { Count: > 0 } known
        ? $"{Number(known.P90, format)} ({Number(known.Median, format)})"
        : "-";

    private static string Ratio(Quantiles? ours, Quantiles? theirs) => ours is { Count: > 0 } mine && theirs is
    { Count: > 0 } others
        ? $"{Number(mine.P90 / others.P90, "0.00")} ({Number(mine.Median / others.Median, "0.00")})"
        : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
