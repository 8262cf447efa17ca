using System;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Linux.Monitoring;

/// <summary>What a configuration wants recorded and reported of a speaker: MRT files and a BMP collector.</summary>
public sealed class SpeakerMonitoring : IDisposable
{
    private readonly MrtArchive? _mrt;
    private readonly BmpConnection? _bmp;

    /// <param name="speaker">Made with these monitors.</param>
    /// <param name="monitors">Null where <see cref="MonitoringSettings.WantsMonitor"/> is false.</param>
    /// <param name="settings">What is wanted.</param>
    /// <param name="name">The node's name, for BMP.</param>
    /// <param name="loop">Wakes whoever polls.</param>
    /// <param name="tell">A line for the log.</param>
    /// <param name="now">The time.</param>
    public SpeakerMonitoring(BgpSpeaker speaker, BgpMonitors? monitors, MonitoringSettings settings, string name,
        PollLoop loop, Action<string> tell, Instant now)
    {
        var clock = new WallClock(MonotonicClock.UnixEpochOffset);
        if (settings.MrtUpdates is not null || settings.MrtTables is not null)
        {
            _mrt = new MrtArchive(speaker, clock, settings, tell, now);
            if (_mrt.Updates is { } updates)
            {
                monitors?.Add(updates);
            }
        }

        if (settings.Bmp is { } collector)
        {
            var exporter = new BmpExporter(speaker, clock, new BmpOptions
            {
                Name = name,
                Description = "Router " + speaker.Options.RouterId,
                Statistics = settings.BmpStatistics,
                Views = settings.BmpViews,
            });
            monitors?.Add(exporter);
            _bmp = new BmpConnection(exporter, collector, loop, tell);
        }
    }

    public Instant PollAt() => Instant.Min(_mrt?.PollAt() ?? Instant.Never, _bmp?.PollAt() ?? Instant.Never);

    public void Poll(Instant now)
    {
        _mrt?.Poll(now);
        _bmp?.Poll(now);
    }

    /// <summary>Says goodbye to the collector, and gives the file under way its name.</summary>
    public void Dispose()
    {
        _bmp?.Dispose();
        _mrt?.Dispose();
    }
}
