using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Lab.Engine;
using Router.Lab.Topology;
using Router.Lab.Trace;
using Router.Node.Console;
using Router.Node.Echo;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>The commands of a running lab, behind <c>router lab …</c>.</summary>
public sealed class LabCommands
{
    private const string PingUsage =
        "usage: lab ping SRC DST [-c N] [-i SECONDS] [-s SIZE] [-M do|want|dont] [-t TTL] [-W SECONDS]";

    private readonly RunningLab _lab;
    private readonly ConsoleShell _shell;
    private readonly Action _down;

    /// <param name="lab">The lab.</param>
    /// <param name="down">Ends it.</param>
    public LabCommands(RunningLab lab, Action down)
    {
        _lab = lab;
        _down = down;
        MachineCommands machines = new(lab);
        _shell = new ConsoleShell(
        [
            new("ps", "ps", "Nodes and pods",
                request => new PsJob(_lab, request.Json, request.Now)),
            new("links", "links", "Cables with their impairments and counts", Links),
            new("exec", "exec NODE COMMAND", "A console command on a node or pod", Exec),
            new("ping", "ping SRC DST [-c N]", "Ping from a pod or node to a name or address", Ping),
            new("trace", "trace SRC DST", "The way of one packet, with every decision", Trace),
            new("capture", "capture NODE:PORT", "Frames of a port, a line each", Capture),
            new("log", "log NODE", "The last lines of a node's log", Log),
            new("wait", "wait", "Ends when every session is up", request => new WaitJob(_lab, request.Now)),
            new("link", "link NODE:PORT up|down", "Plug a cable in, or pull it", machines.Link),
            new("power", "power NODE on|off", "Switch a node on or off", machines.Power),
            new("reset", "reset NODE", "Start a node anew", machines.Reset),
            new("pause", "pause NODE", "Stop the time of a machine", machines.Pause),
            new("continue", "continue NODE", "Let a machine go on", machines.Continue),
            new("down", "down", "End the lab", Down),
        ]);
    }

    public ConsoleJob Execute(string line, Instant now) => _shell.Execute(line, now);


    private ConsoleJob Links(ConsoleRequest request) =>
        ConsoleJob.Finished(
            request.Json ? LabTables.LinksJson(_lab) : LabTables.Links(_lab) + LabTables.Footer(_lab));

    private ConsoleJob Exec(ConsoleRequest request)
    {
        if (request.Arguments.Count < 2)
        {
            return ConsoleJob.Finished("usage: lab exec NODE -- COMMAND", 2);
        }

        string line = string.Join(' ', request.Arguments.Skip(1)) + (request.Json ? " -o json" : string.Empty);
        return Execute(request.Arguments[0], line, request.Now);
    }

    private ConsoleJob Execute(string name, string line, Instant now)
    {
        if (_lab.FindMachine(name) is { } machine)
        {
            return _lab.IsRunning(machine)
                ? new HostJob(_lab, machine, machine.Execute(line, now))
                : Down(machine);
        }

        if (_lab.Find(name) is not { } host)
        {
            return NoSuchHost(name);
        }

        return _lab.IsRunning(host) ? Started(host, host.Execute(line, now)) : Down(host);
    }

    private ConsoleJob Ping(ConsoleRequest request)
    {
        List<string> words = request.Arguments.ToList();
        int[] names = Enumerable.Range(0, words.Count)
            .Where(i => !words[i].StartsWith('-') && !IsOptionValue(words, i)).ToArray();
        if (names.Length != 2)
        {
            return ConsoleJob.Finished(PingUsage, 2);
        }

        string source = words[names[0]];
        string target = words[names[1]];
        if (_lab.Find(source) is null && _lab.FindMachine(source) is null)
        {
            return NoSuchHost(source);
        }

        if (_lab.AddressOf(target) is not { } destination)
        {
            return NoSuchHost(target);
        }

        words[names[1]] = destination.ToString();
        words.RemoveAt(names[0]);
        if (_lab.FindMachine(source) is not null)
        {
            string more = request.Json ? " -o json" : string.Empty;
            return Execute(source, "ping " + string.Join(' ', words) + more, request.Now);
        }

        if (_lab.Find(source) is not { } host)
        {
            return NoSuchHost(source);
        }

        if (!_lab.IsRunning(host))
        {
            return Down(host);
        }

        if (!PingOptions.TryParse(words, out PingOptions options, out string error))
        {
            return ConsoleJob.Finished($"{error.Split('\n')[0]}\n{PingUsage}", 2);
        }

        var job = new PingJob(host.Host.Echo, options, request.Json, request.Now);
        return Started(host, host.Host.Attach(job, request.Now));
    }

