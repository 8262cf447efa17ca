using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Router.Cli.Commands.Flash;
using Router.Images.Host;
using Router.Images.Reading;
using Router.Images.Update;
using Router.Slots;
using Router.Slots.Management;

namespace Router.Cli.Commands.Update;

/// <summary>Sends an image, waits until the board has tried it, and tells what became of it.</summary>
internal static class UpdateRun
{
    private const int NotKept = 1;
    private const int Unknown = 3;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    internal static int Execute(UpdateOptions options)
    {
        try
        {
            return Run(options);
        }
        catch (HostException e)
        {
            Console.Error.WriteLine($"router update: {e.Message}");
            return NotKept;
        }
    }

    private static int Run(UpdateOptions options)
    {
        if (!File.Exists(options.Token)
            || !ManagementToken.TryParse(File.ReadAllText(options.Token), out ManagementToken? token))
        {
            throw new HostException($"{options.Token} is no management token: "
                + "give the file keys/management.token that router image keys made for the board");
        }

        if (options.Image is null)
        {
            using UpdateClient client = new(options.Host, options.Port, s_connect);
            Console.Out.Write(client.Status(token!));
            return 0;
        }

        using StopSignals signals = new();
        try
        {
            return Update(options, token!, options.Image, signals.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("router update: interrupted; an image that was not sent whole is not started");
            return signals.ExitCode;
        }
    }

    private static int Update(UpdateOptions options, ManagementToken token, string path, CancellationToken stop)
    {
        BoardHello before;
        ImageManifest manifest;
        using (ImageReader image = ImageReader.Open(path))
        {
            manifest = image.Manifest;
        }

        using (FileStream file = File.OpenRead(path))
        using (UpdateClient client = new(options.Host, options.Port, s_connect))
        {
            before = client.Hello;
            Say(options, $"{before.Node} ({before.Board}) runs {before.Version} in slot {Letter(before.Slot)}");
            UpdateMeter meter = new(options.IsJson);
            string answer = client.Update(token, file, manifest, options.IsOlderAllowed, meter.Show, stop);
            meter.End();
            Say(options, answer);
        }

        return Wait(options, before, manifest, stop);
    }

    // By the name of its start one sees that a board has started anew, by its slot which one it is.
    private static int Wait(UpdateOptions options, BoardHello before, ImageManifest manifest, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        BoardHello? seen = null;
        while (clock.Elapsed < TimeSpan.FromSeconds(options.Patience))
        {
            stop.WaitHandle.WaitOne(s_look);
            stop.ThrowIfCancellationRequested();
            try
            {
                using UpdateClient client = new(options.Host, options.Port, s_look * 3);
                if (client.Hello.Start == before.Start)
                {
                    continue;
                }

                if (seen is null && client.Hello.IsTrial)
                {
                    Say(options, $"{manifest.Version} runs in slot {Letter(client.Hello.Slot)}, on trial");
                }

                seen = client.Hello;
            }
            catch (HostException)
            {
                continue;
            }

            if (!seen.IsTrial)
            {
                return Tell(options, before, manifest, seen);
            }
        }

        Finish(options, "unknown", seen?.Slot, seen is null
            ? $"the board did not come back within {options.Patience} s: look at its console"
            : $"the board was still on trial after {options.Patience} s: ask again by router update HOST --token FILE");
        return Unknown;
    }

    private static int Tell(UpdateOptions options, BoardHello before, ImageManifest manifest, BoardHello after)
    {
        bool isKept = after.Slot != before.Slot && after.Version == manifest.Version;
        Finish(options, isKept ? "kept" : "went-back", after.Slot, isKept
            ? $"{manifest.Version} is kept in slot {Letter(after.Slot)}"
            : $"the board went back to {after.Version} in slot {Letter(after.Slot)}: "
                + (after.Last.Length > 0 ? after.Last : "nobody noted why"));
        return isKept ? 0 : NotKept;
    }

    private static void Finish(UpdateOptions options, string outcome, Slot? slot, string text)
    {
        if (options.IsJson)
        {
            JsonText.Print(json =>
            {
                json.WriteString("outcome", outcome);
                json.WriteString("slot", Letter(slot));
                json.WriteString("text", text);
            });
        }
        else
        {
            (outcome == "kept" ? Console.Out : Console.Error).WriteLine(
                outcome == "kept" ? text : "router update: " + text);
        }
    }

    private static void Say(UpdateOptions options, string text)
    {
        if (!options.IsJson)
        {
            Console.Out.WriteLine(text);
        }
    }

    private static string Letter(Slot? slot) => slot is { } known ? known.Letter().ToString() : "-";
}
