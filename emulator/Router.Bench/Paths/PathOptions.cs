using System.Collections.Generic;

namespace Router.Bench.Paths;

/// <summary>What <c>router bench path</c> runs.</summary>
public sealed record PathOptions
{
    public const int MostBurst = 64;

    public IReadOnlyList<PathKind> Kinds { get; init; } =
        [PathKind.Forward, PathKind.Encapsulate, PathKind.Decapsulate];

    /// <summary>8 MiB of frames of 64 octets: more than a core's caches hold.</summary>
    public int Frames { get; init; } = 131_072;

    public int Flows { get; init; } = 8_192;

    /// <summary>
    /// Octets of a slot of the frame pool. Frames that lie close leave less time for memory, and more of the code's own
    /// shows; a board's slots are of 2,048.
    /// </summary>
    public int SlotSize { get; init; } = 256;

    /// <summary>
    /// Frames that arrive at once, up to as many as a board's loop takes from a driver: where there is little traffic
    /// they come one by one.
    /// </summary>
    public int Burst { get; init; } = MostBurst;

    /// <summary>Processes of each contestant, in turns.</summary>
    public int Launches { get; init; } = 9;

    /// <summary>Times that each of them forwards all frames.</summary>
    public int Passes { get; init; } = 15;

    public ulong Seed { get; init; } = 1;

    public int? Core { get; init; }

    /// <summary>Also the contestant in C.</summary>
    public bool Contestants { get; init; } = true;

    public bool Json { get; init; }
}
