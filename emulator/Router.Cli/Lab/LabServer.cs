using System;
using System.Runtime.InteropServices;
using Router.Boards.Linux.Control;
using Router.Hal.Linux;
using Router.Lab.Console;
using Router.Lab.Engine;
using Router.Lab.Machines;
using Router.Lab.Qemu.Nodes;
using Router.Lab.Reading;
using Router.Wire;

namespace Router.Cli.Lab;

/// <summary>
/// Runs a lab paced by the clock and serves its control socket, on one thread, until it is told to end.
/// </summary>
internal sealed class LabServer : IDisposable
{
    private static readonly Duration s_farewell = Duration.FromMilliseconds(50);

    private readonly RunningLab _lab;
    private readonly MonotonicClock _clock = new();
    private readonly PollLoop _poll;
    private readonly SignalWatch _signals = new();
    private readonly ControlServer _control;
    private readonly Instant _clockStart;
    private Instant _end = Instant.Never;

    /// <summary>Builds the lab and switches its machines on; what they boot has been prepared.</summary>
    public LabServer(LabConfiguration configuration)
    {
        LabPlaces.Prepare();
        _poll = new PollLoop(_clock);
        _poll.Watch(_signals.Descriptor, PollEvents.Readable);
        string name = configuration.File.Name;
        MachineSet machines = new(LabPlaces.MachinesOf(name), _poll, Console.Error.WriteLine);
        _lab = new RunningLab(configuration, machines: machines);
        var commands = new LabCommands(_lab, EndSoon);
        _control = new ControlServer(LabPlaces.SocketOf(name), _poll, $"Router lab {name}", commands.Execute);
        _clockStart = _clock.Now;
    }

    public RunningLab Lab => _lab;

    /// <summary>Real time since the lab started.</summary>
    public Duration Elapsed => _clock.Now - _clockStart;

    /// <summary>Runs until every session is up or the time is over; false then, or when a signal came.</summary>
    public bool RunUntilReady(Duration patience)
    {
        Instant limit = _clock.Now + patience;
        while (!_lab.IsReady && _end == Instant.Never)
        {
            if (_clock.Now >= limit)
            {
                return false;
            }

            Turn();
        }

        return _lab.IsReady;
    }

    /// <summary>Runs until <c>lab down</c> or a signal that ends processes.</summary>
    public void Run()
    {
        while (_clock.Now < _end)
        {
            Turn();
        }
    }

    public void Dispose()
    {
        foreach (ILabMachine machine in _lab.Machines)
        {
            machine.Dispose();
        }

        LabLeftovers.Tidy(_lab.File.Name);
        _control.Dispose();
        _signals.Dispose();
        _poll.Dispose();
    }

    // The name is free when the command returns; the farewell lets the answer leave.
    private void EndSoon()
    {
        _control.StopListening();
        _end = Instant.Min(_end, _clock.Now + s_farewell);
    }

    private void Turn()
    {
        Instant now = Virtual(_clock.Now);
        PumpMachines(now);
        _lab.Simulation.RunUntil(now);
        _control.Poll(_lab.Simulation.Now);
        _lab.MachineSessions.Poll(_lab.Simulation.Now);
        while (_signals.TryTake(out PosixSignal signal))
        {
            // A terminal that goes away does not end a detached lab.
            if (signal != PosixSignal.SIGHUP)
            {
                _end = _clock.Now;
            }
        }

        foreach (ILabMachine machine in _lab.Machines)
        {
            (machine as IWatchedMachine)?.Watch();
        }

        Instant next = Instant.Min(
            Instant.Min(_lab.Simulation.NextEventAt, _control.PollAt()), _lab.MachineSessions.PollAt());
        Instant wake = next == Instant.Never ? Instant.Never : _clockStart + (Instant.Max(next, now) - Instant.Zero);
        Span<Ready> ready = stackalloc Ready[32];
        _poll.Wait(Instant.Min(wake, _end), ready);
    }

    // What machines sent enters before time goes on to now, so that it is not late by a turn.
    private void PumpMachines(Instant now)
    {
        for (int id = 0; id < _lab.Simulation.NodeCount; id++)
        {
            if (_lab.Simulation.Node(id) is not IWatchedMachine machine || !_lab.Simulation.IsAlive(id))
            {
                continue;
            }

            machine.Pump(_lab.Simulation, id, Instant.Max(now, _lab.Simulation.Now));

            // One that switched itself off is off for its neighbours too.
            if (machine.State == LabMachineState.Off)
            {
                _lab.Network.Crash(machine.Name);
            }
        }
    }

    private Instant Virtual(Instant now) => Instant.Zero + (now - _clockStart);
}
