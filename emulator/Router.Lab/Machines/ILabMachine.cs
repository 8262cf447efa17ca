using System;
using Router.Node.Console;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Machines;

/// <summary>
/// A node that runs outside of this process, in real time: frames and commands cross to it. Disposing takes its power
/// away.
/// </summary>
public interface ILabMachine : ISimNode, IDisposable
{
    /// <summary>What it is, with the boot profile of a board: <c>rpi3b, boot fast</c>.</summary>
    string Profile { get; }

    LabMachineState State { get; }

    /// <summary>Starts a command of its console, or of its shell.</summary>
    ConsoleJob Execute(string line, Instant now);

    /// <summary>Its time stands still until <see cref="Continue"/>.</summary>
    void Pause();

    void Continue();

    /// <summary>The reset button.</summary>
    void Reset();
}

/// <summary>What a machine is doing.</summary>
public enum LabMachineState : byte
{
    /// <summary>Not ready for commands yet.</summary>
    Booting,

    Running,

    Paused,

    /// <summary>Switched off, from outside or by itself.</summary>
    Off,
}

/// <summary>Makes the machines of a lab; everything that they are made of is there already.</summary>
public interface ILabMachineFactory
{
    /// <summary>Switches one on.</summary>
    ILabMachine Create(Topology.LabFile lab, Topology.LabNode node, IFramePool pool);
}
