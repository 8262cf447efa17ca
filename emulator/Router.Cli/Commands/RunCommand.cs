using System;
using System.CommandLine;
using Router.Boards.Linux;

namespace Router.Cli.Commands;

/// <summary><c>router run FILE</c>: one board on this machine's NICs.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "The board's run file; docs/run.md explains its keys",
        };
        var check = new Option<bool>("--check")
        {
            Description = "Start nothing: check the files and print what a start would do",
        };
        var command = new Command(
            "run", "Run one board on this machine's NICs until SIGTERM; SIGHUP applies changed files")
        {
            file, check,
        };
        command.SetAction(result =>
        {
            var runner = new BoardRunner(result.GetRequiredValue(file), Console.Error);
            return result.GetValue(check) ? runner.Check(Console.Out) : runner.Run();
        });
        return command;
    }
}
