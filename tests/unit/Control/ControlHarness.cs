using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using Router.Boards.Linux.Control;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Control;

/// <summary>A control server that the test polls itself, and clients that are plain sockets.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ControlHarness : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("router-control-").FullName;
    private readonly MonotonicClock _clock = new();
    private readonly PollLoop _loop;
    private readonly List<Socket> _clients = [];

    public ControlHarness()
    {
        _loop = new PollLoop(_clock);
        Path = System.IO.Path.Combine(_folder, "control.sock");
        Server = new ControlServer(Path, _loop, "Test", Execute) { Log = Log };
    }

    public string Path { get; }

    public ControlServer Server { get; }

    public ConsoleLog Log { get; } = new();

    /// <summary>Commands in the order in which they began.</summary>
    public List<string> Begun { get; } = [];

    /// <summary>Commands that were asked to end.</summary>
    public List<string> Cancelled { get; } = [];

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Path));
        _clients.Add(socket);
        return socket;
    }

    public static void Send(Socket client, string text) => client.Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Polls until the client has received text that ends so.</summary>
    public string ReadTo(Socket client, string end)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        for (int turn = 0; turn < 20_000; turn++)
        {
            Server.Poll(Instant.Zero);
            while (client.Available > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, client.Receive(buffer)));
            }

            if (text.ToString().EndsWith(end, StringComparison.Ordinal))
            {
                return text.ToString();
            }
        }

        throw new AssertionException($"no '{end}' came; only '{text}'");
    }

    /// <summary>True when the server has closed the connection and all of it is read.</summary>
    public bool IsClosed(Socket client)
    {
        for (int turn = 0; turn < 100; turn++)
        {
            Server.Poll(Instant.Zero);
            if (client.Poll(0, SelectMode.SelectRead) && client.Available == 0)
            {
                return true;
            }
        }

        return false;
    }

    public void Poll()
    {
        for (int turn = 0; turn < 10; turn++)
        {
            Server.Poll(Instant.Zero);
        }
    }

    /// <summary>How often a loop that only waits would be woken without anybody having something to do.</summary>
    public int WakeUps()
    {
        Span<Ready> ready = new Ready[8];
        int count = 0;
        while (count < 50 && _loop.Wait(_clock.Now + Duration.FromMilliseconds(5), ready) > 0)
        {
            Server.Poll(Instant.Zero);
            count++;
        }

        return count;
    }

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        Server.Dispose();
        _loop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ConsoleJob Execute(string line, Instant now)
    {
        Begun.Add(line);
        string[] words = line.Split(' ');
        return words[0] switch
        {
            "fail" => ConsoleJob.Finished("it failed", 3),
            "endless" => new Endless(line, this),
            "lines" => ConsoleJob.Finished(Lines(int.Parse(words[1],
                System.Globalization.CultureInfo.InvariantCulture))),
            "restrict" => CodedReply.Only(16, "Access restricted"),
            "coded" => new CodedReply().Line(1000, "one").Line(1000, "two").End(8001, "no more"),
            "misspelt" => ConsoleJob.Finished("there is no such command", 2),
            "blank" => ConsoleJob.Finished("one\n\nthree\n\n"),
            _ => ConsoleJob.Finished(line.Length == 0 ? string.Empty : "did " + line),
        };
    }

    public static string Lines(int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"line {i} with some length to it\n");
        }

        return text.ToString();
    }

    private sealed class Endless(string line, ControlHarness harness) : ConsoleJob
    {
        private bool _cancelled;

        public override Instant PollAt() => Instant.Never;

        public override bool Poll(Instant now, StringBuilder output)
        {
            output.Append(_cancelled ? "summary\n" : string.Empty);
            ExitCode = _cancelled ? 1 : 0;
            return _cancelled;
        }

        public override void Cancel()
        {
            _cancelled = true;
            harness.Cancelled.Add(line);
        }
    }
}
