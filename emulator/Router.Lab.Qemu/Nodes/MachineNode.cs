using System;
using System.Collections.Generic;
using System.Text;
using Router.Hal.Linux;
using Router.Images.Boards;
using Router.Lab.Machines;
using Router.Lab.Qemu.Control;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;
using Router.Lab.Qemu.Wires;
using Router.Lab.Topology;
using Router.Node.Console;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Qemu.Nodes;

/// <summary>
/// A board in QEMU as a node of a lab: what the lab sends it goes into its cables at once, what comes out of them
/// enters the simulation when <see cref="Pump"/> is called. Disposing takes its power away.
/// </summary>
public sealed class MachineNode : IWatchedMachine
{
    private const int Batch = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly LabNode _node;
    private readonly LabMachine _machine;
    private readonly PollLoop _loop;
    private readonly Action<string> _tell;
    private readonly BackgroundProgram _qemu;
    private readonly SerialLine _console;
    private readonly QmpClient _qmp;
    private readonly StreamWire?[] _wires;
    private readonly bool[] _carrier;
    private readonly TerminalServer _terminals;
    private readonly SerialShell _shell;
    private readonly Queue<(int Port, Frame Frame)> _inbound = new();
    private bool _isPaused;
    private bool _isOver;

    /// <summary>Switches it on.</summary>
    /// <param name="node">The node that it is.</param>
    /// <param name="machine">What it is made of; a card for each port that has a cable, by the name of its NIC.</param>
    /// <param name="pool">Where its frames live in the lab.</param>
    /// <param name="loop">Watches its sockets.</param>
    /// <param name="tell">Takes what went wrong with it while the lab goes on.</param>
    /// <exception cref="LabQemuException">QEMU does not start.</exception>
    public MachineNode(LabNode node, LabMachine machine, IFramePool pool, PollLoop loop, Action<string> tell)
    {
        _tell = tell;
        _node = node;
        _machine = machine;
        _loop = loop;
        Pool = pool;
        IReadOnlyList<string> nics = node.Hardware!.Nics;
        _wires = new StreamWire?[nics.Count];
        _carrier = new bool[nics.Count];
        Array.Fill(_carrier, true);

        // Whatever becomes of the lab, QEMU does not outlive it.
        _qemu = new BackgroundProgram("setpriv",
            ["--pdeathsig", "KILL", LabArguments.ProgramFor(machine.Board.Arch), .. LabArguments.For(machine)]);
        try
        {
            _console = SerialLine.Connect(machine.ConsoleSocket, () => !_qemu.HasExited, s_patience);
            _qmp = QmpClient.Connect(machine.ControlSocket, s_patience);
            foreach (WireCard card in machine.Cards)
            {
                _wires[IndexOf(nics, card.Name)] = StreamWire.Connect(machine.WireSocket(card.Name), s_patience);
            }

            _terminals = new TerminalServer(
                System.IO.Path.Combine(machine.Folder, TerminalSocket), loop, octets => _console.Write(octets));
        }
        catch (LabQemuException e)
        {
            _qemu.Dispose();
            throw new LabQemuException($"{node.Name}: {e.Message}\n{_qemu.Log.Trim()}", e);
        }

        _shell = new SerialShell(node.CalicoNode, text => _console.Write(Encoding.UTF8.GetBytes(text)));
        Watch();
    }

    /// <summary>Where <c>lab console</c> connects to, in the machine's folder.</summary>
    public const string TerminalSocket = "terminal";

    public string Name => _node.Name;

    public IFramePool Pool { get; }

    public string Profile => $"{_machine.Board.Name}, boot {_node.Hardware!.Boot.ToString().ToLowerInvariant()}";

    public LabMachineState State =>
        _isOver || _console.HasEnded ? LabMachineState.Off
        : _isPaused ? LabMachineState.Paused
        : _shell.IsReady ? LabMachineState.Running
        : LabMachineState.Booting;

    public ConsoleJob Execute(string line, Instant now) => _isPaused
        ? ConsoleJob.Finished($"{Name} stands still; 'lab continue {Name}' lets it go on", 1)
        : _shell.Execute(line, now);

