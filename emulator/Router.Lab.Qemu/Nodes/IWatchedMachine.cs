using Router.Lab.Machines;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Qemu.Nodes;

/// <summary>A machine whose sockets a poll loop watches.</summary>
public interface IWatchedMachine : ILabMachine
{
    /// <summary>Takes what has come from the machine: frames enter the simulation at an instant not yet past.</summary>
    /// <param name="simulation">The lab's.</param>
    /// <param name="id">The machine's node in it.</param>
    /// <param name="at">When.</param>
    void Pump(Simulation simulation, int id, Instant at);

    /// <summary>Tells the loop what is waited for now: before each wait.</summary>
    void Watch();
}
