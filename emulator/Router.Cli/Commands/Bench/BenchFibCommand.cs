using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using Router.Bench.Common;
using Router.Bench.Fib;
using Router.Bench.Fib.Running;
using Router.Bench.Fib.Streams;
using Router.Bench.Fib.Tables;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench fib TABLE…</c>: lookups, updates and sizes of forwarding tables.</summary>
internal static class BenchFibCommand
{
    private static readonly Argument<string[]> s_tables = new("table")
    {
        Description = "Files of lines 'prefix/len [label]', IPv4 or IPv6, plain or .xz. "
            + "Labels are next hops unless --next-hops is given. None: a synthetic full table",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int?> s_hops = new("--next-hops")
    {
        Description = "Give out N next hops instead of the labels",
        HelpName = "N",
    };

    private static readonly Option<string> s_model = new("--model")
    {
        Description = "independent: each prefix draws its own; correlated: prefixes of one origin (the label) share it",
        DefaultValueFactory = _ => "independent",
    };

    private static readonly Option<ulong> s_seed = new("--seed")
    {
        Description = "What all that is random comes from",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> s_calico = new("--calico")
    {
        Description = "Built-in table of a Calico cluster: 10,000 /26 of a /12, 1,000 borrowed /32, 110 local /32",
    };

    private static readonly Option<bool> s_board = new("--board")
    {
        Description = "Built-in table of 64 such routes",
    };

    private static readonly Option<string> s_streams = new("--streams")
    {
        Description = "Addresses to look up: rand (anywhere), hit (in random prefixes), zipf (few popular "
            + "destinations), chain (each waits for the answer before it)",
        DefaultValueFactory = _ => string.Join(',', StreamMaker.Names),
        HelpName = "NAME,...",
    };

    private static readonly Option<string> s_structures = new("--structures")
    {
        Description = "Structures of ours to measure, as far as they hold the table's family: "
            + "IPv4 slice, micro and trie "
            + "(the plain one), IPv6 tree",
        DefaultValueFactory = _ => string.Join(',', Structures.Names),
        HelpName = "NAME,...",
    };

    private static readonly Option<bool> s_alone = new("--no-contestants")
    {
        Description = "Measure ours alone, without the contestants in C",
    };

    private static readonly Option<int> s_launches = new("--launches")
    {
        Description = "Processes of each contestant, in turns",
        DefaultValueFactory = _ => 9,
        HelpName = "N",
    };

    private static readonly Option<int> s_updates = new("--updates")
    {
        Description = "Length of the burst of updates; 0 leaves it out",
        DefaultValueFactory = _ => 100_000,
        HelpName = "N",
    };

    private static readonly Option<int?> s_core = new("--core")
    {
        Description = "The core to measure on; without it, the last one this process may use",
        HelpName = "N",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print the report as one JSON document; progress and the closing line go to standard error",
    };

    public static Command Create()
    {
        Limit(s_hops, 1, NextHopModel.MostHops);
        Limit(s_launches, 1, 1_000);
        Limit(s_updates, 0, 10_000_000);
        s_model.AcceptOnlyFromAmong("independent", "correlated");
        ListOf(s_streams, StreamMaker.Names);
        ListOf(s_structures, Structures.Names);
        var command = new Command("fib", "Lookups, updates and sizes of forwarding tables; every answer is checked")
        {
            s_tables, s_hops, s_model, s_seed, s_calico, s_board, s_streams, s_structures, s_alone, s_launches,
            s_updates, s_core, s_json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt =>
        {
            using var progress = ProgressLine.OnErrors();
            return new FibBench(new ProcessRunner(Console.Error.WriteLine), Console.Out, Console.Error, progress)
                .Run(Options(result), interrupt.Token);
        }));
        return command;
    }

    /// <summary>One contestant of ours, started by the command above.</summary>
    public static Command CreateWorker()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(FibWorker.Verb) { arguments };
        command.Hidden = true;
        command.SetAction(result =>
        {
            FibWorker.Run(result.GetRequiredValue(arguments), Console.Out);
            return 0;
        });
        return command;
    }

    private static FibOptions Options(ParseResult result) => new()
    {
        Tables = result.GetValue(s_tables) ?? [],
        Calico = result.GetValue(s_calico),
        Board = result.GetValue(s_board),
        NextHops = result.GetValue(s_hops),
        Correlated = result.GetValue(s_model) == "correlated",
        Seed = result.GetValue(s_seed),
        Streams = Words(result.GetRequiredValue(s_streams)),
        Structures = Words(result.GetRequiredValue(s_structures)),
        Contestants = !result.GetValue(s_alone),
        Launches = result.GetValue(s_launches),
        Updates = result.GetValue(s_updates),
        Core = result.GetValue(s_core),
        Json = result.GetValue(s_json),
    };

    private static string[] Words(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static void Limit<T>(Option<T> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [Token token] && int.TryParse(token.Value, out int value)
                && (value < least || value > most))
        {
            result.AddError($"{option.Name} expects a number from {least} to {most}, not {value}");
        }
    });

    private static void ListOf(Option<string> option, IReadOnlyList<string> names) => option.Validators.Add(result =>
    {
        string[] words = result.Tokens is [Token token] ? Words(token.Value) : [.. names];
        if (words.Length == 0 || words.Except(names).Any() || words.Distinct().Count() != words.Length)
        {
            result.AddError($"{option.Name} expects some of {string.Join(',', names)}");
        }
    });
}
