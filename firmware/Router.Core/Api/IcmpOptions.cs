namespace Router.Core;

/// <summary>Token buckets for ICMP errors (RFC 1812 §4.3.2.8).</summary>
public sealed record IcmpOptions
{
    /// <summary>Errors a second in the long run; 0 sends none.</summary>
    public int ErrorsPerSecond { get; init; } = 1000;

    public int Burst { get; init; } = 50;

    /// <summary>
    /// Fragmentation Needed has its own bucket: path MTU discovery must not starve behind other errors.
    /// </summary>
    public int FragmentationNeededPerSecond { get; init; } = 1000;

    public int FragmentationNeededBurst { get; init; } = 200;
}
