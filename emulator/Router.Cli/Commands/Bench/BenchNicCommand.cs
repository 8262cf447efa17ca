using System;
using System.CommandLine;
using Router.Bench.Nic;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench nic</c>: forwarding between two interfaces.</summary>
internal static class BenchNicCommand
{
    private static readonly NicOptions s_defaults = new();

    private static readonly Option<string[]> s_contestants = new("--contestants")
    {
        Description = $"Who takes part: '{string.Join("', '", s_defaults.Contestants)}'",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> s_rounds = new("--rounds")
    {
        Description = "Starts of each contestant, in turns",
        DefaultValueFactory = static _ => s_defaults.Rounds,
    };

    private static readonly Option<double> s_seconds = new("--seconds")
    {
        Description = "How long each is flooded, and as long again timed at little load",
        DefaultValueFactory = static _ => s_defaults.Seconds,
    };

    private static readonly Option<long?> s_rate = new("--rate")
    {
        Description = "Frames a second for delays; without it, a tenth of what the first contestant forwards",
    };

    private static readonly Option<int> s_size = new("--size")
    {
        Description = "Octets of a frame, without its check sequence",
        DefaultValueFactory = static _ => s_defaults.FrameSize,
    };

    private static readonly Option<int?> s_core = new("--core")
    {
        Description = "The router's core; without it, the last one this process may use",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print the report as one JSON document; progress and the closing line go to standard error",
    };

    public static Command Create()
    {
        var command = new Command(
            "nic", "Forwarding between two virtual cables, beside C and the kernel; needs root and two cores")
        {
            s_contestants, s_rounds, s_seconds, s_rate, s_size, s_core, s_json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt => new NicBench(Console.Out, Console.Error).Run(
            new NicOptions
            {
                Contestants = result.GetValue(s_contestants) is { Length: > 0 } names ? names : s_defaults.Contestants,
                Rounds = result.GetValue(s_rounds),
                Seconds = result.GetValue(s_seconds),
                Rate = result.GetValue(s_rate),
                FrameSize = result.GetValue(s_size),
                Core = result.GetValue(s_core),
                Json = result.GetValue(s_json),
            },
            interrupt.Token)));
        return command;
    }
}
