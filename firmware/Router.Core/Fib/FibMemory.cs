namespace Router.Core;

/// <summary>What a forwarding table occupies, in octets.</summary>
/// <param name="Index">What every lookup starts with.</param>
/// <param name="Records">Records that lookups can reach now.</param>
/// <param name="Slack">Allocated and empty, or waiting until the last reader has left.</param>
public readonly record struct FibMemory(long Index, long Records, long Slack)
{
    /// <summary>
    /// Answers that are kept for changes and never looked at, because something in front has them all.
    /// </summary>
    public long Behind { get; init; }

    /// <summary>All that lookups may touch.</summary>
    public long Touched => Index + Records;

    public long Total => Index + Records + Behind + Slack;
}
