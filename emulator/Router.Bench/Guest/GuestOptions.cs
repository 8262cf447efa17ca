using System.Collections.Generic;

namespace Router.Bench.Guest;

/// <summary>What <c>router bench guest</c> runs.</summary>
public sealed record GuestOptions
{
    /// <summary>Who takes part; see <see cref="GuestNames"/>. The cable always does.</summary>
    public IReadOnlyList<string> Contestants { get; init; } = GuestNames.All;

    /// <summary>Starts of each contestant for each case, in turns.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How long each sends.</summary>
    public double Seconds { get; init; } = 0.5;

    /// <summary>Octets of the frames outside the tunnel.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [64, 1400];

    /// <summary>
    /// The guest's clock counts its instructions, one a nanosecond, instead of the host's time: what is measured is
    /// then the same in every round, and work instead of speed.
    /// </summary>
    public bool CountInstructions { get; init; }

    public bool Json { get; init; }
}
