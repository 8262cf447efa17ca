namespace Router.Bench.Paths;

/// <summary>What the board does to every frame of a run.</summary>
public enum PathKind
{
    /// <summary>From one port to others, as it is.</summary>
    Forward,

    /// <summary>Into the tunnel.</summary>
    Encapsulate,

    /// <summary>Out of the tunnel, to the board's own workloads.</summary>
    Decapsulate,
}
