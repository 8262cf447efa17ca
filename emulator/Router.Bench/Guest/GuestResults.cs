using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bench.Common;

namespace Router.Bench.Guest;

/// <summary>The samples of all rounds, and what they come to. Ratios are taken within a round.</summary>
internal sealed class GuestResults
{
    private readonly Dictionary<(GuestCase Case, string Name), List<GuestSample>> _samples = [];

    public IEnumerable<GuestSample> All => _samples.Values.SelectMany(static rounds => rounds);

    public void Add(GuestCase one, string name, GuestSample sample)
    {
        if (!_samples.TryGetValue((one, name), out List<GuestSample>? rounds))
        {
            _samples.Add((one, name), rounds = []);
        }

        rounds.Add(sample);
    }

    public IReadOnlyList<GuestCaseResult> Cases(IEnumerable<GuestCase> cases, IReadOnlyList<string> names) =>
    [
        .. cases.Select(one => new GuestCaseResult(one.Way, one.Size, [.. names.Select(name => Line(one, name))])),
    ];

    private GuestResultLine Line(GuestCase one, string name)
    {
        List<GuestSample> mine = _samples[(one, name)];
        double[] own = Added(one, mine);
        List<GuestSample>? kernel = _samples.GetValueOrDefault((one, GuestNames.Kernel));
        double[] theirs = kernel is null ? [] : Added(one, kernel);
        bool compare = kernel is not null && name is not GuestNames.Kernel and not GuestNames.Cable;
        return new GuestResultLine(
            name,
            Quantiles.Of(mine.Select(static sample => sample.FramesPerSecond)),
            Quantiles.Of(own),
            compare ? Quantiles.Of(mine.Zip(kernel!, static (a, b) => a.FramesPerSecond / b.FramesPerSecond)) : null,
            compare ? Quantiles.Of(own.Zip(theirs, static (a, b) => b / a)) : null,
            mine.Sum(static sample => sample.Sent),
            mine.Sum(static sample => sample.Lost),
            mine.Sum(static sample => sample.Wrong));
    }

    // At least a nanosecond, for ratios.
    private double[] Added(GuestCase one, List<GuestSample> rounds) =>
    [
        .. rounds.Zip(_samples[(one, GuestNames.Cable)], static (sample, cable) =>
            Math.Max(1, sample.NanosecondsPerFrame - cable.NanosecondsPerFrame)),
    ];
}
