using System;
using System.CommandLine;
using System.Runtime.InteropServices;
using Router.Boards.Linux.Control;

namespace Router.Cli.Commands;

/// <summary><c>router exec --control SOCK -- COMMAND</c>: a console command on a running board.</summary>
internal static class ExecCommand
{
    public static Command Create()
    {
        var control = new Option<string>("--control")
        {
            Description = "The board's control socket, its run file's 'control:'",
            Required = true,
        };
        var words = new Argument<string[]>("command")
        {
            Description = "The console command, such as: -- show ip route. Without one, commands are read from stdin.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("exec", "Run a console command on a running board") { control, words };
        command.SetAction(result => Run(result.GetRequiredValue(control), result.GetValue(words) ?? []));
        return command;
    }

    /// <summary>Runs one command, or a line of stdin at a time; the exit code of the last one.</summary>
    public static int Run(string socket, string[] words, string prefix = "")
    {
        using var client = new ControlClient(socket);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            client.Cancel();
        });
        if (words.Length > 0)
        {
            return client.Execute(prefix + string.Join(' ', words), Console.WriteLine);
        }

        int exitCode = 0;
        bool interactive = !Console.IsInputRedirected;
        while (true)
        {
            if (interactive)
            {
                Console.Write("router> ");
            }

            string? line = Console.ReadLine();
            if (line is null or "exit" or "quit")
            {
                return exitCode;
            }

            if (line.Length > 0)
            {
                exitCode = client.Execute(prefix + line, Console.WriteLine);
            }
        }
    }
}
