using System;
using System.CommandLine;
using Router.Bench.Bgp;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench bgp</c>: our BGP speaker beside BIRD 2.</summary>
internal static class BenchBgpCommand
{
    private static readonly BgpOptions s_defaults = new();

    private static readonly Option<string[]> s_scenarios = new("--scenario")
    {
        Description = $"What is raced: '{string.Join("', '", BgpOptions.AllScenarios)}'; without it, all of them",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int?> s_prefixes = new("--prefixes")
    {
        Description = "Instead of scenarios: one peer with so many prefixes, at most 1000000",
    };

    private static readonly Option<int> s_runs = new("--runs")
    {
        Description = "Starts of each daemon in each scenario, in turns",
        DefaultValueFactory = static _ => s_defaults.Runs,
    };

    private static readonly Option<int> s_mesh = new("--mesh-sessions")
    {
        Description = "Sessions of the scenario 'mesh'",
        DefaultValueFactory = static _ => s_defaults.MeshSessions,
    };

    private static readonly Option<double> s_rest = new("--rest")
    {
        Description = "Seconds for which a mesh is watched at rest",
        DefaultValueFactory = static _ => s_defaults.RestSeconds,
    };

    private static readonly Option<bool> s_alone = new("--without-bird")
    {
        Description = "Run ours alone",
    };

    private static readonly Option<string?> s_router = new("--router")
    {
        Description = "Another router command to race with; without it, this one",
    };

    private static readonly Option<int?> s_core = new("--core")
    {
        Description = "The daemon's core; without it, the last one this process may use",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print the report as one JSON document; progress and the closing line go to standard error",
    };

    public static Command Create()
    {
        var command = new Command(
            "bgp", "The BGP speaker beside Debian's BIRD 2 on the same tables; needs root and two cores")
        {
            s_scenarios, s_prefixes, s_runs, s_mesh, s_rest, s_alone, s_router, s_core, s_json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt => new BgpBench(Console.Out, Console.Error).Run(
            new BgpOptions
            {
                Scenarios = result.GetValue(s_scenarios) is { Length: > 0 } names ? names : s_defaults.Scenarios,
                Prefixes = result.GetValue(s_prefixes),
                Runs = result.GetValue(s_runs),
                MeshSessions = result.GetValue(s_mesh),
                RestSeconds = result.GetValue(s_rest),
                WithoutBird = result.GetValue(s_alone),
                Router = result.GetValue(s_router),
                Core = result.GetValue(s_core),
                Json = result.GetValue(s_json),
            },
            interrupt.Token)));
        return command;
    }
}
