using System.Collections.Generic;

namespace Router.Calico.Run;

/// <summary>Every key of the run file; <c>docs/schema/run.json</c> lists the same.</summary>
public static class RunKeys
{
    public static IReadOnlyList<string> Top { get; } =
    [
        "node", "generation", "ports", "calico", "control", "birdSocket", "routes", "log", "metrics", "forwarder",
        "workers", "cores", "birdMetrics", "mrt", "bmp", "bfd", "ntp", "policy", "peers",
    ];

    public static IReadOnlyList<string> Port { get; } =
        ["name", "nic", "addresses", "gateway", "workload", "mac", "mtu", "rpf"];

    public static IReadOnlyList<string> Nic { get; } = ["kind", "interface", "mode", "pass", "ring"];

    public static IReadOnlyList<string> Workload { get; } = ["addresses"];

    public static IReadOnlyList<string> Bfd { get; } = ["peer", "interval", "multiplier", "multihop"];

    public static IReadOnlyList<string> Peer => PeerSettingsReader.Keys;

    public static IReadOnlyList<string> Route { get; } = ["to", "via", "port", "blackhole", "metric"];
}