    public void Pause()
    {
        _qmp.Stop();
        _isPaused = true;
    }

    public void Continue()
    {
        _qmp.Continue();
        _isPaused = false;
    }

    public void Reset()
    {
        _shell.Restarted("the board was reset");
        _qmp.Reset();
    }

    public void Receive(int port, Frame frame, Instant now)
    {
        _wires[port]?.Send(Pool.Octets(frame));
        Pool.Return(frame);
    }

    public void Poll(Instant now, ISimSink sink)
    {
        while (_inbound.TryDequeue(out (int Port, Frame Frame) next))
        {
            sink.Transmit(next.Port, next.Frame);
        }
    }

    public Instant PollAt() => Instant.Never;

    public void SetLink(int port, bool up, Instant now)
    {
        if (_carrier[port] == up || _wires[port] is null || State == LabMachineState.Off)
        {
            return;
        }

        _carrier[port] = up;
        try
        {
            SetLink(_machine.Cards[IndexOf(port)], up);
        }
        catch (LabQemuException e)
        {
            // One machine that does not obey is no reason to end the lab.
            _tell($"{Name}: {e.Message}");
        }
    }

    private void SetLink(WireCard card, bool up)
    {
        if (_machine.Board.Qemu.Nic!.Carrier == CarrierLoss.SetLink)
        {
            _qmp.SetLink(card.WireId, up);
        }
        else if (up)
        {
            _qmp.AddDevice(_machine.Board.Qemu.Nic.Device, card.DeviceId,
                [new("netdev", card.WireId), new("mac", card.Mac)]);
        }
        else
        {
            _qmp.RemoveDevice(card.DeviceId);
        }
    }

    public void Pump(Simulation simulation, int id, Instant at)
    {
        while (_console.Read() is { IsEmpty: false } shown)
        {
            _terminals.Show(shown);
            _shell.Take(shown);
        }

        _console.Flush();
        _terminals.Poll();
        for (int i = 0; i < _wires.Length; i++)
        {
            TakeFrames(i);
        }

        if (_inbound.Count > 0)
        {
            simulation.ScheduleOutside(at, id, "from " + Name, static _ => { });
        }
    }

    public void Watch()
    {
        Watch(_console.Descriptor, _console.Interest);
        foreach (StreamWire? wire in _wires)
        {
            if (wire is not null)
            {
                Watch(wire.Descriptor, wire.Interest);
            }
        }
    }

    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        _shell.End();
        _loop.Unwatch(_console.Descriptor);
        foreach (StreamWire? wire in _wires)
        {
            if (wire is not null)
            {
                _loop.Unwatch(wire.Descriptor);
                wire.Dispose();
            }
        }

        _terminals.Dispose();
        _qmp.Dispose();
        _qemu.Dispose();
        _console.Dispose();
        while (_inbound.TryDequeue(out (int Port, Frame Frame) next))
        {
            Pool.Return(next.Frame);
        }
    }

    private void Watch(int descriptor, PollEvents interest)
    {
        // Who waits for nothing must not be watched: its end would be told again and again.
        if (interest == PollEvents.None)
        {
            _loop.Unwatch(descriptor);
        }
        else
        {
            _loop.Watch(descriptor, interest);
        }
    }

    // Frames stay in the cable when there are many, or no slot is free: the lab's pool is for all its nodes.
    private void TakeFrames(int port)
    {
        if (_wires[port] is not { } wire)
        {
            return;
        }

        wire.Flush();
        for (int left = Batch; left > 0 && Pool.TryRent(out Frame frame); left--)
        {
            frame.Length = Pool.SlotSize - Pool.Headroom;
            if (!wire.TryReceive(Pool.Octets(frame), out int length))
            {
                Pool.Return(frame);
                return;
            }

            frame.Length = length;
            _inbound.Enqueue((port, frame));
        }
    }

    private int IndexOf(int port)
    {
        string nic = _node.Hardware!.Nics[port];
        for (int i = 0; i < _machine.Cards.Count; i++)
        {
            if (_machine.Cards[i].Name == nic)
            {
                return i;
            }
        }

        return -1;
    }

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"the board has no NIC {name}", nameof(name));
    }
}
