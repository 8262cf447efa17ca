using System;
using System.CommandLine;
using System.Linq;

namespace Router.Cli.Lab;

/// <summary><c>router lab clean</c>: removes what labs left that were killed.</summary>
internal static class LabCleanCommand
{
    public static Command Create(Option<string?> name)
    {
        var command = new Command("clean", "Remove what labs left that no longer run: processes, sockets, logs");
        command.SetAction(result => Run(result.GetValue(name)));
        return command;
    }

    private static int Run(string? name)
    {
        string[] running = [.. LabPlaces.Running()];
        if (name is not null && running.Contains(name))
        {
            Console.Error.WriteLine($"router: lab {name} runs; 'router lab -n {name} down' ends it");
            return 1;
        }

        foreach (string lab in LabPlaces.Known().Except(running).Where(lab => name is null || lab == name))
        {
            foreach (string removed in LabLeftovers.Remove(lab))
            {
                Console.WriteLine($"lab {lab}: removed {removed}");
            }
        }

        return 0;
    }
}
