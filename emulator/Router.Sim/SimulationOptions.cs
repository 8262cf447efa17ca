namespace Router.Sim;

/// <summary>How a simulation runs.</summary>
public sealed record SimulationOptions
{
    /// <summary>
    /// Permutes events of one instant that come from different sources or go to different nodes; 0 keeps the order of
    /// ids. Sweeping it finds races that one fixed order hides.
    /// </summary>
    public ulong Shuffle { get; init; }

    /// <summary>Events between digest checkpoints, to begin with.</summary>
    public long CheckpointSpacing { get; init; } = 1024;

    /// <summary>Events of one instant before the run is declared stuck: a loop of wires without delay.</summary>
    public long EventsPerInstant { get; init; } = 10_000_000;

    /// <summary>Deadlines a node may ask for at one instant before the run is declared stuck.</summary>
    public int PollsPerInstant { get; init; } = 1000;
}
