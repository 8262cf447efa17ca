using System;
using System.CommandLine;
using Router.Bench.Common;
using Router.Bench.Paths;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench path</c>: forwarding in memory.</summary>
internal static class BenchPathCommand
{
    private static readonly PathOptions s_defaults = new();

    private static readonly Option<PathKind[]> s_kinds = new("--kind")
    {
        Description = "What to do to the frames; without it, each in turn",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> s_frames = new("--frames")
    {
        Description = "Frames of 64 octets in memory",
        DefaultValueFactory = static _ => s_defaults.Frames,
    };

    private static readonly Option<int> s_flows = new("--flows")
    {
        Description = "Flows, in random order",
        DefaultValueFactory = static _ => s_defaults.Flows,
    };

    private static readonly Option<int> s_slot = new("--slot")
    {
        Description = "Octets from one frame to the next, a power of two; 2048 on a board",
        DefaultValueFactory = static _ => s_defaults.SlotSize,
    };

    private static readonly Option<int> s_burst = new("--burst")
    {
        Description = "Frames that arrive at once, 1 to 64",
        DefaultValueFactory = static _ => s_defaults.Burst,
    };

    private static readonly Option<int> s_launches = new("--launches")
    {
        Description = "Processes of each contestant, in turns",
        DefaultValueFactory = static _ => s_defaults.Launches,
    };

    private static readonly Option<int> s_passes = new("--passes")
    {
        Description = "Times that each of them forwards all frames",
        DefaultValueFactory = static _ => s_defaults.Passes,
    };

    private static readonly Option<ulong> s_seed = new("--seed")
    {
        Description = "What all that is random comes from",
        DefaultValueFactory = static _ => s_defaults.Seed,
    };

    private static readonly Option<bool> s_alone = new("--no-contestants")
    {
        Description = "Measure ours alone, without the contestant in C",
    };

    private static readonly Option<int?> s_core = new("--core")
    {
        Description = "The core to measure on; without it, the last one this process may use",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print the report as one JSON document; progress and the closing line go to standard error",
    };

    public static Command Create()
    {
        var command = new Command(
            "path", "Forwarding, encapsulation and decapsulation in memory; every frame that comes out is checked")
        {
            s_kinds, s_frames, s_flows, s_slot, s_burst, s_launches, s_passes, s_seed, s_alone, s_core, s_json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt => new PathBench(
            new ProcessRunner(Console.Error.WriteLine), Console.Out, Console.Error)
            .Run(Options(result), interrupt.Token)));
        return command;
    }

    /// <summary>Our contestant, started by the command above.</summary>
    public static Command CreateWorker()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(PathWorker.Verb) { arguments };
        command.Hidden = true;
        command.SetAction(result => BenchCommand.Guard(
            _ => PathWorker.Run(result.GetRequiredValue(arguments), Console.Out)));
        return command;
    }

    private static PathOptions Options(ParseResult result) => new()
    {
        Kinds = result.GetValue(s_kinds) is { Length: > 0 } kinds ? kinds : s_defaults.Kinds,
        Frames = result.GetValue(s_frames),
        Flows = result.GetValue(s_flows),
        SlotSize = result.GetValue(s_slot),
        Burst = result.GetValue(s_burst),
        Launches = result.GetValue(s_launches),
        Passes = result.GetValue(s_passes),
        Seed = result.GetValue(s_seed),
        Contestants = !result.GetValue(s_alone),
        Core = result.GetValue(s_core),
        Json = result.GetValue(s_json),
    };
}
