using System.CommandLine;
using Router.Cli.Commands.Flash;
using Router.Cli.Commands.Images;

namespace Router.Cli.Commands;

/// <summary><c>router image</c>: the image of a board, from its keys to a check of what was built.</summary>
internal static class ImageCommand
{
    public static Command Create() => new(
        "image", "Build, inspect and verify images of boards; docs/images.md explains")
    {
        CreateKeys(), CreateBuild(), CreateInspect(), CreateVerify(), CreateLock(),
    };

    private static Command CreateKeys()
    {
        var folder = new Argument<string>("dir") { Description = "The folder with node.yaml" };
        var command = new Command("keys", "Make DIR/keys: who signs the board's images, and who may manage it")
        {
            folder,
        };
        command.SetAction(result => ImageRun.Guard(() => ImageKeysRun.Execute(result.GetRequiredValue(folder))));
        return command;
    }

    private static Command CreateBuild()
    {
        var board = new Option<string>("--board") { Description = "As router boards lists them", Required = true };
        var config = new Option<string>("--config")
        {
            Description = "The folder with node.yaml, its Calico files and keys/",
            Required = true,
        };
        var image = new Option<string>("--out") { Description = "The image's file", Required = true };
        var name = new Option<string?>("--name")
        {
            Description = "What the image is called; default: version and commit of this checkout",
        };
        var boards = new Option<string?>("--boards") { Description = "A folder with more boards: NAME/board.yaml" };
        Option<string> output = Output();
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No line per step" };
        var command = new Command("build", "Build the image of a board; the same inputs give the same bytes")
        {
            board, config, image, name, boards, output, quiet,
        };
        command.SetAction(result => ImageRun.Guard(() => ImageBuildRun.Execute(new ImageBuildOptions(
            result.GetRequiredValue(board),
            result.GetRequiredValue(config),
            result.GetRequiredValue(image),
            result.GetValue(name),
            result.GetValue(boards),
            result.GetValue(output) == FlashOptions.Json,
            result.GetValue(quiet)))));
        return command;
    }

    private static Command CreateInspect()
    {
        Argument<string> image = Image();
        Option<string> output = Output();
        var command = new Command("inspect", "Print what an image says of itself; its manifest alone is read")
        {
            image, output,
        };
        command.SetAction(result => ImageRun.Guard(() => ImageInspectRun.Execute(
            result.GetRequiredValue(image), result.GetValue(output) == FlashOptions.Json)));
        return command;
    }

    private static Command CreateVerify()
    {
        Argument<string> image = Image();
        var key = new Option<string?>("--key")
        {
            Description = "Who must have signed it: the path of a signing.pub, or its 64 digits",
        };
        Option<string> output = Output();
        var command = new Command(
            "verify", "Read all of an image; exit code 0 only if every byte is as it was signed")
        {
            image, key, output,
        };
        command.SetAction(result => ImageRun.Guard(() => ImageVerifyRun.Execute(
            result.GetRequiredValue(image), result.GetValue(key), result.GetValue(output) == FlashOptions.Json)));
        return command;
    }

    private static Command CreateLock()
    {
        var boards = new Option<string?>("--boards") { Description = "A folder with more boards: NAME/board.yaml" };
        var command = new Command("lock", "Ask Debian for the newest packages, and note them in boards/debian.lock")
        {
            boards,
        };
        command.SetAction(result => ImageRun.Guard(() => ImageLockRun.Execute(result.GetValue(boards))));
        return command;
    }

    private static Argument<string> Image() => new("image") { Description = "The image's file" };

    private static Option<string> Output()
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "text or json",
            DefaultValueFactory = static _ => FlashOptions.Text,
        };
        output.AcceptOnlyFromAmong(FlashOptions.Text, FlashOptions.Json);
        return output;
    }
}
