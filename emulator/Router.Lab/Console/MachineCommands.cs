using System;
using Router.Images.Host;
using Router.Lab.Engine;
using Router.Lab.Machines;
using Router.Lab.Topology;
using Router.Node.Console;
using Router.Sim;

namespace Router.Lab.Console;

/// <summary>Hands on the switches and cables of a lab: power, pause, reset, link.</summary>
internal sealed class MachineCommands(RunningLab lab)
{
    public ConsoleJob Pause(ConsoleRequest request) =>
        OnMachine(request, "usage: lab pause NODE", static machine => machine.Pause(), "stands still");

    public ConsoleJob Continue(ConsoleRequest request) =>
        OnMachine(request, "usage: lab continue NODE", static machine => machine.Continue(), "goes on");

    public ConsoleJob Reset(ConsoleRequest request)
    {
        if (request.Arguments.Count == 1 && lab.Find(request.Arguments[0]) is { } host)
        {
            lab.Network.Restart(host.Name);
            return ConsoleJob.Finished($"{host.Name} starts anew");
        }

        return OnMachine(request, "usage: lab reset NODE", static machine => machine.Reset(), "starts anew");
    }

    public ConsoleJob Power(ConsoleRequest request)
    {
        if (request.Arguments.Count != 2 || request.Arguments[1] is not ("on" or "off"))
        {
            return ConsoleJob.Finished("usage: lab power NODE on|off", 2);
        }

        string name = request.Arguments[0];
        if (!lab.Simulation.TryFindNode(name, out int id))
        {
            return Unknown(name);
        }

        bool on = request.Arguments[1] == "on";
        if (lab.Simulation.IsAlive(id) == on)
        {
            return ConsoleJob.Finished($"{name} is {(on ? "on" : "off")} already");
        }

        return Try(
            () =>
            {
                if (on)
                {
                    lab.Network.Restart(name);
                }
                else
                {
                    lab.Network.Crash(name);
                }
            },
            $"{name} is {(on ? "on" : "off")}");
    }

    public ConsoleJob Link(ConsoleRequest request)
    {
        if (request.Arguments.Count != 2 || request.Arguments[1] is not ("up" or "down")
            || !LabEndpoint.TryParse(request.Arguments[0], out LabEndpoint end))
        {
            return ConsoleJob.Finished("usage: lab link NODE:PORT up|down", 2);
        }

        if (!lab.Network.TryFindLink(end, out Link? link, out _))
        {
            return ConsoleJob.Finished($"no cable is plugged into {end}; 'lab links' lists them", 2);
        }

        lab.Simulation.SetCarrier(link!, request.Arguments[1] == "up");
        return ConsoleJob.Finished($"{link!.Name} is {request.Arguments[1]}");
    }

    private ConsoleJob OnMachine(ConsoleRequest request, string usage, Action<ILabMachine> act, string what)
    {
        if (request.Arguments.Count != 1)
        {
            return ConsoleJob.Finished(usage, 2);
        }

        string name = request.Arguments[0];
        if (lab.FindMachine(name) is not { } machine)
        {
            return lab.Simulation.TryFindNode(name, out _)
                ? ConsoleJob.Finished($"{name} lives in this process and is no machine", 2)
                : Unknown(name);
        }

        if (!lab.IsRunning(machine))
        {
            return ConsoleJob.Finished($"{name} is off; 'lab power {name} on' starts it", 1);
        }

        return Try(() => act(machine), $"{name} {what}");
    }

    // A machine that does not obey is no reason to end the lab.
    private static ConsoleJob Try(Action act, string done)
    {
        try
        {
            act();
            return ConsoleJob.Finished(done);
        }
        catch (HostException e)
        {
            return ConsoleJob.Finished(e.Message, 1);
        }
    }

    private ConsoleJob Unknown(string name) =>
        ConsoleJob.Finished($"there is no node or pod named '{name}' here; there are {lab.HostNames}", 2);
}
