using System.Collections.Generic;
using System.Text.Json.Serialization;
using Router.Bench.Common;

namespace Router.Bench.Guest;

/// <summary>A whole run of <c>router bench guest</c>: what <c>--json</c> prints.</summary>
/// <param name="Machine">Where QEMU ran.</param>
/// <param name="Qemu">Its version.</param>
/// <param name="CountedInstructions">The guest's nanoseconds were instructions.</param>
/// <param name="GuestKernel">The release of the kernel in the guest.</param>
/// <param name="BootSeconds">How long the guest took to boot.</param>
/// <param name="Rounds">Starts of each contestant for each case.</param>
/// <param name="Seconds">Length of each measurement.</param>
/// <param name="Flows">How many flows the frames belong to.</param>
/// <param name="Cases">What was measured.</param>
/// <param name="Sent">Frames sent in all measurements.</param>
/// <param name="Lost">Those that never came.</param>
/// <param name="Wrong">Those that came out otherwise than they must, twice or out of order.</param>
/// <param name="FirstWrong">The first of these; null: there is none.</param>
public sealed record GuestReport(
    Machine Machine,
    string Qemu,
    bool CountedInstructions,
    string GuestKernel,
    double BootSeconds,
    int Rounds,
    double Seconds,
    int Flows,
    IReadOnlyList<GuestCaseResult> Cases,
    long Sent,
    long Lost,
    long Wrong,
    string? FirstWrong);

/// <summary>One case, all contestants.</summary>
/// <param name="Way">Which way packets went.</param>
/// <param name="Size">Octets of the frame outside the tunnel.</param>
/// <param name="Contestants">What was measured of each.</param>
public sealed record GuestCaseResult(TunnelWay Way, int Size, IReadOnlyList<GuestResultLine> Contestants);

/// <summary>One contestant in one case.</summary>
/// <param name="Name">See <see cref="GuestNames"/>.</param>
/// <param name="FramesPerSecond">From sender to sink, by the guest's clock.</param>
/// <param name="RouterNanoseconds">What a frame takes longer than by cable alone.</param>
/// <param name="ToKernel">Frames a second as a ratio to the kernel's in the same round; null: the kernel is not here.
/// </param>
/// <param name="RouterToKernel">The kernel's part of a frame's time by this one's; above 1 is faster.</param>
/// <param name="Sent">Frames sent.</param>
/// <param name="Lost">Those that never came.</param>
/// <param name="Wrong">Those that came out otherwise than they must.</param>
public sealed record GuestResultLine(
    string Name,
    Quantiles FramesPerSecond,
    Quantiles RouterNanoseconds,
    Quantiles? ToKernel,
    Quantiles? RouterToKernel,
    long Sent,
    long Lost,
    long Wrong);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GuestReport))]
internal sealed partial class GuestJson : JsonSerializerContext;
