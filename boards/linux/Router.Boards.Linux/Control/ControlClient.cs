using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Router.Boards.Linux.Control;

/// <summary>A blocking client of a control socket, for commands that a person runs.</summary>
public sealed class ControlClient : IDisposable
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;

    /// <exception cref="IOException">Nobody serves the socket.</exception>
    public ControlClient(string path)
    {
        _socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            _socket.Dispose();
            throw new IOException(
                $"{path}: no board answers here ({e.Message}); is 'router run' up, and is this its 'control:' path?", e);
        }

        _reader = new StreamReader(new NetworkStream(_socket), Encoding.UTF8);
        Greeting = _reader.ReadLine() ?? string.Empty;
    }

    public string Greeting { get; }

    /// <summary>True when a server accepts on this path.</summary>
    public static bool Answers(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Sends one command and hands each line of its output to <paramref name="onLine"/>; its exit code.</summary>
    public int Execute(string command, Action<string> onLine)
    {
        if (command.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException("a command is one line", nameof(command));
        }

        _socket.Send(Encoding.UTF8.GetBytes(command + "\n"));
        while (_reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
            {
                onLine(line[1..]);
            }
            else if (ControlProtocol.TryParseEnd(line, out int exitCode))
            {
                return exitCode;
            }
        }

        throw new IOException("the board closed the control connection before it answered");
    }

    /// <summary>Asks the command under way to end; safe to call from a signal handler's thread.</summary>
    public void Cancel()
    {
        try
        {
            _socket.Send(Encoding.UTF8.GetBytes(ControlProtocol.CancelLine + "\n"));
        }
        catch (SocketException)
        {
            // The server is gone, and the command with it.
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _socket.Dispose();
    }
}
