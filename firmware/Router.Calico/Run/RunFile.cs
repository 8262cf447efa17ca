using System.Collections.Generic;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>The file that <c>router run</c> takes: one board, its ports and where its cluster is described.</summary>
public sealed record RunFile
{
    /// <summary>The file as named on the command line; other paths in it are relative to its folder.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the board's Node.</summary>
    public required string Node { get; init; }

    public CalicoGeneration Generation { get; init; }

    public IReadOnlyList<RunPort> Ports { get; init; } = [];

    /// <summary>Files of Calico resources, relative names already joined to the run file's folder.</summary>
    public IReadOnlyList<string> CalicoFiles { get; init; } = [];

    /// <summary>Socket that <c>router exec</c> connects to, or null for none.</summary>
    public string? Control { get; init; }

    /// <summary>What is recorded and reported of the peers.</summary>
    public MonitoringSettings Monitoring { get; init; } = MonitoringSettings.None;

    /// <summary>The metrics have bird_exporter's names too.</summary>
    public bool BirdMetrics { get; init; }

    /// <summary>A second name for the control socket, where tools look for BIRD's; null: none.</summary>
    public string? BirdSocket { get; init; }

    public IReadOnlyList<RunRoute> Routes { get; init; } = [];

    /// <summary>BGP peers whose path BFD watches, each once.</summary>
    public IReadOnlyList<RunBfd> Bfd { get; init; } = [];

    /// <summary>Who is asked for the time, the first one first.</summary>
    public IReadOnlyList<Ipv4Address> Ntp { get; init; } = [];

    /// <summary>What is said of sessions beside their BGPPeer resources, each peer once.</summary>
    public IReadOnlyList<PeerSettings> Peers { get; init; } = [];

    public LogLevel Log { get; init; } = LogLevel.Info;

    /// <summary>Where metrics are served, or null for nowhere.</summary>
    public MetricsEndpoint? Metrics { get; init; }

    public ForwarderKind Forwarder { get; init; }

    /// <summary>Threads that forward beside the board's own loop; 0: that one does all.</summary>
    public int Workers { get; init; }

    /// <summary>The core of each worker; empty where the system chooses.</summary>
    public IReadOnlyList<int> Cores { get; init; } = [];

    /// <summary>Where <c>node</c> stands, for messages about it.</summary>
    public YamlNode? NodeSource { get; init; }
}

/// <summary>How much the board says, by consequence.</summary>
public enum LogLevel : byte
{
    Error,
    Warning,
    Info,
    Debug,
}

/// <summary>How frames go through the board.</summary>
public enum ForwarderKind : byte
{
    /// <summary>In batches, past the core where it has nothing left to decide.</summary>
    Fast,

    /// <summary>One by one through the core.</summary>
    Plain,
}

/// <summary>Address and TCP port of this machine that the metrics are served on.</summary>
public readonly record struct MetricsEndpoint(Ipv4Address Address, ushort Port);
