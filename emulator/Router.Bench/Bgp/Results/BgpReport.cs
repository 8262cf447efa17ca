using System.Collections.Generic;
using System.Text.Json.Serialization;
using Router.Bench.Common;

namespace Router.Bench.Bgp.Results;

/// <summary>A whole run of <c>router bench bgp</c>: what <c>--json</c> prints.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Runs">Starts of each daemon in each scenario.</param>
/// <param name="Rows">What was measured.</param>
/// <param name="Testers">How busy the tester was, by scenario.</param>
/// <param name="Wrong">Announcements that nobody had asked for.</param>
public sealed record BgpReport(
    Machine Machine, int Runs, IReadOnlyList<BgpRow> Rows, IReadOnlyList<TesterRow> Testers, long Wrong);

/// <summary>One measure of both daemons.</summary>
/// <param name="Measure">What.</param>
/// <param name="Unit">ms, B, MB, KB or %.</param>
/// <param name="Bird">Null where BIRD took no part.</param>
/// <param name="Ours">Null where ours took no part.</param>
/// <param name="Must">To be reached; null: told for information.</param>
/// <param name="Aim">What would be better still.</param>
/// <param name="IsRatio">The bars are for the ratio to BIRD, not for the number.</param>
public sealed record BgpRow(
    string Measure, string Unit, Spread? Bird, Spread? Ours, double? Must, double? Aim, bool IsRatio)
{
    /// <summary>Medians of ours to BIRD's.</summary>
    public double? Ratio => Bird is { Median: > 0 } bird && Ours is { } ours ? ours.Median / bird.Median : null;

    /// <summary>Null where there is no bar, or nothing to hold against it.</summary>
    public bool? Met => Value is { } value && Must is { } must ? value <= must : null;

    public bool? AimMet => Value is { } value && Aim is { } aim ? value <= aim : null;

    private double? Value => IsRatio ? Ratio : Ours?.Median;
}

/// <summary>The middle and the ends of a few runs.</summary>
public sealed record Spread(double Median, double Least, double Most);

/// <summary>Whether the tester measured itself.</summary>
/// <param name="Scenario">Where.</param>
/// <param name="Daemon">With whom.</param>
/// <param name="Busy">Share of the time in which it had something to do.</param>
/// <param name="Updates">UPDATEs that came out.</param>
/// <param name="Versions">How often each prefix came out.</param>
public sealed record TesterRow(string Scenario, string Daemon, double Busy, long Updates, double Versions);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BgpReport))]
internal sealed partial class BgpJson : JsonSerializerContext;