    // A word of two letters takes the next one for its value; -c4 has it on board, and -n has none.
    private static bool IsOptionValue(List<string> words, int index) =>
        index > 0 && words[index - 1].Length == 2 && words[index - 1][0] == '-' && words[index - 1] != "-n";

    private ConsoleJob Trace(ConsoleRequest request)
    {
        if (request.Arguments.Count != 2)
        {
            return ConsoleJob.Finished("usage: lab trace SRC DST", 2);
        }

        if (_lab.FindMachine(request.Arguments[0]) is not null)
        {
            return ConsoleJob.Finished(
                $"{request.Arguments[0]} runs outside of this process: only what begins in it can be followed", 2);
        }

        if (_lab.Find(request.Arguments[0]) is not { } host)
        {
            return NoSuchHost(request.Arguments[0]);
        }

        if (!_lab.IsRunning(host))
        {
            return Down(host);
        }

        if (_lab.AddressOf(request.Arguments[1]) is not { } destination)
        {
            return NoSuchHost(request.Arguments[1]);
        }

        if (!host.Host.Core.TrySelectSource(destination, out Ipv4Address source))
        {
            return ConsoleJob.Finished($"{host.Name} has no route to {destination}", 1);
        }

        if (_lab.Hosts.Any(static candidate => candidate.Host.Core.Tracer is not null))
        {
            return ConsoleJob.Finished("another trace is under way: try again in a moment", 1);
        }

        var job = new TraceJob(_lab, host, source, destination, request.Json, request.Now);
        return Started(host, host.Host.Attach(job, request.Now));
    }

    private ConsoleJob Capture(ConsoleRequest request)
    {
        if (request.Arguments.Count != 1 || !LabEndpoint.TryParse(request.Arguments[0], out LabEndpoint end))
        {
            return ConsoleJob.Finished("usage: lab capture NODE:PORT, such as node02:ens33", 2);
        }

        if (!_lab.Simulation.TryFindNode(end.Node, out _))
        {
            return NoSuchHost(end.Node);
        }

        int port = _lab.Network.PortOf(end);
        return port < 0
            ? ConsoleJob.Finished($"{end.Node} has no port named '{end.Port}'; 'lab links' lists them", 2)
            : new LabCaptureJob(_lab, end, port);
    }

    private ConsoleJob Log(ConsoleRequest request)
    {
        if (request.Arguments.Count == 1 && _lab.FindMachine(request.Arguments[0]) is { } machine)
        {
            return _lab.IsRunning(machine)
                ? new HostJob(_lab, machine, machine.Execute("log" + (request.Json ? " -o json" : ""), request.Now))
                : Down(machine);
        }

        if (request.Arguments.Count != 1 || _lab.Find(request.Arguments[0]) is not { } host)
        {
            return request.Arguments.Count == 1
                ? NoSuchHost(request.Arguments[0])
                : ConsoleJob.Finished("usage: lab log NODE", 2);
        }

        return ConsoleJob.Finished(request.Json ? LabTables.LogJson(host) : string.Concat(host.Log.Select(
            static entry => string.Create(
                CultureInfo.InvariantCulture, $"{entry.At} {entry.Level} {entry.Source}: {entry.Text}\n"))));
    }

    private ConsoleJob Down(ConsoleRequest request)
    {
        _down();
        return ConsoleJob.Finished($"lab {_lab.File.Name} is down");
    }

    // A job that was started from outside leaves the host with work: give it a turn now.
    private HostJob Started(LabHost host, ConsoleJob job)
    {
        _lab.Wake(host);
        return new HostJob(_lab, host, job);
    }

    private static ConsoleJob Down(ISimNode host) => ConsoleJob.Finished($"{host.Name} is down", 1);

    private ConsoleJob NoSuchHost(string name) =>
        ConsoleJob.Finished($"there is no node or pod named '{name}' here; there are {_lab.HostNames}", 2);
}
