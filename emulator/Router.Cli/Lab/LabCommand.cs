using System.CommandLine;

namespace Router.Cli.Lab;

/// <summary><c>router lab …</c>.</summary>
internal static class LabCommand
{
    public static Command Create()
    {
        var name = new Option<string?>("--name", "-n")
        {
            Description = "The lab that is meant, when several run",
            Recursive = true,
        };
        var lab = new Command("lab", "Start, watch and test labs") { name };
        lab.Add(LabUpCommand.Create());
        lab.Add(LabTestCommand.Create());
        LabClientCommands.AddTo(lab, name);
        lab.Add(LabConsoleCommand.Create(name));
        lab.Add(LabCleanCommand.Create(name));
        return lab;
    }
}
