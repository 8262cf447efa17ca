using Router.Wire;

namespace Router.Calico.Run;

/// <summary>A static route of the run file.</summary>
public sealed record RunRoute
{
    public required Prefix To { get; init; }

    /// <summary>Next hop; null when the destination is on the link of <see cref="Port"/>, or for a blackhole.</summary>
    public Ipv4Address? Via { get; init; }

    /// <summary>Name of the port; null to find it by the subnet of <see cref="Via"/>.</summary>
    public string? Port { get; init; }

    public bool IsBlackhole { get; init; }

    public uint Metric { get; init; }
}
