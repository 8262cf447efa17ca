using System;
using System.CommandLine;
using Router.Boards.Speaker;

namespace Router.Cli.Commands;

/// <summary><c>router bgp FILE</c>: a BGP speaker without a data path.</summary>
internal static class BgpCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The speaker's file; docs/bgp.md explains its keys",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Start nothing: check the file and print what a start would do",
        };
        var command = new Command("bgp", "Run a BGP speaker over this machine's TCP until SIGTERM; it forwards nothing")
        {
            file, check,
        };
        command.SetAction(result =>
        {
            var runner = new SpeakerRunner(result.GetRequiredValue(file), Console.Error);
            return result.GetValue(check) ? runner.Check(Console.Out) : runner.Run();
        });
        return command;
    }
}
