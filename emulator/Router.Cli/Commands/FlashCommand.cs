using System.CommandLine;
using Router.Cli.Commands.Flash;

namespace Router.Cli.Commands;

/// <summary><c>router flash IMG --to DEV</c>: a card written with an image, and read back.</summary>
internal static class FlashCommand
{
    public static Command Create()
    {
        var image = new Argument<string?>("image")
        {
            Description = "The raw image of a whole disk",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var to = new Option<string?>("--to")
        {
            Description = "The disk, such as /dev/sdb, or a file; none is ever chosen for you",
        };
        var list = new Option<bool>("--list") { Description = "Print all disks and which may be written" };
        var yes = new Option<string?>("--yes-write")
        {
            Description = "Do not ask: the disk's exact name, such as sdb",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "text or json",
            DefaultValueFactory = _ => FlashOptions.Text,
        };
        output.AcceptOnlyFromAmong(FlashOptions.Text, FlashOptions.Json);
        var progress = new Option<string>("--progress")
        {
            Description = "auto (on a terminal) or json (lines on standard error, for scripts)",
            DefaultValueFactory = _ => FlashOptions.Auto,
        };
        progress.AcceptOnlyFromAmong(FlashOptions.Auto, FlashOptions.Json);
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress; errors only" };
        var command = new Command(
            "flash", "Write an image to a card, read all of it back; exit code 0 only if every byte is right")
        {
            image, to, list, yes, output, progress, quiet,
        };
        command.SetAction(result => FlashRun.Execute(new FlashOptions(
            result.GetValue(image),
            result.GetValue(to),
            result.GetValue(list),
            result.GetValue(yes),
            result.GetValue(output) == FlashOptions.Json,
            result.GetValue(progress) == FlashOptions.Json,
            result.GetValue(quiet))));
        return command;
    }
}
