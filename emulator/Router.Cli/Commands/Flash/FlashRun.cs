using System;
using System.Diagnostics;
using System.IO;
using Router.Hal.Linux.Blocks;
using Router.Images.Flash;

namespace Router.Cli.Commands.Flash;

/// <summary>Looks, asks, writes, tells. Exit code 2: nothing was written; 1: the card is no good.</summary>
internal static class FlashRun
{
    private const int Failed = 1;
    private const int Refused = 2;

    internal static int Execute(FlashOptions options)
    {
        try
        {
            DeviceReader reader = new();
            if (options.List)
            {
                DeviceList.Print(reader.All(), options.IsJson);
                return 0;
            }

            if (options.To is null)
            {
                DeviceList.Print(reader.All(), options.IsJson);
                throw new FlashRefusedException(
                    $"no disk was named, and none is chosen for you: router flash {options.Image ?? "IMG"} --to DEV");
            }

            return Flash(options, options.To, reader);
        }
        catch (FlashRefusedException refusal)
        {
            return Refuse(options, refusal);
        }
        catch (IOException error)
        {
            return Refuse(options, new FlashRefusedException(error.Message)); // before the first byte: see Write
        }
    }

    private static int Flash(FlashOptions options, string to, DeviceReader reader)
    {
        using ImageFile image = ImageFile.Open(
            options.Image ?? throw new FlashRefusedException($"no image was named: router flash IMG --to {to}"));
        FlashTarget target = FlashTarget.Choose(to, image.Identity, reader);
        long length = image.Stream.Length;
        if (FlashPlan.Unfit(length, target.Size ?? length) is { } reason)
        {
            throw new FlashRefusedException(reason);
        }

        if (!image.HasPartitionTable())
        {
            Console.Error.WriteLine(
                $"router flash: warning: {image.Path} has no partition table; is it the image of a disk?");
        }

        Confirmation.Ask(target, options);
        using BlockFile file = target.Open(length);
        return Write(options, image, target, file);
    }

    private static int Write(FlashOptions options, ImageFile image, FlashTarget target, BlockFile file)
    {
        using StopSignals signals = new();
        ProgressMeter meter = new(options);
        Stopwatch watch = Stopwatch.StartNew();
        FlashResult result = new FlashWriter(image.Stream, new BlockTarget(file), meter).Run(signals.Token);
        meter.End();
        bool reread = result.State != TargetState.Untouched && file.RereadPartitions();
        FlashReport report = new(image.Path, target, result, watch.Elapsed, reread);
        report.Print(options);
        return result.Outcome switch
        {
            FlashOutcome.Verified => 0,
            FlashOutcome.Interrupted => signals.ExitCode,
            _ => Failed,
        };
    }

    private static int Refuse(FlashOptions options, FlashRefusedException refusal)
    {
        if (options.IsJson && options.To is not null)
        {
            FlashReport.PrintRefusal(options, refusal.Reasons);
        }

        foreach (string reason in refusal.Reasons)
        {
            Console.Error.WriteLine($"router flash: refused: {reason}");
        }

        Console.Error.WriteLine("router flash: nothing was written");
        return Refused;
    }
}
