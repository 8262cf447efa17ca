using Router.Bgp;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>What a speaker records and reports of its peers: the keys <c>mrt</c> and <c>bmp</c>.</summary>
public sealed record MonitoringSettings
{
    public static MonitoringSettings None { get; } = new();

    /// <summary>Where records of what peers say go, without the time that is put behind it; null: none.</summary>
    public string? MrtUpdates { get; init; }

    /// <summary>Where the table goes; null: none.</summary>
    public string? MrtTables { get; init; }

    /// <summary>After which both begin a new file.</summary>
    public Duration MrtInterval { get; init; } = Duration.FromSeconds(3600);

    /// <summary>The BMP collector; null: none.</summary>
    public MetricsEndpoint? Bmp { get; init; }

    /// <summary>Between two statistics reports.</summary>
    public Duration BmpStatistics { get; init; } = Duration.FromSeconds(60);

    /// <summary>What the collector is told of routes.</summary>
    public BgpMonitorViews BmpViews { get; init; } = BgpMonitorViews.PrePolicy;

    /// <summary>The speaker must be made with a monitor.</summary>
    public bool WantsMonitor => MrtUpdates is not null || Bmp is not null;
}
