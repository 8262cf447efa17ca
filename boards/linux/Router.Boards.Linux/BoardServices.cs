using System;
using System.Collections.Generic;
using System.IO;
using Router.Bgp.Monitoring;
using Router.Boards.Linux.Control;
using Router.Boards.Linux.Metrics;
using Router.Boards.Linux.Monitoring;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>What a board offers to this machine: its control socket and its metrics.</summary>
internal sealed class BoardServices(BoardLoop loop, PollLoop poll, MonotonicClock clock, BgpMonitors? monitors)
    : IDisposable
{
    private readonly SpeakerMonitoring _monitoring = new(loop.Board.Speaker, monitors,
        loop.Configuration.File.Monitoring, loop.Board.Name, poll, text => loop.Write(LogLevel.Warning, "bgp", text),
        clock.Now);

    private Dictionary<string, ControlServer> _control = [];
    private ControlServer[] _servers = [];
    private MetricsServer? _metrics;
    private MetricsEndpoint? _endpoint;

    /// <summary>Opens what the file asks for, then closes what it no longer does; nothing changes on failure.</summary>
    /// <exception cref="IOException">The socket or the endpoint cannot be had; the message says why.</exception>
    public void Apply(RunFile file)
    {
        bool newMetrics = file.Metrics != _endpoint;
        Dictionary<string, ControlServer> control = [];
        MetricsServer? metrics;
        try
        {
            Open(control, file.Control);
            Open(control, file.BirdSocket);
            metrics = newMetrics ? OpenMetrics(file.Metrics) : _metrics;
        }
        catch
        {
            CloseAllBut(_control, control);
            throw;
        }

        CloseAllBut(control, _control);
        if (newMetrics)
        {
            _metrics?.Dispose();
        }

        (_control, _metrics, _endpoint) = (control, metrics, file.Metrics);
        _servers = [.. control.Values];
    }

    public void Poll(Instant now)
    {
        // A command may replace the sockets.
        ControlServer[] servers = _servers;
        foreach (ControlServer server in servers)
        {
            server.Poll(now);
        }

        _metrics?.Poll(now);
        _monitoring.Poll(now);
    }

    public Instant PollAt()
    {
        Instant next = Instant.Min(_metrics?.PollAt() ?? Instant.Never, _monitoring.PollAt());
        foreach (ControlServer server in _servers)
        {
            next = Instant.Min(next, server.PollAt());
        }

        return next;
    }

    public void Dispose()
    {
        CloseAllBut([], _control);
        _metrics?.Dispose();
        _monitoring.Dispose();
    }

    private static void CloseAllBut(Dictionary<string, ControlServer> kept, Dictionary<string, ControlServer> servers)
    {
        foreach (ControlServer server in servers.Values)
        {
            if (!kept.ContainsValue(server))
            {
                server.Dispose();
            }
        }
    }

    private void Open(Dictionary<string, ControlServer> servers, string? path)
    {
        if (path is null || servers.ContainsKey(path))
        {
            return;
        }

        try
        {
            servers[path] = _control.GetValueOrDefault(path)
                ?? new ControlServer(path, poll, BirdVersion.Banner, loop.Board.Execute) { Log = loop.Board.Host.Log };
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"control socket {path}: {e.Message}", e);
        }
    }

    private MetricsServer? OpenMetrics(MetricsEndpoint? endpoint) => endpoint is not { } at
        ? null
        : new MetricsServer(at, poll,
            () => MetricsText.Of(loop.Board, clock.Now) + NicMetrics.Of(loop) + WorkerMetrics.Of(loop.Workers)
                + BfdMetrics.Of(loop.Board.Bfd) + (loop.Configuration.File.BirdMetrics
                    ? MetricsText.BirdOf(loop.Board, clock.Now) + BfdMetrics.BirdOf(loop.Board.Bfd, clock.Now)
                    : string.Empty));
}
