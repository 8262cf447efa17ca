using System.Collections.Generic;

namespace Router.Bench.Nic;

/// <summary>What <c>router bench nic</c> runs.</summary>
public sealed record NicOptions
{
    /// <summary>Who takes part; see <see cref="NicNames"/>. The cable always does.</summary>
    public IReadOnlyList<string> Contestants { get; init; } =
        [NicNames.Kernel, NicNames.Packet, NicNames.Blocks, NicNames.PacketC, NicNames.Xdp, NicNames.XdpC];

    /// <summary>Starts of each contestant, in turns.</summary>
    public int Rounds { get; init; } = 9;

    /// <summary>How long each is flooded, and as long again timed at a tenth of the load.</summary>
    public double Seconds { get; init; } = 0.5;

    /// <summary>Frames a second for delays; null: a tenth of what the first contestant forwards when flooded.</summary>
    public long? Rate { get; init; }

    public int Flows { get; init; } = 8192;

    public int FrameSize { get; init; } = 64;

    public int? Core { get; init; }

    public bool Json { get; init; }
}
