using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Sim;

/// <summary>Puts recorded input back at the instants it first came in. No peer and no clock is needed.</summary>
public static class InputReplay
{
    /// <summary>Schedules one input as an event of the outside source.</summary>
    public static void Schedule(Simulation simulation, IInputHandler handler, Instant at, ExternalInput input)
    {
        int node = simulation.TryFindNode(input.Target, out int id) ? id : -1;
        string label = $"{input.Kind} {input.Target} {input.Text}";
        simulation.ScheduleOutside(at, node, label, now => handler.OnInput(input, now));
    }

    /// <summary>Schedules a whole recording before the run starts.</summary>
    public static void ScheduleAll(
        Simulation simulation, IInputHandler handler, IEnumerable<(Instant At, ExternalInput Input)> recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        foreach ((Instant at, ExternalInput input) in recording)
        {
            Schedule(simulation, handler, at, input);
        }
    }
}
