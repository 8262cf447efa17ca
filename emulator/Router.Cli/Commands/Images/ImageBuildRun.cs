using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Router.Cli.Commands.Flash;
using Router.Images.Boards;
using Router.Images.Build;
using Router.Images.Host;
using Router.Images.Packages;

namespace Router.Cli.Commands.Images;

/// <summary>What to build an image of.</summary>
internal sealed record ImageBuildOptions(
    string Board, string Config, string Output, string? Name, string? Boards, bool IsJson, bool IsQuiet);

/// <summary>Builds an image, with a line per step on standard error.</summary>
internal static class ImageBuildRun
{
    internal static int Execute(ImageBuildOptions options)
    {
        using StopSignals signals = new();
        Stopwatch watch = Stopwatch.StartNew();
        void Tell(string step)
        {
            if (!options.IsQuiet)
            {
                Console.Error.WriteLine($"{Seconds(watch)} {step}");
            }
        }

        try
        {
            Board board = ImageRun.Find(options.Board, options.Boards);
            CheckOutput(options.Output);
            ImageRequest request = new()
            {
                Board = board,
                Node = NodeFolder.Read(options.Config, board),
                Keys = ImageKeys.Read(options.Config),
                Version = ImageVersion.OfCheckout(options.Name),
                Output = options.Output,
            };
            BuiltImage built = new ImageBuilder(PackageCache.OfCheckout(Tell), Tell).Build(request, signals.Token);
            Tell("done");
            if (options.IsJson)
            {
                ImageText.PrintJson(options.Output, built.Manifest);
            }
            else
            {
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{options.Output}: {board.Name}, {built.Manifest.Version}, {built.Manifest.Size >> 20} MiB; "
                    + $"kernel {built.Slot.Kernel / 1048576.0:0.0} MiB, "
                    + $"all else {built.Slot.Initramfs / 1048576.0:0.0} MiB"));
            }

            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("router image: interrupted; no image was made");
            return signals.ExitCode;
        }
    }

    private static string Seconds(Stopwatch watch) =>
        string.Create(CultureInfo.InvariantCulture, $"[{watch.Elapsed.TotalSeconds,5:0.0} s]");

    private static void CheckOutput(string output)
    {
        if (output.StartsWith("/dev/", StringComparison.Ordinal) || Directory.Exists(output))
        {
            throw new HostException($"{output} is no file: --out names a file, and router flash writes it to a card");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
        if (!Directory.Exists(folder))
        {
            throw new HostException($"there is no folder {folder} for {output}");
        }
    }
}
