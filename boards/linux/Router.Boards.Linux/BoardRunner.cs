using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Router.Bgp.Monitoring;
using Router.Boards.Linux.Monitoring;
using Router.Boards.Linux.Workers;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Core;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Machine;
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

    // By AF_XDP all that waits in a device waits in slots of the pool.
    private const int PoolSlotsOfXdp = 16384;

    // A peer that is there acknowledges our goodbye in milliseconds; one that is not is not waited for.
    private static readonly Duration s_goodbye = Duration.FromMilliseconds(1500);

    // A processor that sleeps takes tens of microseconds to wake, many times what forwarding takes: with frames under
    // way the loop goes on looking for this long after the last.
    private static readonly Duration s_lookOn = Duration.FromMicroseconds(50);

    // How often a busy loop asks for what is rare, by a system call each: signals.
    private static readonly Duration s_rarely = Duration.FromMilliseconds(1);

    private readonly string _path;
    private readonly TextWriter _log;
    private readonly FileConfig _files = new();
    private readonly MonotonicClock _clock = new();
    private int _end;

    public BoardRunner(string path, TextWriter log)
    {
        _path = path;
        _log = log;
    }

    /// <summary>The machine is the board's own: its console may reboot it (see <see cref="NodeEnd"/>).</summary>
    public bool OwnsMachine { get; init; }

    /// <summary>Gives the board what it has beside its routing; null: nothing.</summary>
    public Action<Board>? Equip { get; init; }

    /// <summary>
    /// Only reads and checks the files, and prints what a start would do; 0 when a board would start.
    /// </summary>
    public int Check(TextWriter output)
    {
        if (Load() is not { } configuration)
        {
            return 1;
        }

        RunReport.WritePlan(configuration, output);
        RunReport.WriteMachine(configuration.File, output);
        return 0;
    }

    /// <summary>Runs until told to end; the exit code.</summary>
    public int Run()
    {
        if (Load() is not { } configuration)
        {
            return 1;
        }

        if (MachineCores.ErrorOf(configuration.File) is { } missing)
        {
            _log.WriteLine($"router: {missing}");
            return 1;
        }

        using var signals = new SignalWatch();
        using var poll = new PollLoop(_clock);
        poll.Watch(signals.Descriptor, PollEvents.Readable);
        using var pool = new NativeFramePool(
            configuration.File.Ports.Any(static port => port.Nic.Kind == NicKind.Xdp) ? PoolSlotsOfXdp : PoolSlots);
        using BoardWorkers? workers =
            configuration.File.Workers > 0 ? new BoardWorkers(configuration.File, pool, poll) : null;
        using var nics = new PortNics(pool, poll, workers) { WaitsForDevices = OwnsMachine };
        if (!nics.TryPrepare(configuration.File.Ports, out List<INic?> opened, out string? error))
        {
            _log.WriteLine($"router: {error}");
            return 1;
        }

        nics.Take(configuration.File.Ports, opened);
        BgpMonitors? monitors = configuration.File.Monitoring.WantsMonitor ? new BgpMonitors() : null;
        using var loop = new BoardLoop(
            MakeBoard(configuration, nics, pool, workers, monitors), configuration, nics, pool, poll, workers, _log);
        using var services = new BoardServices(loop, poll, _clock, monitors);
        try
        {
            services.Apply(configuration.File);
        }
        catch (IOException e)
        {
            _log.WriteLine($"router: {e.Message}");
            return 1;
        }

        loop.Board.Files = new ConsoleFiles();
        loop.Board.ConfigurationFile = _path;
        loop.Board.Reconfigure = isCheck => Reload(loop, nics, services, _clock.Now, isCheck);
        loop.Board.EndMachine = OwnsMachine
            ? isReboot => _end = isReboot ? NodeEnd.Reboot : NodeEnd.PowerOff
            : null;
        loop.Board.SetClock = OwnsMachine ? time => SetClock(loop, time) : null;
        Equip?.Invoke(loop.Board);
        workers?.Start();
        using ServiceNotifier? supervisor = ServiceNotifier.FromEnvironment();
        using Terminals terminals = new(
            loop.Board, poll, OwnsMachine, reason => loop.Write(LogLevel.Warning, "run", reason));
        loop.Write(LogLevel.Info, "run",
            $"{loop.Board.Name} is up: {configuration.Plan.NodeAddress}, AS {configuration.Plan.LocalAs}");
        foreach (string warning in MachineCores.WarningsOf(configuration.File))
        {
            loop.Write(LogLevel.Warning, "run", warning);
        }

        foreach (LivePort port in nics.Ports.Where(static port => port.Nic is null))
        {
            loop.Write(LogLevel.Error, "run", $"port {port.Configuration.Name}: there is no interface "
                + $"{port.Configuration.Nic.Interface}: the port is down until there is one; the rest goes on");
        }

        loop.WarnOfKernel();
        supervisor?.Ready($"{loop.Board.Name} is up");
        Loop(loop, poll, signals, nics, services, terminals, supervisor);
        return _end;
    }

    private void Loop(BoardLoop loop, PollLoop poll, SignalWatch signals, PortNics nics, BoardServices services,
        Terminals terminals, ServiceNotifier? supervisor)
    {
        Instant end = Instant.Never;
        Span<Ready> ready = stackalloc Ready[32];
        int woken = 0;
        Instant signalsAt = Instant.Zero;
        while (true)
        {
            Instant now = _clock.Now;
            bool told = false;
            while (signalsAt <= now && signals.TryTake(out PosixSignal signal))
            {
                if (signal == PosixSignal.SIGHUP)
                {
                    Reload(loop, nics, services, now);
                }
                else if (signal != PosixSignal.SIGINT || !terminals.TryInterrupt())
                {
                    told = true;
                }
            }

            signalsAt = signalsAt <= now ? now + s_rarely : signalsAt;
            terminals.Poll(now, ready[..woken]);
            told |= (_end != 0 || terminals.Ended) && end == Instant.Never;
            if (told && end != Instant.Never)
            {
                // Asked twice: not even for goodbyes.
                return;
            }

            if (told)
            {
                loop.Write(LogLevel.Info, "run", "ending: Cease to every peer");
                supervisor?.Stopping();
                loop.Board.Shutdown(now, $"{loop.Board.Name} shuts down");
                end = now + s_goodbye;
            }

            bool more = loop.Round(now);
            supervisor?.Progress(now);
            services.Poll(now);
            if (end != Instant.Never && (now >= end || loop.Board.IsQuiet))
            {
                // What the last poll left to send, such as the end of a connection.
                loop.Round(now);
                return;
            }

            Instant deadline = Instant.Min(Instant.Min(loop.PollAt(), services.PollAt()), end);
            deadline = Instant.Min(deadline, terminals.PollAt());
            deadline = Instant.Min(deadline, supervisor?.PollAt ?? Instant.Never);
            woken = poll.Wait(more || now - loop.LastFrame < s_lookOn ? now : deadline, ready);
        }
    }

    // Null when the files are good and, unless they were only to be checked, taken over.
    private string? Reload(BoardLoop loop, PortNics nics, BoardServices services, Instant now, bool isCheck = false)
    {
        using var problems = new StringWriter();
        if (Load(problems) is not { } next)
        {
            string text = problems.ToString();
            if (!isCheck)
            {
                _log.Write(text);
                Refuse(loop, "the files are not good; see above");
            }

            return text.Split('\n')[0];
        }

        RunDiff diff = RunDiff.Between(loop.Configuration, next);
        if (diff.IdentityChange is { } identity)
        {
            string reason = $"{identity}: sessions would all start anew, so restart router run for that";
            return isCheck ? reason : Refuse(loop, reason);
        }

        if (isCheck)
        {
            return null;
        }

        if (!nics.TryPrepare(next.File.Ports, out List<INic?> opened, out string? error))
        {
            return Refuse(loop, error);
        }

        try
        {
            services.Apply(next.File);
        }
        catch (IOException e)
        {
            nics.Abandon(opened);
            return Refuse(loop, e.Message);
        }

        loop.Apply(next, opened, now);
        loop.Write(LogLevel.Info, "run", "reload: " + RunReport.Describe(diff));
        return null;
    }

    private static void SetClock(BoardLoop loop, long unixTime)
    {
        try
        {
            SystemTime.Set(unixTime);
        }
        catch (IOException e)
        {
            loop.Write(LogLevel.Error, "ntp", e.Message);
        }
    }

    private static string Refuse(BoardLoop loop, string reason)
    {
        loop.Write(LogLevel.Error, "run", $"reload refused, nothing changed: {reason}");
        return reason;
    }

    private RunConfiguration? Load(TextWriter? problems = null)
    {
        var report = new ConfigReport();
        RunConfiguration? configuration = RunConfiguration.Load(_path, _files, report);
        RunReport.WriteProblems(report, problems ?? _log);
        return configuration;
    }

    private Board MakeBoard(
        RunConfiguration configuration, PortNics nics, NativeFramePool pool, BoardWorkers? workers,
        BgpMonitors? monitors)
    {
        Func<RouterCore, IFrameForwarder>? forwarder = configuration.File.Forwarder == ForwarderKind.Plain ? null
            : workers is null ? core => new BatchForwarder(core, pool)
            : core => workers.Join(core, _clock.Now);
        Span<byte> seed = stackalloc byte[8];
        new KernelEntropy().Fill(seed);
        return new Board(
            new BoardOptions
            {
                Plan = configuration.Plan,
                Ports = nics.Ports.Select(static port => port.Describe()).ToList(),
                StaticRoutes = configuration.File.Routes,
                Monitor = monitors,
                Bfd = configuration.File.Bfd,
                Ntp = configuration.File.Ntp,
                Seed = BitConverter.ToUInt64(seed),

                // An orderly end removes the socket: one that is still there tells of an end without a goodbye, and
                // peers may hold our routes until we are back (RFC 4724 §4.1).
                Restarting = configuration.File.Control is { } control && File.Exists(control),
                UnixTimeAtZero = MonotonicClock.UnixEpochOffset,
                CreateFib = () => new FrontedFib(workers?.Readers),
                CreateForwarder = forwarder,
            },
            pool,
            _clock.Now);
    }
}
