using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;
using Router.Bench.Fib.Running;

namespace Router.Bench.Fib.Results;

/// <summary>Gathers the lines of one contestant over all launches.</summary>
internal sealed class Collector(string name, bool ours)
{
    private readonly List<double> _builds = [];
    private readonly List<double> _updates = [];
    private readonly List<(string Name, List<double> Rates)> _streams = [];
    private ContestantLine _build = new();
    private long _checked;
    private long _wrong;
    private string? _firstWrong;

    public void Add(Contestant contestant, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            Add(JsonOutput.ReadLine(contestant, line, FibLineContext.Default.ContestantLine));
        }
    }

    public ContestantResult Result() => new(
        name,
        ours,
        Quantiles.Of(_builds),
        _build.Touched,
        _build.Fib,
        _build.Rib,
        [.. _streams.Select(stream => new StreamResult(stream.Name, Quantiles.Of(stream.Rates)))],
        _updates.Count > 0 ? Quantiles.Of(_updates) : null,
        _checked,
        _wrong,
        _firstWrong);

    private void Add(ContestantLine line)
    {
        switch (line.Kind)
        {
            case "build":
                _build = line;
                _builds.Add(line.Milliseconds);
                break;
            case "stream":
                RatesOf(line.Name).AddRange(line.Rates);
                break;
            case "updates":
                _updates.Add(line.Rate);
                break;
            default:
                throw new BenchException($"{name} printed a line of unknown kind '{line.Kind}'");
        }

        _checked += line.Checked;
        _wrong += line.Wrong;
        _firstWrong ??= line.FirstWrong;
    }

    private List<double> RatesOf(string stream)
    {
        foreach ((string known, List<double> rates) in _streams)
        {
            if (known.Equals(stream, StringComparison.Ordinal))
            {
                return rates;
            }
        }

        _streams.Add((stream, []));
        return _streams[^1].Rates;
    }
}
