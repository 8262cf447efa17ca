using Router.Wire;

namespace Router.Sim;

/// <summary>What one direction of a link does to frames. The stages run in the order of the members.</summary>
public readonly record struct Impairment
{
    public const int Million = 1_000_000;

    /// <summary>
    /// Frames that wait in front of a rate-limited link unless the lab says otherwise; netem's own limit.
    /// </summary>
    public const int DefaultQueue = 1000;

    /// <summary>
    /// A few metres of cable and a switch port: never zero, so that no exchange of frames stops time.
    /// </summary>
    public static Impairment Cable => new() { Delay = Duration.FromMicroseconds(50), Queue = DefaultQueue };

    /// <summary>Largest IP packet in octets; 0 is no limit. Longer frames are lost, as in a switch.</summary>
    public int Mtu { get; init; }

    /// <summary>Bits per second of the frame's own octets; 0 is unlimited.</summary>
    public long Rate { get; init; }

    /// <summary>Frames that may wait or be in transmission when <see cref="Rate"/> is set.</summary>
    public int Queue { get; init; }

    public Duration Delay { get; init; }

    /// <summary>Uniform deviation from the delay either way, never earlier than now.</summary>
    public Duration Jitter { get; init; }

    /// <summary>Lets jitter overtake; otherwise frames keep their order.</summary>
    public bool Reorder { get; init; }

    public int LossPpm { get; init; }

    /// <summary>Loses every n-th frame; 0 is off.</summary>
    public int LossEvery { get; init; }

    public BurstLoss Burst { get; init; }

    public int CorruptPpm { get; init; }

    public int DuplicatePpm { get; init; }
}
