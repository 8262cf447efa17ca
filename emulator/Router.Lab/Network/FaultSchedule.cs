using Router.Lab.Topology;
using Router.Sim;

namespace Router.Lab.Network;

/// <summary>Puts the faults of a lab file on the simulation's timeline, each with its undoing.</summary>
public static class FaultSchedule
{
    public static void Apply(LabNetwork network)
    {
        foreach (LabFault fault in network.File.Faults)
        {
            Apply(network, fault);
        }
    }

    private static void Apply(LabNetwork network, LabFault fault)
    {
        Simulation simulation = network.Simulation;
        string place = fault.Node.Length > 0 ? fault.Node : fault.Link.ToString();
        string label = $"fault {fault.Kind} {place}";
        Impairment before = default;
        Impairment beforeBack = default;
        simulation.Schedule(fault.At, -1, label, _ => Begin());
        if (fault.For is { } duration)
        {
            simulation.Schedule(fault.At + duration, -1, label + " ends", _ => End());
        }

        void Begin()
        {
            network.TryFindLink(fault.Link, out Link? link, out bool _);
            switch (fault.Kind)
            {
                case LabFaultKind.Crash:
                    network.Crash(fault.Node);
                    break;
                case LabFaultKind.Restart:
                    network.Restart(fault.Node);
                    break;
                case LabFaultKind.Impair:
                    before = link!.Forward.Impairment;
                    beforeBack = link.Backward.Impairment;
                    Simulation.Impair(link, fault.Forward, fault.Backward);
                    break;
                default:
                    simulation.SetCarrier(link!, fault.Kind == LabFaultKind.CarrierUp);
                    break;
            }
        }

        void End()
        {
            network.TryFindLink(fault.Link, out Link? link, out bool _);
            switch (fault.Kind)
            {
                case LabFaultKind.Crash:
                    network.Restart(fault.Node);
                    break;
                case LabFaultKind.Impair:
                    // What the fault named goes back; what another fault changed since stays.
                    Simulation.Impair(link!, fault.Forward.Revert(before), fault.Backward.Revert(beforeBack));
                    break;
                default:
                    simulation.SetCarrier(link!, fault.Kind == LabFaultKind.CarrierDown);
                    break;
            }
        }
    }
}
