using System.Collections.Generic;
using System.Linq;
using Router.Bgp;

namespace Router.Boards.Speaker.Configuration;

/// <summary>What a speaker is given once, when it starts.</summary>
internal static class KeptAtRestart
{
    /// <summary>The next file, less what it changes too late.</summary>
    public static SpeakerFile Of(SpeakerFile running, SpeakerFile next) => next with
    {
        Speaker = running.Speaker,
        Listen = running.Listen,
        Control = running.Control,
        BirdSocket = running.BirdSocket,
        Metrics = running.Metrics,
        BirdMetrics = running.BirdMetrics,
        Monitoring = running.Monitoring,
    };

    /// <summary>The keys that differ and wait for a restart.</summary>
    public static IEnumerable<string> Keys(SpeakerFile running, SpeakerFile next)
    {
        BgpSpeakerOptions was = running.Speaker;
        BgpSpeakerOptions coming = next.Speaker;
        (string Key, bool Differs)[] keys =
        [
            ("asn", was.LocalAs != coming.LocalAs),
            ("routerId", was.RouterId != coming.RouterId),
            ("clusterId", was.ClusterId != coming.ClusterId),
            ("multipath", was.MaxPaths != coming.MaxPaths),
            ("alwaysCompareMed", was.AlwaysCompareMed != coming.AlwaysCompareMed),
            ("listen", !running.Listen.SequenceEqual(next.Listen)),
            ("control", running.Control != next.Control),
            ("birdSocket", running.BirdSocket != next.BirdSocket),
            ("metrics", running.Metrics != next.Metrics),
            ("birdMetrics", running.BirdMetrics != next.BirdMetrics),
            ("mrt or bmp", running.Monitoring != next.Monitoring),
        ];
        return keys.Where(static key => key.Differs).Select(static key => key.Key);
    }
}
