using System;
using System.IO;
using Router.Boards.Linux.Control;
using Router.Boards.Linux.Metrics;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>What a board offers to this machine: its control socket and its metrics.</summary>
internal sealed class BoardServices(BoardLoop loop, PollLoop poll, MonotonicClock clock) : IDisposable
{
    private ControlServer? _control;
    private MetricsServer? _metrics;
    private string? _controlPath;
    private MetricsEndpoint? _endpoint;

    /// <summary>Opens what the file asks for, then closes what it no longer does; nothing changes on failure.</summary>
    /// <exception cref="IOException">The socket or the endpoint cannot be had; the message says why.</exception>
    public void Apply(RunFile file)
    {
        bool newControl = file.Control != _controlPath;
        bool newMetrics = file.Metrics != _endpoint;
        ControlServer? control = newControl ? OpenControl(file.Control) : _control;
        MetricsServer? metrics;
        try
        {
            metrics = newMetrics ? OpenMetrics(file.Metrics) : _metrics;
        }
        catch
        {
            if (newControl)
            {
                control?.Dispose();
            }

            throw;
        }

        if (newControl)
        {
            _control?.Dispose();
        }

        if (newMetrics)
        {
            _metrics?.Dispose();
        }

        (_control, _controlPath, _metrics, _endpoint) = (control, file.Control, metrics, file.Metrics);
    }

    public void Poll(Instant now)
    {
        _control?.Poll(now);
        _metrics?.Poll(now);
    }

    public Instant PollAt() => Instant.Min(_control?.PollAt() ?? Instant.Never, _metrics?.PollAt() ?? Instant.Never);

    public void Dispose()
    {
        _control?.Dispose();
        _metrics?.Dispose();
    }

    private ControlServer? OpenControl(string? path)
    {
        try
        {
            return path is null ? null : new ControlServer(path, poll, $"Router {loop.Board.Name}", loop.Board.Execute);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"control socket {path}: {e.Message}", e);
        }
    }

    private MetricsServer? OpenMetrics(MetricsEndpoint? endpoint) => endpoint is not { } at
        ? null
        : new MetricsServer(at, poll,
            () => MetricsText.Of(loop.Board, clock.Now) + NicMetrics.Of(loop) + WorkerMetrics.Of(loop.Workers));
}
