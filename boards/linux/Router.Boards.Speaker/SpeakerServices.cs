using System;
using System.Collections.Generic;
using System.IO;
using Router.Bfd;
using Router.Bgp.Monitoring;
using Router.Boards.Linux.Control;
using Router.Boards.Linux.Metrics;
using Router.Boards.Linux.Monitoring;
using Router.Boards.Speaker.Configuration;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>What a speaker offers to this machine: control sockets, metrics, MRT files and BMP.</summary>
internal sealed class SpeakerServices : IDisposable
{
    private readonly List<ControlServer> _control = [];
    private readonly MetricsServer? _metrics;
    private readonly SpeakerMonitoring _monitoring;

    /// <exception cref="IOException">A socket or the endpoint cannot be had; the message says why.</exception>
    public SpeakerServices(
        SpeakerFile file, IBgpConsole console, ConsoleShell shell, BgpMonitors? monitors, PollLoop poll, HostLog log,
        MonotonicClock clock, Func<BfdEngine?> bfd)
    {
        try
        {
            foreach (string? path in new[] { file.Control, file.BirdSocket })
            {
                if (path is not null && (path != file.Control || _control.Count == 0))
                {
                    _control.Add(new ControlServer(path, poll, BirdVersion.Banner, shell.Execute)
                    {
                        Log = log.Recent,
                    });
                }
            }

            _metrics = file.Metrics is { } endpoint
                ? new MetricsServer(endpoint, poll, () => BgpMetrics.Of(console, clock.Now)
                    + BfdMetrics.Of(bfd()) + (file.BirdMetrics
                        ? BirdMetrics.Of(console, clock.Now) + BfdMetrics.BirdOf(bfd(), clock.Now)
                        : string.Empty))
                : null;
        }
        catch
        {
            Close();
            throw;
        }

        _monitoring = new SpeakerMonitoring(
            console.Speaker, monitors, file.Monitoring, console.Name, poll, log.Warning, clock.Now);
    }

    public Instant PollAt()
    {
        Instant next = Instant.Min(_metrics?.PollAt() ?? Instant.Never, _monitoring.PollAt());
        foreach (ControlServer server in _control)
        {
            next = Instant.Min(next, server.PollAt());
        }

        return next;
    }

    public void Poll(Instant now)
    {
        foreach (ControlServer server in _control)
        {
            server.Poll(now);
        }

        _metrics?.Poll(now);
        _monitoring.Poll(now);
    }

    public void Dispose()
    {
        Close();
        _monitoring.Dispose();
    }

    private void Close()
    {
        foreach (ControlServer server in _control)
        {
            server.Dispose();
        }

        _metrics?.Dispose();
    }
}
