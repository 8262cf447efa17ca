using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Router.Boards.Init.Slots;
using Router.Boards.Linux;
using Router.Hal.Linux;
using Router.Hal.Linux.Machine;
using Router.Wire;

namespace Router.Boards.Init;

/// <summary>
/// The first process of a board: makes the machine usable, keeps its node running, and ends both in order. The node is
/// another process of the same program, so that whatever ends it leaves the machine alive.
/// </summary>
public sealed class InitProcess
{
    /// <summary>The environment variable by which the node knows that the machine is its own.</summary>
    public const string OwnsMachine = "ROUTER_OWNS_MACHINE";

    /// <summary>The environment variable by which the node knows where it may keep what outlives a start.</summary>
    public const string DataFolder = "ROUTER_DATA";

    private const int Terminate = 15;
    private const int Kill = 9;
    private const string Notifications = "/run/router/notify";

    // The node says Cease to every peer within 1.5 s.
    private static readonly Duration s_goodbye = Duration.FromSeconds(5);
    private static readonly Duration s_patience = Duration.FromSeconds(10);

    private readonly InitLog _log = new();
    private readonly MonotonicClock _clock = new();
    private readonly NodeSupervisor _supervisor = new(s_patience);
    private readonly string _program;
    private ApplianceFile _appliance = new();
    private HardwareWatchdog? _watchdog;
    private NicNaming? _nics;
    private DataDisk? _data;
    private SlotKeeper? _slots;
    private IReadOnlyList<string> _terminals = [];
    private ChildProcess? _node;
    private Instant _feedAt = Instant.Never;
    private Instant _end = Instant.Never;
    private bool _isReboot;

    /// <param name="program">The file of this program.</param>
    public InitProcess(string program) => _program = program;

    /// <summary>Runs until the machine ends; does not return but where it may not end the machine.</summary>
    public void Run()
    {
        try
        {
            SetUp();
            if (_slots!.Start(_clock.Now))
            {
                _isReboot = true;
            }
            else
            {
                Supervise();
            }
        }
        catch (Exception e)
        {
            // The kernel panics when its first process ends: better to start anew, with the reason on the screen.
            _log.Write($"{e}");
            _log.Write("the machine reboots in 10 s");
            Thread.Sleep(TimeSpan.FromSeconds(10));
            _isReboot = true;
        }

        EndMachine();
    }

    private void SetUp()
    {
        MachineSetup setup = new(_log);
        setup.MountKernelFileSystems();
        _appliance = setup.ReadAppliance();
        _terminals = setup.FindTerminals();
        _log.ShowOn(_terminals.Skip(1));
        _log.Write($"board {_appliance.Board}");
        setup.SetClock(_appliance);
        setup.SilenceKernel();
        setup.LoadModules(_appliance);
        _watchdog = setup.OpenWatchdog(_appliance);
        _feedAt = _watchdog is null ? Instant.Never : _clock.Now;
        setup.Try(Power.HeedCtrlAltDel);
        _nics = new NicNaming(_appliance, _log);
        setup.Try(() => _nics.Start(_clock));
        _data = new DataDisk(_log);
        setup.Try(() => _data.Start(_appliance, _clock));
        _slots = new SlotKeeper(_appliance, _data, _log);
    }

    private void Supervise()
    {
        using SignalWatch signals = new(PosixSignal.SIGTERM, PosixSignal.SIGINT);
        using ServiceListener notifications = new(Notifications);
        using PollLoop poll = new(_clock);
        poll.Watch(signals.Descriptor, PollEvents.Readable);
        poll.Watch(notifications.Descriptor, PollEvents.Readable);
        using LinkMonitor links = new();
        poll.Watch(links.Descriptor, PollEvents.Readable);
        Span<Ready> ready = stackalloc Ready[4];
        while (_end == Instant.Never || (_supervisor.IsRunning && _clock.Now < _end))
        {
            Instant now = _clock.Now;
            while (signals.TryTake(out PosixSignal signal))
            {
                // SIGINT is Ctrl-Alt-Del.
                End(isReboot: signal == PosixSignal.SIGINT, now);
            }

            Reap(poll, now);
            Listen(notifications, now);
            if (_end == Instant.Never)
            {
                StartOrStop(poll, now);
            }

            if (links.Drain() && _end == Instant.Never)
            {
                _nics?.Refresh();
            }

            if (_end == Instant.Never && _slots!.Poll(now))
            {
                End(isReboot: true, now);
            }

            Feed(now);
            Instant next = Instant.Min(Instant.Min(_end, _feedAt), _end == Instant.Never ? _slots!.PollAt : _end);
            poll.Wait(Instant.Min(next, Instant.Min(_supervisor.StartAt, _supervisor.HangsAt)), ready);
        }
    }

