using System;
using System.CommandLine;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using Router.Images.Host;
using Router.Lab.Qemu.Nodes;

namespace Router.Cli.Lab;

/// <summary><c>router lab console NODE</c>: a machine's serial console on this terminal.</summary>
internal static class LabConsoleCommand
{
    // Ctrl-], as in telnet: everything else is the machine's, Ctrl-C too.
    private const byte Escape = 0x1d;

    public static Command Create(Option<string?> name)
    {
        var node = new Argument<string>("node") { Description = "A machine of the lab" };
        var command = new Command("console", "A machine's serial console; Ctrl-] leaves it") { node };
        command.SetAction(result => Run(LabPlaces.Choose(result.GetValue(name)), result.GetRequiredValue(node)));
        return command;
    }

    private static int Run(string lab, string node)
    {
        string path = Path.Combine(LabPlaces.MachinesOf(lab), node, MachineNode.TerminalSocket);
        if (Path.GetFileName(node) != node || !File.Exists(path))
        {
            Console.Error.WriteLine(
                $"router: lab {lab} has no machine '{node}' that is on; 'router lab ps' lists them");
            return 1;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        bool isTerminal = !Console.IsInputRedirected;
        string? before = isTerminal ? Stty("-g").Trim() : null;
        try
        {
            if (before is not null)
            {
                Console.Error.WriteLine($"{node}'s serial console; Ctrl-] leaves it");
                Stty("raw", "-echo");
            }

            var typing = new Thread(() => Type(socket)) { IsBackground = true };
            typing.Start();
            Show(socket);
            return 0;
        }
        finally
        {
            if (before is not null)
            {
                Stty(before);
                Console.Error.WriteLine();
            }
        }
    }

    private static void Show(Socket socket)
    {
        using Stream output = Console.OpenStandardOutput();
        byte[] buffer = new byte[4096];
        try
        {
            for (int count; (count = socket.Receive(buffer)) > 0;)
            {
                output.Write(buffer, 0, count);
                output.Flush();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The machine is gone, or nobody reads any more.
        }
    }

    private static void Type(Socket socket)
    {
        using Stream input = Console.OpenStandardInput();
        byte[] buffer = new byte[256];
        try
        {
            for (int count; (count = input.Read(buffer)) > 0;)
            {
                int end = buffer.AsSpan(0, count).IndexOf(Escape);
                socket.Send(buffer.AsSpan(0, end < 0 ? count : end));
                if (end >= 0)
                {
                    socket.Shutdown(SocketShutdown.Both);
                    return;
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The machine is gone.
        }
    }

    // The terminal's own settings are a program's business: stty(1) reads them from its standard input.
    private static string Stty(params string[] words)
    {
        var start = new System.Diagnostics.ProcessStartInfo(HostTool.Find("stty", "coreutils"), words)
        {
            RedirectStandardOutput = true,
        };
        using var process = System.Diagnostics.Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
