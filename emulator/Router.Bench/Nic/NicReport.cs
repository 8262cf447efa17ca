using System.Collections.Generic;
using System.Text.Json.Serialization;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>A whole run of <c>router bench nic</c>: what <c>--json</c> prints.</summary>
/// <param name="Machine">Where it ran.</param>
/// <param name="Rounds">Starts of each contestant.</param>
/// <param name="Seconds">Length of each measurement.</param>
/// <param name="FrameSize">Octets of a frame.</param>
/// <param name="Flows">How many.</param>
/// <param name="Rate">Frames a second at which delays were measured.</param>
/// <param name="Missing">Contestants that were left out, with the remedy; null: none.</param>
/// <param name="Contestants">What was measured of each.</param>
/// <param name="Bars">What had to be reached.</param>
/// <param name="Sent">Numbered frames sent at a tenth of the load, by all.</param>
/// <param name="Lost">Those of them that never came.</param>
/// <param name="Wrong">Those that came corrupt, twice, or out of order in their flow.</param>
public sealed record NicReport(
    Machine Machine,
    int Rounds,
    double Seconds,
    int FrameSize,
    int Flows,
    long Rate,
    string? Missing,
    IReadOnlyList<NicResult> Contestants,
    IReadOnlyList<NicBarResult> Bars,
    long Sent,
    long Lost,
    long Wrong);

/// <summary>One contestant.</summary>
/// <param name="Name">See <see cref="NicNames"/>.</param>
/// <param name="FramesPerSecond">Forwarded when flooded.</param>
/// <param name="FramesPerCpuSecond">Forwarded for each second of processor time, soft interrupts included.</param>
/// <param name="OwnPerFrame">Nanoseconds that the router's process ran for a frame; 0 of the kernel.</param>
/// <param name="SoftIrqPerFrame">Nanoseconds of soft interrupts on the sender's core for a frame.</param>
/// <param name="DelayP50">Nanoseconds from sender to sink that half of the frames took, at a tenth of the load.</param>
/// <param name="DelayP999">The same of 99.9 % of the frames.</param>
/// <param name="AddedP50">The same less what half of them took by cable alone.</param>
/// <param name="AddedP999">The same of 99.9 %.</param>
public sealed record NicResult(
    string Name,
    Quantiles FramesPerSecond,
    Quantiles FramesPerCpuSecond,
    Quantiles OwnPerFrame,
    Quantiles SoftIrqPerFrame,
    Quantiles DelayP50,
    Quantiles DelayP999,
    Quantiles AddedP50,
    Quantiles AddedP999);

/// <summary>One bar: a ratio of two contestants in the same round.</summary>
/// <param name="Measure">What is compared.</param>
/// <param name="Ours">Our contestant.</param>
/// <param name="Against">The other.</param>
/// <param name="LessIsBetter">A ratio of delays.</param>
/// <param name="Must">To be reached.</param>
/// <param name="Aim">What would be better still.</param>
/// <param name="Ratios">One of each round.</param>
public sealed record NicBarResult(
    string Measure, string Ours, string Against, bool LessIsBetter, double Must, double Aim, Quantiles Ratios)
{
    public bool Met => Reaches(Must);

    public bool AimMet => Reaches(Aim);

    private bool Reaches(double bar) => LessIsBetter ? Ratios.Median <= bar : Ratios.Median >= bar;
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NicReport))]
internal sealed partial class NicJson : JsonSerializerContext;
