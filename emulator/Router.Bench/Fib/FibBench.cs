using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Bench.Common;
using Router.Bench.Fib.Results;
using Router.Bench.Fib.Running;
using Router.Bench.Fib.Streams;
using Router.Bench.Fib.Tables;

namespace Router.Bench.Fib;

/// <summary>Runs <c>router bench fib</c>: tables in, contestants in turns, a report out.</summary>
public sealed class FibBench
{
    /// <summary>Exit code when a table cannot be read; nothing has been run then.</summary>
    public const int BadTable = 2;

    private readonly IContestantRunner _runner;
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private readonly ProgressLine _progress;

    /// <param name="runner">Starts contestants.</param>
    /// <param name="output">Gets the report.</param>
    /// <param name="errors">Gets mistakes.</param>
    /// <param name="progress">Shows how far the run is; cleared before anything is printed.</param>
    public FibBench(IContestantRunner runner, TextWriter output, TextWriter errors, ProgressLine progress)
    {
        _progress = progress;
        _runner = runner;
        _output = output;
        _errors = errors;
    }

    /// <summary>The exit code: 0, or 1 when an answer was wrong, or <see cref="BadTable"/>.</summary>
    public int Run(FibOptions options, CancellationToken cancelled)
    {
        IReadOnlyList<RouteSet> tables;
        try
        {
            tables = TableChoice.Of(options);
        }
        catch (TableFileException e)
        {
            _errors.WriteLine(e.Message);
            return BadTable;
        }

        BenchCores cores = BenchCores.Pick(options.Core);
        FibContestants contestants = new(options, cores);
        TableResult[] results = [.. tables.Select(table => Measure(table, options, contestants, cancelled))];
        var report = new FibReport(
            MachineReader.Read(cores.Measured),
            options.Seed,
            options.Launches,
            options.Samples,
            contestants.Missing,
            results,
            results.SelectMany(table => table.Contestants).Sum(contestant => contestant.Checked),
            results.SelectMany(table => table.Contestants).Sum(contestant => contestant.Wrong));
        _progress.Dispose();
        Report(report, options.Json);
        return report.Wrong == 0 ? 0 : 1;
    }

    private TableResult Measure(
        RouteSet routes, FibOptions options, FibContestants all, CancellationToken cancelled)
    {
        Progress($"{routes.Name}: drawing addresses and their right answers");
        var answers = new SortedRuns(routes.Routes);
        using var scratch = new Scratch();
        WriteFiles(scratch, routes, answers, options, cancelled);

        IReadOnlyList<Contestant> contestants = all.For(routes, scratch);
        var collectors = contestants.ToDictionary(
            contestant => contestant.Name, contestant => new Collector(contestant.Name, all.IsOurs(contestant)));
        Turns.Run(
            _runner,
            contestants,
            options.Launches,
            (contestant, lines) => collectors[contestant.Name].Add(contestant, lines),
            line => Progress($"{routes.Name}: {line}"),
            cancelled);

        ContestantResult[] results = [.. contestants.Select(contestant => collectors[contestant.Name].Result())];
        return new TableResult(
            routes.Name,
            routes.V6 ? 6 : 4,
            routes.Routes.Count,
            routes.Hops,
            routes.Model,
            answers.Runs,
            routes.Notes,
            results,
            BarJudge.Judge(Bars.For(routes, options.Correlated), results, routes.Routes.Count));
    }

    private static void WriteFiles(
        Scratch scratch, RouteSet routes, SortedRuns answers, FibOptions options, CancellationToken cancelled)
    {
        SharedFiles.WriteTable(scratch, routes);
        var maker = new StreamMaker(routes, answers, options.Seed);
        foreach (string stream in options.Streams)
        {
            cancelled.ThrowIfCancellationRequested();
            SharedFiles.WriteStream(scratch, routes, maker.Make(stream, options.Queries));
        }

        if (options.Updates == 0)
        {
            return;
        }

        cancelled.ThrowIfCancellationRequested();
        var plan = new UpdatePlan(routes, answers, options.Updates, options.Queries / 8, options.Seed);
        SharedFiles.WriteUpdates(scratch, routes, plan);
        RouteSet after = plan.After();
        QueryStream hit = maker.Make("hit", options.Queries);
        SharedFiles.WriteStream(
            scratch,
            routes,
            new StreamMaker(after, new SortedRuns(after.Routes), options.Seed).Answered("after", hit.Addresses));
    }

    private void Report(FibReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(_output, report, FibReportContext.Default.FibReport);
        }
        else
        {
            ReportPrinter.Print(_output, report);
        }

        // Standard output is one JSON document, or tables that end with this line.
        (json ? _errors : _output).WriteLine($"{report.Checked} lookups checked, {report.Wrong} wrong");
    }

    private void Progress(string line) => _progress.Show(line);
}
