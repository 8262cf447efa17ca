using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Router.Boards.Linux.Control;
using Router.Boards.Linux.Metrics;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Hal;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// <c>router run FILE</c>: one board on this machine's NICs until SIGTERM, which says Cease to every peer first. SIGHUP
/// reads the files again and applies what differs.
/// </summary>
public sealed class BoardRunner
{
    private const int PoolSlots = 8192;

    private static readonly Duration s_goodbye = Duration.FromSeconds(2);

    private readonly string _path;
    private readonly TextWriter _log;
    private readonly FileConfig _files = new();
    private readonly MonotonicClock _clock = new();
    private RunConfiguration? _configuration;
    private IReadOnlyList<BoardPort> _ports = [];

    public BoardRunner(string path, TextWriter log)
    {
        _path = path;
        _log = log;
    }

    /// <summary>Only reads and checks the files; 0 when a board would start.</summary>
    public int Check()
    {
        RunConfiguration? configuration = Load();
        if (configuration is not null)
        {
            CalicoPlan plan = configuration.Plan;
            _log.WriteLine($"{_path}: good: node {plan.NodeName}, {plan.Peers.Count} peers, " +
                $"{plan.OwnBlocks.Count} own blocks, {configuration.File.Ports.Count} ports");
        }

        return configuration is null ? 1 : 0;
    }

    /// <summary>Runs until told to end; the exit code.</summary>
    public int Run()
    {
        _configuration = Load();
        if (_configuration is null)
        {
            return 1;
        }

        using var signals = new SignalWatch();
        using var poll = new PollLoop(_clock);
        poll.Watch(signals.Descriptor, PollEvents.Readable);
        var pool = new FramePool(PoolSlots);
        INic[]? nics = OpenNics(_configuration.File, pool);
        if (nics is null)
        {
            return 1;
        }

        Board board = MakeBoard(_configuration, nics, pool);
        using var loop = new BoardLoop(board, nics, pool, poll, _configuration.File.Log, _log);
        try
        {
            using ControlServer? control = OpenControl(board, poll);
            using MetricsServer? metrics = OpenMetrics(board, poll);
            using TerminalConsole? terminal = TerminalConsole.TryOpen(board, poll);
            loop.Write(LogLevel.Info, "run", $"{board.Name} is up: {board.Plan.NodeAddress}, AS {board.Plan.LocalAs}");
            return Loop(loop, poll, signals, control, metrics, terminal);
        }
        catch (IOException e)
        {
            _log.WriteLine($"router: {e.Message}");
            return 1;
        }
    }

    private int Loop(BoardLoop loop, PollLoop poll, SignalWatch signals, ControlServer? control,
        MetricsServer? metrics, TerminalConsole? terminal)
    {
        Instant end = Instant.Never;
        Span<Ready> ready = stackalloc Ready[32];
        int woken = 0;
        while (true)
        {
            Instant now = _clock.Now;
            while (signals.TryTake(out PosixSignal signal))
            {
                if (signal == PosixSignal.SIGHUP)
                {
                    Reload(loop, now);
                }
                else if (end == Instant.Never)
                {
                    loop.Write(LogLevel.Info, "run", "ending: Cease to every peer");
                    loop.Board.Shutdown(now, "board shuts down");
                    end = now + s_goodbye;
                }
            }

            bool more = loop.Round(now);
            control?.Poll(now);
            metrics?.Poll();
            if (terminal is { Ended: true } && end == Instant.Never)
            {
                loop.Board.Shutdown(now, "board shuts down");
                end = now + s_goodbye;
            }

            terminal?.Poll(now, ready[..woken]);
            if (end != Instant.Never && (now >= end || loop.Board.IsQuiet))
            {
                loop.Round(now);
                return 0;
            }

            Instant deadline = Instant.Min(loop.Board.PollAt(), Instant.Min(control?.PollAt() ?? Instant.Never, end));
            deadline = Instant.Min(deadline, terminal?.PollAt() ?? Instant.Never);
            woken = poll.Wait(more ? now : deadline, ready);
        }
    }

