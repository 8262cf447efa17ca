using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Bench.Common;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>
/// Runs <c>router bench path</c>: the same frames through our forwarder and through one in C, in turns.
/// </summary>
public sealed class PathBench
{
    private const string Ours = "board";
    private const string Rival = "C";
    private const string Program = "path";

    // The tunnel's smallest MTU and all headers around it.
    private const int LeastSlot = 256;

    private readonly IContestantRunner _runner;
    private readonly TextWriter _output;
    private readonly TextWriter _errors;
    private long _checked;
    private long _wrong;

    /// <param name="runner">Starts contestants.</param>
    /// <param name="output">Gets the report.</param>
    /// <param name="errors">Gets progress and mistakes.</param>
    public PathBench(IContestantRunner runner, TextWriter output, TextWriter errors)
    {
        _runner = runner;
        _output = output;
        _errors = errors;
    }

    /// <summary>The exit code: 0, or 1 when a frame came out wrong.</summary>
    public int Run(PathOptions options, CancellationToken cancelled)
    {
        if (options.SlotSize < LeastSlot || !int.IsPow2(options.SlotSize) || options.Frames < 1 || options.Flows < 1
            || options.Burst is < 1 or > PathOptions.MostBurst)
        {
            throw new BenchException($"a run needs frames, flows, slots of a power of two from {LeastSlot} octets "
                + $"and bursts of 1 to {PathOptions.MostBurst}");
        }

        int core = BenchCores.Pick(options.Core).Measured;
        string? native = options.Contestants ? Programs.Native(Program) : null;
        PathKindResult[] kinds = [.. options.Kinds.Select(kind => Measure(kind, options, core, native, cancelled))];
        var report = new PathReport(
            MachineReader.Read(core),
            options.Seed,
            options.Frames,
            options.Flows,
            options.SlotSize,
            options.Burst,
            options.Launches,
            options.Passes,
            options.Contestants && native is null ? $"{Rival}: {Programs.Remedy}" : null,
            kinds,
            _checked,
            _wrong);
        if (options.Json)
        {
            JsonOutput.Write(_output, report, PathJson.Default.PathReport);
        }
        else
        {
            PathPrinter.Print(_output, report);
        }

        // Standard output is one JSON document, or tables that end with this line.
        (options.Json ? _errors : _output).WriteLine($"{_checked} frames checked, {_wrong} wrong");
        return _wrong == 0 ? 0 : 1;
    }

    private PathKindResult Measure(
        PathKind kind, PathOptions options, int core, string? native, CancellationToken cancelled)
    {
        using var scratch = new Scratch();
        var scenario = new PathScenario(kind, options.Frames, options.Flows, options.Seed);
        string output = scratch["output"];
        List<Contestant> contestants =
        [
            Programs.Self(Ours, ["bench", PathWorker.Verb, .. PathWorker.Arguments(options, kind, core, output)]),
        ];
        if (native is not null)
        {
            ScenarioFile.Write(scratch["scenario"], scenario, options.SlotSize, FramePool.DefaultHeadroom);
            File.WriteAllBytes(scratch["frames"], scenario.MakeFrames());
            contestants.Add(new Contestant(Rival, native,
            [
                scratch["scenario"], scratch["frames"], Text(PathScenario.FrameSize), output, Text(options.Passes),
                Text(core), Text(options.Burst),
            ]));
        }

        var rates = contestants.ToDictionary(static contestant => contestant.Name, static _ => new List<double>());
        Turns.Run(
            _runner,
            contestants,
            options.Launches,
            (contestant, lines) =>
            {
                rates[contestant.Name].Add(MedianRate(contestant, lines));
                Check(contestant, scenario, output);
            },
            line => _errors.WriteLine($"{kind}: {line}".ToLowerInvariant()),
            cancelled);

        (double must, double aim, double expected) = PathBars.Of(kind);
        double[] ratios = native is null ? [] : [.. rates[Ours].Zip(rates[Rival], static (a, b) => a / b)];
        return new PathKindResult(
            kind.ToString().ToLowerInvariant(),
            Quantiles.Of(rates[Ours]),
            native is null ? null : Quantiles.Of(rates[Rival]),
            native is null ? null : Quantiles.Of(ratios).Median,
            native is null ? null : Quantiles.Of(ratios).P90,
            must,
            aim,
            expected);
    }

    private static double MedianRate(Contestant contestant, IReadOnlyList<string> lines)
    {
        double[] rates =
        [
            .. lines.Select(line => JsonOutput.ReadLine(contestant, line, PathJson.Default.PathLine))
                .Select(static pass => pass.Frames * 1e3 / pass.Nanoseconds),
        ];
        return rates.Length > 0
            ? Quantiles.Of(rates).Median
            : throw new BenchException($"{contestant.Name} printed no pass");
    }

    private void Check(Contestant contestant, PathScenario scenario, string file)
    {
        int wrong = PathCheck.CountWrong(scenario, PathOutput.Read(file, scenario.Frames), out string? first);
        _checked += scenario.Frames;
        _wrong += wrong;
        File.Delete(file);
        if (first is not null)
        {
            _errors.WriteLine($"{contestant.Name}: {wrong} frames wrong; {first}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
