using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using Router.Bench.Common;
using Router.Bench.Guest;

namespace Router.Cli.Commands.Bench;

/// <summary><c>router bench guest</c>: IPIP beside the kernel's own, in an emulated machine.</summary>
internal static class BenchGuestCommand
{
    private static readonly GuestOptions s_defaults = new();

    private static readonly Option<string[]> s_contestants = new("--contestants")
    {
        Description = $"Who takes part: '{string.Join("', '", s_defaults.Contestants)}'",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> s_rounds = new("--rounds")
    {
        Description = "Starts of each contestant for each case, in turns",
        DefaultValueFactory = static _ => s_defaults.Rounds,
    };

    private static readonly Option<double> s_seconds = new("--seconds")
    {
        Description = "How long each sends, by the guest's clock",
        DefaultValueFactory = static _ => s_defaults.Seconds,
    };

    private static readonly Option<int[]> s_sizes = new("--size")
    {
        Description = "Octets of the frames outside the tunnel, 64 to 1480; without it, 64 and 1400",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> s_clock = new("--clock")
    {
        Description = "host: frames a second as it is; instructions: the guest's clock counts those, one a nanosecond, "
            + "and no neighbour disturbs",
        DefaultValueFactory = static _ => "host",
    };

    private static readonly Option<bool> s_json = new("--json")
    {
        Description = "Print the report as one JSON document; progress and the closing line go to standard error",
    };

    public static Command Create()
    {
        s_contestants.AcceptOnlyFromAmong([.. GuestNames.All]);
        s_clock.AcceptOnlyFromAmong("host", "instructions");
        s_rounds.Validators.Add(static result => Limit(result, 1, 1000));
        s_sizes.Validators.Add(static result => Limit(result, 64, 1480));
        var command = new Command(
            "guest", "IPIP in a QEMU guest, beside the guest kernel's own tunl0; every frame that comes out is checked")
        {
            s_contestants, s_rounds, s_seconds, s_sizes, s_clock, s_json,
        };
        command.SetAction(result => BenchCommand.Guard(interrupt =>
        {
            using var progress = ProgressLine.OnErrors();
            return new GuestBench(Console.Out, Console.Error, progress).Run(
                new GuestOptions
                {
                    Contestants = result.GetValue(s_contestants) is { Length: > 0 } names
                        ? names
                        : s_defaults.Contestants,
                    Rounds = result.GetValue(s_rounds),
                    Seconds = result.GetValue(s_seconds),
                    Sizes = result.GetValue(s_sizes) is { Length: > 0 } sizes ? sizes : s_defaults.Sizes,
                    CountInstructions = result.GetValue(s_clock) == "instructions",
                    Json = result.GetValue(s_json),
                },
                interrupt.Token);
        }));
        return command;
    }

    /// <summary>One measurement, started in the guest by the command above.</summary>
    public static Command CreateWorker()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(GuestWorker.Verb) { arguments };
        command.Hidden = true;
        command.SetAction(result => BenchCommand.Guard(
            _ => GuestWorker.Run(result.GetRequiredValue(arguments), Console.Out)));
        return command;
    }

    private static void Limit(OptionResult option, int least, int most)
    {
        foreach (Token token in option.Tokens)
        {
            if (int.TryParse(token.Value, out int value) && (value < least || value > most))
            {
                option.AddError($"{option.Option.Name} expects a number from {least} to {most}, not {value}");
            }
        }
    }
}
