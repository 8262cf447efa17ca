using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using Router.Boards.Linux.Control;
using Router.Hal.Capture;
using Router.Wire;

namespace Router.Cli.Commands;

/// <summary>Makes a pcapng file of the lines that a node's <c>capture</c> command prints.</summary>
internal static class CaptureFile
{
    public static Option<string> Option() => new("--write", "-w")
    {
        Description = "The file to write; - for standard output, as in: … -w - | tshark -r -",
        DefaultValueFactory = static _ => "-",
    };

    public static Option<int> Count() => new("--count", "-c") { Description = "End after this many frames" };

    public static int Write(string socket, string request, string port, string file, int count, long epochNanoseconds)
    {
        if (file == "-" && !Console.IsOutputRedirected)
        {
            Console.Error.WriteLine("router: a capture is binary: name a file with -w FILE, or pipe it into a reader");
            return 2;
        }

        using var client = new ControlClient(socket);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            client.Cancel();
        });
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            client.Cancel();
        });
        PcapngWriter? writer = null;
        int frames = 0;
        Console.Error.WriteLine($"capturing {port}; Ctrl-C ends");
        int exitCode;
        try
        {
            exitCode = client.Execute(request, line =>
            {
                if (count > 0 && frames >= count)
                {
                    return;
                }

                // The file is made when the board has accepted: a wrong port leaves none behind.
                writer ??= Open(file, port, epochNanoseconds);
                if (!TryWrite(writer, line))
                {
                    Console.Error.WriteLine(line);
                    return;
                }

                writer.Flush();
                if (++frames == count)
                {
                    client.Cancel();
                }
            });
            if (exitCode == 0)
            {
                writer ??= Open(file, port, epochNanoseconds);
            }
        }
        finally
        {
            writer?.Dispose();
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{frames} frames captured"));
        return exitCode;
    }

    private static PcapngWriter Open(string file, string port, long epochNanoseconds)
    {
        Stream stream = file == "-" ? Console.OpenStandardOutput() : File.Create(file);
        var writer = new PcapngWriter(stream, VersionText.Text, epochNanoseconds);
        writer.AddInterface(port);
        return writer;
    }

    // "TIME in|out BASE64 [reason]"
    private static bool TryWrite(PcapngWriter writer, string line)
    {
        string[] words = line.Split(' ');
        if (words.Length is not (3 or 4)
            || !long.TryParse(words[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long time)
            || words[1] is not ("in" or "out"))
        {
            return false;
        }

        byte[] frame = new byte[words[2].Length];
        if (!Convert.TryFromBase64String(words[2], frame, out int length))
        {
            return false;
        }

        CaptureDirection direction = words[1] == "in" ? CaptureDirection.Inbound : CaptureDirection.Outbound;
        writer.Write(0, new Instant(time), frame.AsSpan(0, length), direction,
            words.Length == 4 ? "dropped: " + words[3] : null);
        return true;
    }
}
