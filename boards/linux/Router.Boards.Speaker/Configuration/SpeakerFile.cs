using System.Collections.Generic;
using Router.Bgp;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Configuration;

/// <summary>What a file for <c>router bgp</c> says, with everything that it leaves out filled in.</summary>
public sealed record SpeakerFile
{
    /// <summary>The file as its owner named it.</summary>
    public required string Path { get; init; }

    public required BgpSpeakerOptions Speaker { get; init; }

    public IReadOnlyList<TcpEndpoint> Listen { get; init; } = [];

    public IReadOnlyList<NeighbourEntry> Neighbours { get; init; } = [];

    public IReadOnlyList<IpPrefix> Originate { get; init; } = [];

    /// <summary>Announced while something of our own is inside.</summary>
    public IReadOnlyList<BgpAggregateOptions> Aggregates { get; init; } = [];

    /// <summary>Filters that neighbours name.</summary>
    public BgpPolicySettings Policy { get; init; } = BgpPolicySettings.Empty;

    /// <summary>Socket for <c>router exec</c>, joined to the file's folder; null: none.</summary>
    public string? Control { get; init; }

    /// <summary>A second name for the control socket, where tools look for BIRD's; null: none.</summary>
    public string? BirdSocket { get; init; }

    /// <summary>Where metrics are served, or null for nowhere.</summary>
    public MetricsEndpoint? Metrics { get; init; }

    /// <summary>The metrics have bird_exporter's names too.</summary>
    public bool BirdMetrics { get; init; }

    /// <summary>What is recorded and reported of the peers.</summary>
    public MonitoringSettings Monitoring { get; init; } = MonitoringSettings.None;

    public LogLevel Log { get; init; } = LogLevel.Info;
}
