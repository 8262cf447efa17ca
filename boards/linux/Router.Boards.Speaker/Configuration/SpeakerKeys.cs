using System.Collections.Generic;

namespace Router.Boards.Speaker.Configuration;

/// <summary>The keys above those of neighbours; <c>docs/schema/bgp.json</c> lists the same.</summary>
public static class SpeakerKeys
{
    public static IReadOnlyList<string> Top { get; } =
        ["bgp", "control", "birdSocket", "metrics", "birdMetrics", "mrt", "bmp", "log"];

    public static IReadOnlyList<string> Bgp { get; } =
    [
        "asn", "routerId", "clusterId", "listen", "errorHold", "multipath", "alwaysCompareMed", "defaults", "neighbors",
        "originate", "aggregate", "policy",
    ];
}
