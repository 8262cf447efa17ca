using System;
using System.CommandLine;
using System.IO;
using Router.Cli.Commands;
using Router.Cli.Commands.Bench;
using Router.Cli.Lab;

var root = new RootCommand("Small boards as Calico nodes: run one on this machine, or a whole lab in one process.")
{
    RunCommand.Create(),
    BgpCommand.Create(),
    ExecCommand.Create(),
    CaptureCommand.Create(),
    LabCommand.Create(),
    FlashCommand.Create(),
    UpdateCommand.Create(),
    BoardsCommand.Create(),
    ImageCommand.Create(),
    BenchCommand.Create(),
};
VersionText.Install(root);

try
{
    return root.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"router: {e.Message}");
    return 1;
}
