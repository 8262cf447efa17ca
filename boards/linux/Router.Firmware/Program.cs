using System;
using System.IO;
using Router.Boards.Init;
using Router.Boards.Linux;
using Router.Firmware;

const int Usage = 2;

// The kernel gives words of its command line that it does not know to its first process.
if (Environment.ProcessId == 1 && args is not ["run" or "--version" or "--help" or "-h", ..])
{
    new InitProcess(Environment.GetCommandLineArgs()[0]).Run();
    return 1;
}

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
            bool isChildOfInit = Environment.GetEnvironmentVariable(InitProcess.OwnsMachine) is not null;
            return new BoardRunner(file, Console.Error)
            {
                OwnsMachine = isChildOfInit,
                Equip = isChildOfInit ? NodeMachine.Equip : null,
            }.Run();
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