    private void StartOrStop(PollLoop poll, Instant now)
    {
        if (_supervisor.StartAt <= now)
        {
            try
            {
                string? terminal = _terminals is [var first, ..] ? first : null;
                _node = ChildProcess.Start(_program, ["router", "run", _appliance.Node], Variables(), terminal);
                poll.Watch(_node.Descriptor, PollEvents.Readable);
                _supervisor.OnStarted(now);
            }
            catch (IOException e)
            {
                _log.Write(e.Message);
                _supervisor.OnNotStarted(now);
            }
        }
        else if (_supervisor.HangsAt <= now)
        {
            _log.Write("the node does not go on: it is killed");
            _node?.Signal(Kill);

            // Its end is reaped, and counted there.
            _supervisor.OnProgress(now);
        }
    }

    private string[] Variables() =>
    [
        .. _data is { IsMounted: true } ? (string[])[DataFolder + "=" + DataDisk.Folder] : [], .. _slots!.Variables,
        "ROUTER_TERMINALS=" + string.Join(' ', _terminals.Skip(1)),
        "NOTIFY_SOCKET=" + Notifications, $"WATCHDOG_USEC={s_patience.Nanoseconds / 1000 / 2}",
        OwnsMachine + "=1", "TERM=linux", "HOME=/tmp", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1",
    ];

    private void Reap(PollLoop poll, Instant now)
    {
        if (_node is not null && _node.TryReap(out ProcessEnd end))
        {
            poll.Unwatch(_node.Descriptor);
            _node.Dispose();
            _node = null;
            _supervisor.OnEnded(now);
            if (end.ExitCode is NodeEnd.PowerOff or NodeEnd.Reboot)
            {
                End(isReboot: end.ExitCode == NodeEnd.Reboot, now);
            }
            else if (_end == Instant.Never)
            {
                _log.Write($"the node ended ({end}), {_supervisor.Crashes} times in a row: it starts again in "
                    + $"{(_supervisor.StartAt - now).Seconds} s");
                if (_slots!.OnCrash(_supervisor, end))
                {
                    End(isReboot: true, now);
                }
            }
        }

        ChildProcess.ReapOrphans();
    }

    private void Listen(ServiceListener notifications, Instant now)
    {
        while (notifications.TryTake(out string text))
        {
            foreach (string line in text.Split('\n'))
            {
                switch (line)
                {
                    case "READY=1":
                        _supervisor.OnReady(now);
                        _slots!.OnReady();
                        _log.Write($"the node is ready, {now.Nanoseconds / 1_000_000} ms after power-on");
                        break;
                    case "WATCHDOG=1":
                        _supervisor.OnProgress(now);
                        break;
                    case not null when line.StartsWith(SlotKeeper.HealthWord, StringComparison.Ordinal):
                        _slots!.OnHealth(line[SlotKeeper.HealthWord.Length..]);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private void Feed(Instant now)
    {
        if (_feedAt > now)
        {
            return;
        }

        // While the machine ends nothing is fed: an end that hangs is ended by the hardware.
        if (_end == Instant.Never && _supervisor.MayFeed(now))
        {
            _watchdog!.Feed();
        }

        _feedAt = now + new Duration(_watchdog!.Timeout.Nanoseconds / 4);
    }

    private void End(bool isReboot, Instant now)
    {
        if (_end != Instant.Never)
        {
            return;
        }

        _isReboot = isReboot;
        _end = now + s_goodbye;
        if (_supervisor.IsRunning)
        {
            _node?.Signal(Terminate);
        }
    }

    private void EndMachine()
    {
        _log.Write(_isReboot ? "the machine reboots" : "the machine is switched off");
        ChildProcess.SignalAll(Terminate);
        ChildProcess.SignalAll(Kill);
        FileSystems.Sync();
        _data?.Stop();
        if (!_isReboot)
        {
            _watchdog?.Disarm();
        }

        try
        {
            (!_isReboot ? Power.PowerOff : _slots is null ? (Action)Power.Reboot : _slots.Reboot)();
        }
        catch (IOException e)
        {
            _log.Write(e.Message);
        }
    }
}
