using System;
using System.Collections.Generic;
using System.IO;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>
/// Serves a control socket from the loop that owns the board: no thread, no lock. The loop calls <see cref="Poll"/>
/// after each wake-up; descriptors are watched and unwatched here.
/// </summary>
public sealed class ControlServer : IDisposable
{
    private const int MostConnections = 32;

    private readonly UnixListener _listener;
    private readonly PollLoop _loop;
    private readonly string _greeting;
    private readonly Func<string, Instant, ConsoleJob> _execute;
    private readonly List<ControlConnection> _connections = [];
    private bool _isPolling;
    private bool _isOver;

    /// <summary>Binds the socket, owner only. A stale socket file of a dead server is replaced.</summary>
    /// <exception cref="IOException">The path cannot be bound or another server answers on it.</exception>
    public ControlServer(string path, PollLoop loop, string banner, Func<string, Instant, ConsoleJob> execute)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        _listener = new UnixListener(path);
        _loop = loop;
        _greeting = $"{ControlProtocol.GreetingCode} {banner} ready.\n";
        _execute = execute;
        loop.Watch(_listener.Descriptor, PollEvents.Readable);
    }

    /// <summary>What clients that asked for <c>echo</c> are told; null is nothing.</summary>
    public ConsoleLog? Log { get; init; }

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
        if (_isOver)
        {
            return;
        }

        while (_listener.Descriptor >= 0 && _connections.Count < MostConnections
            && _listener.TryAccept() is { } accepted)
        {
            _connections.Add(new ControlConnection(accepted, _greeting, Log));
        }

        _isPolling = true;
        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            ControlConnection connection = _connections[i];
            if (connection.Poll(_execute, now))
            {
                Watch(connection);
            }
            else
            {
                _loop.Unwatch(connection.Descriptor);
                connection.Dispose();
                _connections.RemoveAt(i);
            }
        }

        _isPolling = false;
        if (_isOver)
        {
            Dispose();
            return;
        }

        // One client too many waits in the kernel's queue, and must not keep the loop awake there.
        bool full = _connections.Count == MostConnections;
        _loop.Watch(_listener.Descriptor, full ? PollEvents.None : PollEvents.Readable);
    }

    /// <summary>Frees the name at once; connections that are open get their answers.</summary>
    public void StopListening()
    {
        _loop.Unwatch(_listener.Descriptor);
        _listener.Dispose();
    }

    /// <summary>A command that ends its own server still gets its answer: then the end comes after the turn.</summary>
    public void Dispose()
    {
        StopListening();
        _isOver = true;
        if (_isPolling)
        {
            return;
        }

        foreach (ControlConnection connection in _connections)
        {
            _loop.Unwatch(connection.Descriptor);
            connection.Dispose();
        }

        _connections.Clear();
    }

    // A hang-up is reported whatever is watched for: who waits for neither must not be watched at all.
    private void Watch(ControlConnection connection)
    {
        if (connection.Interest == PollEvents.None)
        {
            _loop.Unwatch(connection.Descriptor);
        }
        else
        {
            _loop.Watch(connection.Descriptor, connection.Interest);
        }
    }
}
