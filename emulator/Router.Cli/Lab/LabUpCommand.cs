using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Boards.Linux.Control;
using Router.Lab.Console;
using Router.Lab.Qemu.Nodes;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Cli.Lab;

/// <summary><c>router lab up [FILE]</c>.</summary>
internal static class LabUpCommand
{
    // For the process behind --detach.
    private const string PreparedOption = "--prepared";

    public static Command Create()
    {
        var file = new Argument<string?>("file")
        {
            Description = "A lab file, or the name of a shipped one: " + string.Join(", ", BuiltInLabs.Names) +
                ". Without one: *.lab.yaml of this folder, else walkthrough.yaml",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var detach = new Option<bool>("--detach", "-d")
        {
            Description = "Leave the lab running and return when it is ready",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for sessions to come up" };
        var prepared = new Option<bool>(PreparedOption) { Hidden = true };
        var command = new Command("up", "Start a lab; without a file, the walk-through")
        {
            file, detach, noWait, prepared,
        };
        command.Aliases.Add("deploy");
        command.SetAction(result => result.GetValue(detach)
            ? Detach(result.GetValue(file), result.GetValue(noWait))
            : Foreground(result.GetValue(file), result.GetValue(noWait), result.GetValue(prepared)));
        return command;
    }

    private static int Foreground(string? file, bool noWait, bool isPrepared)
    {
        if (LabFiles.Load(file) is not { } configuration)
        {
            return 1;
        }

        if (RunsAlready(configuration.File.Name))
        {
            return 1;
        }

        if (!isPrepared)
        {
            PrepareMachines(configuration);
        }

        using var server = new LabServer(configuration);
        bool ready = noWait || server.RunUntilReady(configuration.File.Patience);
        Console.Out.Write(LabTables.Nodes(server.Lab));
        Console.Out.WriteLine();
        Console.Out.WriteLine(ready ? Banner(configuration, server.Elapsed, noWait) : NotReady(configuration.File));
        Console.Out.Write(Next(configuration.File));
        Console.Out.Flush();
        server.Run();
        return ready ? 0 : 1;
    }

    private static int Detach(string? file, bool noWait)
    {
        if (LabFiles.Load(file) is not { } configuration)
        {
            return 1;
        }

        string name = configuration.File.Name;
        if (RunsAlready(name))
        {
            return 1;
        }

        long start = Stopwatch.GetTimestamp();
        PrepareMachines(configuration);
        StartServer(file, LabPlaces.LogOf(name));
        using ControlClient client = Connect(name);
        bool ready = noWait || client.Execute("wait", static _ => { }) == 0;
        client.Execute("ps", Console.WriteLine);
        Console.WriteLine();
        if (!ready)
        {
            Console.WriteLine(NotReady(configuration.File));
            return 1;
        }

        var elapsed = new Duration(Stopwatch.GetElapsedTime(start).Ticks * 100);
        Console.WriteLine(Banner(configuration, elapsed, noWait));
        Console.Write(Next(configuration.File));
        return 0;
    }

    // In the process that people look at: packages are fetched and the firmware is built the first time.
    private static void PrepareMachines(LabConfiguration configuration)
    {
        LabPlaces.Prepare();
        LabLeftovers.Remove(configuration.File.Name);
        new MachinePreparation(LabPlaces.MachinesOf(configuration.File.Name), Console.Error.WriteLine)
            .Prepare(configuration);
    }

    private static bool RunsAlready(string name)
    {
        bool runs = LabPlaces.Running().Contains(name);
        if (runs)
        {
            Console.Error.WriteLine($"router: lab {name} runs already; 'router lab -n {name} down' ends it");
        }

        return runs;
    }

    // A shell gives the server streams and a session of its own: nobody waits for a pipe that it would hold open, and
    // whoever kills the starting command's group does not kill the lab.
    private static void StartServer(string? file, string log)
    {
        string program = Environment.ProcessPath ?? throw new IOException("the path of this program is not known");
        var start = new ProcessStartInfo("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("log=$1; shift; $(command -v setsid || echo nohup) \"$@\" </dev/null >\"$log\" 2>&1 &");
        start.ArgumentList.Add("router-lab");
        start.ArgumentList.Add(log);
        start.ArgumentList.Add(program);
        if (program.EndsWith("/dotnet", StringComparison.Ordinal))
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "router.dll"));
        }

        string[] named = file is null ? [] : [file];
        foreach (string word in (string[])["lab", "up", .. named, "--no-wait", PreparedOption])
        {
            start.ArgumentList.Add(word);
        }

        using Process shell = Process.Start(start)!;
        shell.WaitForExit();
    }

    private static ControlClient Connect(string name)
    {
        string socket = LabPlaces.SocketOf(name);
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            if (ControlClient.Answers(socket))
            {
                return new ControlClient(socket);
            }

            Thread.Sleep(10);
        }

        throw new IOException($"the lab did not start within 10 s; its log is {LabPlaces.LogOf(name)}");
    }

    private static string Banner(LabConfiguration configuration, Duration elapsed, bool noWait)
    {
        LabFile lab = configuration.File;
        if (lab.Time == LabTimeMode.Virtual && !lab.HasMachines)
        {
            Console.Error.WriteLine("the file says 'time: virtual'; a lab that people talk to runs paced");
        }

        string ready = noWait ? "started" : string.Create(CultureInfo.InvariantCulture,
            $"ready after {elapsed.Milliseconds / 1000}.{elapsed.Milliseconds % 1000 / 10:D2} s");
        int machines = lab.Nodes.Count(static node => node.Hardware is not null);
        string boards = string.Create(CultureInfo.InvariantCulture,
            $"{configuration.Plans.Count - machines} boards in one process");
        boards += machines == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", {machines} in QEMU");
        return string.Create(CultureInfo.InvariantCulture,
            $"lab {lab.Name}: {ready}; time {LabTables.TimeOf(lab)}, seed {lab.Seed}, {boards}");
    }

    private static string NotReady(LabFile lab) =>
        $"lab {lab.Name}: not every session came up within {lab.Patience.Seconds} s; 'router lab log NODE' tells why";

    private static string Next(LabFile lab)
    {
        string source = lab.Pods.Count > 1 ? lab.Pods[^1].Name : lab.Nodes[0].Name;
        string target = lab.Pods.Count > 0 ? lab.Pods[0].Name : lab.Nodes[^1].Name;
        LabNode board = lab.Nodes.Last(static node => node.Kind == LabNodeKind.Board);
        return $"""

            Next, in another terminal:
              ./router lab ping {source} {target} -c 4
              ./router lab trace {source} {target}
              ./router lab exec {board.Name} -- route -n
              ./router lab capture {board.Name}:{board.Ports[0].Name} -w {board.Name}.pcapng
              ./router lab down

            """;
    }
}
