using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>Reads <c>mrt</c> and <c>bmp</c>, which mean the same in a run file and for a bare speaker.</summary>
public static class MonitoringReader
{
    public static IReadOnlyList<string> MrtKeys { get; } = ["updates", "tables", "interval"];

    public static IReadOnlyList<string> BmpKeys { get; } = ["address", "statistics", "monitor"];

    private static readonly ValueFormat<BgpMonitorViews> s_view = Formats.Word(
        ("pre-policy", BgpMonitorViews.PrePolicy), ("post-policy", BgpMonitorViews.PostPolicy),
        ("loc-rib", BgpMonitorViews.LocRib));

    private static readonly Duration s_leastInterval = Duration.FromSeconds(1);

    /// <param name="top">The section that holds the two.</param>
    /// <param name="join">Puts a file's name into the configuration's folder.</param>
    public static MonitoringSettings Read(YamlReader top, Func<string, string> join)
    {
        MonitoringSettings settings = MonitoringSettings.None;
        if (top.Section("mrt", MrtKeys) is { } mrt)
        {
            settings = settings with
            {
                MrtUpdates = mrt.Text("updates") is { } updates ? join(updates) : null,
                MrtTables = mrt.Text("tables") is { } tables ? join(tables) : null,
                MrtInterval = Interval(mrt, "interval", settings.MrtInterval),
            };
            if (settings.MrtUpdates is null && settings.MrtTables is null)
            {
                mrt.Report.Error(mrt.Mapping, "mrt: neither 'updates' nor 'tables'",
                    "mrt: { updates: FILE, tables: FILE, interval: 1h }");
            }
        }

        if (top.Section("bmp", BmpKeys) is { } bmp
            && bmp.TryRequire("address", RunFormats.Metrics, out MetricsEndpoint address))
        {
            settings = settings with
            {
                Bmp = address,
                BmpStatistics = Interval(bmp, "statistics", settings.BmpStatistics),
                BmpViews = bmp.Has("monitor")
                    ? bmp.List("monitor", s_view).Aggregate(BgpMonitorViews.None, static (all, view) => all | view)
                    : settings.BmpViews,
            };
        }

        return settings;
    }

    private static Duration Interval(YamlReader reader, string key, Duration fallback)
    {
        Duration interval = reader.Duration(key) ?? fallback;
        if (interval < s_leastInterval)
        {
            reader.Report.Error(reader.Where(key), $"{key}: {interval} is too short", "at least 1s");
        }

        return interval;
    }
}
