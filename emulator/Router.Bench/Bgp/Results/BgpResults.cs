using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bench.Bgp.Daemons;
using Router.Bench.Common;

namespace Router.Bench.Bgp.Results;

/// <summary>From the runs to the rows of the report, with the bars they are held against.</summary>
internal sealed class BgpResults
{
    private const double Mebi = 1024 * 1024;

    private readonly Dictionary<(string Scenario, string Daemon), List<BgpSample>> _samples = [];
    private readonly List<BgpScenario> _scenarios = [];

    public void Add(BgpScenario scenario, string daemon, BgpSample sample)
    {
        if (!_samples.TryGetValue((scenario.Name, daemon), out List<BgpSample>? samples))
        {
            _samples.Add((scenario.Name, daemon), samples = []);
        }

        if (!_scenarios.Contains(scenario))
        {
            _scenarios.Add(scenario);
        }

        samples.Add(sample);
    }

    public BgpReport Report(BgpOptions options, BenchCores cores)
    {
        var rows = new List<BgpRow>();
        foreach (BgpScenario scenario in _scenarios)
        {
            rows.AddRange(scenario.IsMesh ? OfMesh(scenario) : OfRace(scenario));
        }

        return new BgpReport(
            MachineReader.Read(cores.Measured),
            options.Runs,
            rows,
            [
                .. _samples.Where(static one => one.Value[0].Arrived > 0).Select(one => new TesterRow(
                    one.Key.Scenario, one.Key.Daemon, Middle(one.Value, static s => s.TesterBusy),
                    (long)Middle(one.Value, static s => s.Updates),
                    Middle(one.Value, static s => s.Announced)
                        / _scenarios.First(s => s.Name == one.Key.Scenario).Prefixes)),
            ],
            _samples.Values.Sum(static samples => samples.Sum(static sample => sample.Wrong)));
    }

    private IEnumerable<BgpRow> OfRace(BgpScenario scenario)
    {
        bool isShared = scenario.Peers > 1;
        string count = Count(scenario.Prefixes);
        string what = isShared ? $"{scenario.Peers} peers x the same {count}" : count;
        yield return Row(scenario, $"{what}: in and re-advertised", "ms", static s => s.Arrived,
            1.5, isShared ? 1.0 : 0.8, isRatio: true);
        yield return Row(scenario, $"{what}: processor time of that", "ms", static s => s.ArrivedCpu);
        if (!isShared)
        {
            yield return Row(scenario, $"{what}: lost peer, all withdrawn", "ms", static s => s.Withdrawn,
                2, 1, isRatio: true);
        }

        // Bars for memory hold where the table is large enough to leave the start behind.
        bool isLarge = scenario.Paths >= 1_000_000;
        double? must = isLarge ? isShared ? 125 : 160 : null;
        double? aim = isLarge ? isShared ? 64 : 100 : null;
        string per = isShared ? "path" : "prefix";
        yield return Row(scenario, $"{what}: peak RSS per {per}", "B", s => (s.Peak - s.Idle) / (double)scenario.Paths,
            must, aim);
        yield return Row(scenario, $"{what}: RSS per {per} soon after", "B",
            s => (s.Settled - s.Idle) / (double)scenario.Paths);
        yield return Row(scenario, $"{what}: RSS idle, {scenario.Peers + 1} sessions up", "MB",
            static s => s.Idle / Mebi, 10, 7);
    }

    private IEnumerable<BgpRow> OfMesh(BgpScenario scenario)
    {
        string what = $"mesh of {scenario.Mesh} x 2 prefixes";
        yield return Row(scenario, $"{what}: CPU at rest", "%", static s => s.RestCpu * 100, 1, null);
        yield return Row(scenario, $"{what}: memory per session", "KB", static s => s.PerSession / 1024, 16, 4);
        yield return Row(scenario, $"{what}: RSS before any session", "MB", static s => s.Idle / Mebi);
        yield return Row(scenario, $"{what}: RSS", "MB", static s => s.Settled / Mebi);
    }

    private BgpRow Row(BgpScenario scenario, string measure, string unit, Func<BgpSample, double> value,
        double? must = null, double? aim = null, bool isRatio = false) =>
        new(measure, unit, SpreadOf(scenario, BgpDaemon.Bird, value), SpreadOf(scenario, BgpDaemon.Ours, value),
            must, aim, isRatio);

    private Spread? SpreadOf(BgpScenario scenario, string daemon, Func<BgpSample, double> value) =>
        _samples.TryGetValue((scenario.Name, daemon), out List<BgpSample>? samples)
            ? new Spread(Middle(samples, value), samples.Min(value), samples.Max(value))
            : null;

    private static double Middle(List<BgpSample> samples, Func<BgpSample, double> value) =>
        Quantiles.Of(samples.Select(value)).Median;

    private static string Count(int prefixes) => prefixes % 1_000_000 == 0 ? $"{prefixes / 1_000_000}M prefixes"
        : prefixes % 1000 == 0 ? $"{prefixes / 1000}k prefixes" : $"{prefixes} prefixes";
}
