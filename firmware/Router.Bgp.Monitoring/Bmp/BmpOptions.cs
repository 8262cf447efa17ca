using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>How a speaker reports to a BMP collector.</summary>
public sealed record BmpOptions
{
    /// <summary>Initiation's sysName (RFC 7854 §4.3).</summary>
    public required string Name { get; init; }

    /// <summary>Initiation's sysDescr.</summary>
    public required string Description { get; init; }

    /// <summary>Which routes are monitored.</summary>
    public BgpMonitorViews Views { get; init; } = BgpMonitorViews.PrePolicy;

    /// <summary>Octets that may wait for a collector that does not read; beyond, its session ends.</summary>
    public int BufferLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>Between two statistics reports of a peer.</summary>
    public Duration Statistics { get; init; } = Duration.FromSeconds(60);

    /// <summary>Wait before the next attempt to connect; doubles with each that fails (RFC 7854 §3.2).</summary>
    public Duration RetryMin { get; init; } = Duration.FromSeconds(5);

    public Duration RetryMax { get; init; } = Duration.FromSeconds(720);
}
