using System.Collections.Generic;
using System.Text.Json.Serialization;
using Router.Bench.Common;

namespace Router.Bench.Paths;

/// <summary>A whole run of <c>router bench path</c>: what <c>--json</c> prints.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Seed">What all that is random came from.</param>
/// <param name="Frames">Frames of 64 octets in memory.</param>
/// <param name="Flows">In random order.</param>
/// <param name="SlotSize">Octets from one frame to the next.</param>
/// <param name="Burst">Frames at once.</param>
/// <param name="Launches">Processes of each contestant.</param>
/// <param name="Passes">Times that each of them forwarded all frames.</param>
/// <param name="Missing">The contestant that was left out, with the remedy; null: none.</param>
/// <param name="Kinds">What was done to the frames.</param>
/// <param name="Checked">Frames held against what must have come out.</param>
/// <param name="Wrong">How many were wrong.</param>
public sealed record PathReport(
    Machine Machine,
    ulong Seed,
    int Frames,
    int Flows,
    int SlotSize,
    int Burst,
    int Launches,
    int Passes,
    string? Missing,
    IReadOnlyList<PathKindResult> Kinds,
    long Checked,
    long Wrong);

/// <summary>One kind of work.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Ours">Millions of frames a second of processor time: each launch's median pass.</param>
/// <param name="Native">The same of the contestant in C; null when it did not run.</param>
/// <param name="Ratio">Ours to it: the median of the ratios of each launch to the other's in the same round.</param>
/// <param name="RatioP90">The 90th percentile of these ratios.</param>
/// <param name="Must">The ratio to be reached.</param>
/// <param name="Aim">The ratio that would be better still.</param>
/// <param name="Expected">Millions of frames a second that were expected of ours.</param>
public sealed record PathKindResult(
    string Kind,
    Quantiles Ours,
    Quantiles? Native,
    double? Ratio,
    double? RatioP90,
    double Must,
    double Aim,
    double Expected);

/// <summary>The shapes of what is written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PathReport))]
[JsonSerializable(typeof(PathLine))]
internal sealed partial class PathJson : JsonSerializerContext;
