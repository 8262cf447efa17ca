using System;
using System.IO;
using Router.Boards.Linux;
using Router.Firmware;

const int Usage = 2;

string program = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
try
{
    switch (args)
    {
        case ["--version"]:
            Console.Out.WriteLine(HelpText.Version);
            return 0;
        case ["--help"] or ["-h"] or ["run", "--help"] or ["run", "-h"]:
            Console.Out.Write(HelpText.For(program));
            return 0;
        case ["run", "--check", var file] when !IsOption(file):
            return new BoardRunner(file, Console.Error).Check(Console.Out);
        case ["run", var file, "--check"] when !IsOption(file):
            return new BoardRunner(file, Console.Error).Check(Console.Out);
        case ["run", var file] when !IsOption(file):
            return new BoardRunner(file, Console.Error).Run();
        default:
            Console.Error.WriteLine(args.Length == 0
                ? $"{program}: no command"
                : $"{program}: not understood: {string.Join(' ', args)}");
            Console.Error.Write(HelpText.For(program));
            return Usage;
    }
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"{program}: {e.Message}");
    return 1;
}

static bool IsOption(string word) => word.StartsWith('-');
