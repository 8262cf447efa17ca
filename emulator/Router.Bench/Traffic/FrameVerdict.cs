namespace Router.Bench.Traffic;

/// <summary>What a sink makes of a frame.</summary>
public enum FrameVerdict
{
    /// <summary>Generated, and whole.</summary>
    Ours,

    /// <summary>Somebody else's, such as ARP.</summary>
    Foreign,

    /// <summary>An IPv4 header in it is wrong.</summary>
    Corrupt,
}