    private void Reload(BoardLoop loop, Instant now)
    {
        RunConfiguration? next = Load();
        if (next is null)
        {
            loop.Write(LogLevel.Error, "run", "reload refused: the board goes on as it was");
            return;
        }

        RunDiff diff = RunDiff.Between(_configuration!, next);
        string? restart = diff.IdentityChange
            ?? (!diff.Ports.IsEmpty ? "ports changed" : null)
            ?? (diff.ControlChanged ? "the control socket changed" : null)
            ?? (diff.MetricsChanged ? "the metrics address changed" : null);
        if (restart is not null)
        {
            loop.Write(LogLevel.Error, "run", $"reload refused: {restart}; that needs a restart of router run");
            return;
        }

        loop.Board.ApplyPlan(next.Plan, StaticRoutes.Of(next.File.Routes, _ports), now);
        loop.LogLevel = next.File.Log;
        _configuration = next;
        loop.Write(LogLevel.Info, "run", diff.IsEmpty ? "reload: nothing changed" : "reload: " + Describe(diff));
    }

    private static string Describe(RunDiff diff)
    {
        var parts = new List<string>();
        Add(parts, "peers", diff.Peers.Added.Count, diff.Peers.Removed.Count, diff.Peers.Changed.Count);
        Add(parts, "routes", diff.Routes.Added.Count, diff.Routes.Removed.Count, diff.Routes.Changed.Count);
        Add(parts, "own blocks", diff.OwnBlocks.Added.Count, diff.OwnBlocks.Removed.Count, 0);
        Add(parts, "tunnel sources", diff.TunnelSources.Added.Count, diff.TunnelSources.Removed.Count, 0);
        return parts.Count == 0 ? "applied" : string.Join("; ", parts);
    }

    private static void Add(List<string> parts, string what, int added, int removed, int changed)
    {
        if (added + removed + changed > 0)
        {
            parts.Add($"{what}: {added} added, {removed} removed, {changed} changed");
        }
    }

    private RunConfiguration? Load()
    {
        var report = new ConfigReport();
        RunConfiguration? configuration = RunConfiguration.Load(_path, _files, report);
        foreach (ConfigError warning in report.Warnings)
        {
            _log.WriteLine($"warning: {warning}");
        }

        foreach (ConfigError error in report.Errors)
        {
            _log.WriteLine($"error: {error}");
        }

        return configuration;
    }

    private INic[]? OpenNics(RunFile file, IFramePool pool)
    {
        var nics = new List<INic>();
        try
        {
            foreach (RunPort port in file.Ports)
            {
                nics.Add(RunPorts.Open(port, pool));
            }

            return [.. nics];
        }
        catch (NicException e)
        {
            _log.WriteLine($"router: port {file.Ports[nics.Count].Name}: {e.Message}");
            nics.ForEach(static nic => nic.Dispose());
            return null;
        }
    }

    private Board MakeBoard(RunConfiguration configuration, INic[] nics, IFramePool pool)
    {
        Span<byte> seed = stackalloc byte[8];
        new KernelEntropy().Fill(seed);
        _ports = [.. configuration.File.Ports.Select((port, i) => RunPorts.Describe(port, nics[i]))];
        return new Board(
            new BoardOptions
            {
                Plan = configuration.Plan,
                Ports = _ports,
                StaticRoutes = StaticRoutes.Of(configuration.File.Routes, _ports),
                Seed = BitConverter.ToUInt64(seed),
                UnixTimeAtZero = MonotonicClock.UnixEpochOffset,
            },
            pool,
            _clock.Now);
    }

    private ControlServer? OpenControl(Board board, PollLoop poll) => _configuration!.File.Control is { } path
        ? new ControlServer(path, poll, $"Router {board.Name}", board.Execute)
        : null;

    private MetricsServer? OpenMetrics(Board board, PollLoop poll) => _configuration!.File.Metrics is { } endpoint
        ? new MetricsServer(endpoint, poll, () => MetricsText.Of(board, _clock.Now))
        : null;
}
