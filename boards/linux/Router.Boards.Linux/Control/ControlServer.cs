using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>
/// Serves a control socket from the loop that owns the board: no thread, no lock. The loop waits on
/// <see cref="AddDescriptors"/> and calls <see cref="Poll"/> after each wake-up.
/// </summary>
public sealed class ControlServer : IDisposable
{
    private const int MostConnections = 32;

    private readonly Socket _listener;
    private readonly string _path;
    private readonly string _greeting;
    private readonly Func<string, Instant, ConsoleJob> _execute;
    private readonly List<ControlConnection> _connections = [];

    /// <summary>Binds the socket, owner only. A stale socket file of a dead server is replaced.</summary>
    /// <exception cref="IOException">The path cannot be bound or another server answers on it.</exception>
    public ControlServer(string path, string banner, Func<string, Instant, ConsoleJob> execute)
    {
        _path = path;
        _greeting = $"{ControlProtocol.GreetingCode} {banner} ready.\n";
        _execute = execute;
        _listener = Bind(path);
    }

    /// <summary>Adds the descriptors that wake the loop.</summary>
    public void AddDescriptors(List<int> readable)
    {
        readable.Add((int)_listener.Handle);
        foreach (ControlConnection connection in _connections)
        {
            readable.Add(connection.Descriptor);
        }
    }

    /// <summary>The next time a running command wants to be polled.</summary>
    public Instant PollAt()
    {
        Instant next = Instant.Never;
        foreach (ControlConnection connection in _connections)
        {
            next = Instant.Min(next, connection.PollAt());
        }

        return next;
    }

    /// <summary>Accepts, reads requests, runs commands and writes replies, without blocking.</summary>
    public void Poll(Instant now)
    {
        while (_listener.Poll(0, SelectMode.SelectRead))
        {
            Socket socket = _listener.Accept();
            if (_connections.Count == MostConnections)
            {
                socket.Dispose();
                continue;
            }

            socket.Blocking = false;
            _connections.Add(new ControlConnection(socket, _greeting));
        }

        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            if (!_connections[i].Poll(_execute, now))
            {
                _connections[i].Dispose();
                _connections.RemoveAt(i);
            }
        }
    }

    public void Dispose()
    {
        foreach (ControlConnection connection in _connections)
        {
            connection.Dispose();
        }

        _connections.Clear();
        _listener.Dispose();
        File.Delete(_path);
    }

    private static Socket Bind(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }

        if (File.Exists(path))
        {
            if (ControlClient.Answers(path))
            {
                throw new IOException($"{path}: another process serves this control socket; stop it or name another path");
            }

            File.Delete(path);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(16);
            return socket;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new IOException($"{path}: cannot open the control socket: {e.Message}", e);
        }
    }
}
