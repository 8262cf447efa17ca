using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Linux.Metrics;

/// <summary>
/// Answers GET /metrics over HTTP on this machine's own network, polled from the board's loop: one answer for each
/// connection, then it closes.
/// </summary>
public sealed class MetricsServer : IDisposable
{
    private const int MostConnections = 16;

    private static readonly Duration s_patience = Duration.FromSeconds(10);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PollLoop _loop;
    private readonly Func<string> _metrics;
    private readonly List<MetricsConnection> _connections = [];

    /// <exception cref="IOException">The endpoint cannot be bound.</exception>
    public MetricsServer(MetricsEndpoint endpoint, PollLoop loop, Func<string> metrics)
    {
        _loop = loop;
        _metrics = metrics;
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Parse(endpoint.Address.ToString()), endpoint.Port));
            _listener.Listen(MostConnections);
            _listener.Blocking = false;
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            string remedy = e.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => "; another process serves there: choose another port",
                SocketError.AddressNotAvailable => "; the address must be one of this machine's, not of the board's",
                SocketError.AccessDenied => "; ports below 1024 take root",
                _ => string.Empty,
            };
            throw new IOException($"metrics on {endpoint.Address}:{endpoint.Port}: {e.Message}{remedy}", e);
        }

        loop.Watch((int)_listener.Handle, PollEvents.Readable);
    }

    /// <summary>The next time that a slow client is given up.</summary>
    public Instant PollAt()
    {
        Instant next = Instant.Never;
        foreach (MetricsConnection connection in _connections)
        {
            next = Instant.Min(next, connection.Deadline);
        }

        return next;
    }

    public void Poll(Instant now)
    {
        while (_connections.Count < MostConnections && TryAccept(now) is { } accepted)
        {
            _connections.Add(accepted);
        }

        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            MetricsConnection connection = _connections[i];
            if (connection.Deadline > now && connection.Poll(Answer))
            {
                _loop.Watch(connection.Descriptor, connection.Interest);
            }
            else
            {
                _loop.Unwatch(connection.Descriptor);
                connection.Dispose();
                _connections.RemoveAt(i);
            }
        }

        // A client that cannot be taken now must not keep the loop awake.
        bool room = _connections.Count < MostConnections;
        _loop.Watch((int)_listener.Handle, room ? PollEvents.Readable : PollEvents.None);
    }

    public void Dispose()
    {
        foreach (MetricsConnection connection in _connections)
        {
            _loop.Unwatch(connection.Descriptor);
            connection.Dispose();
        }

        _loop.Unwatch((int)_listener.Handle);
        _listener.Dispose();
    }

    private MetricsConnection? TryAccept(Instant now)
    {
        try
        {
            if (!_listener.Poll(0, SelectMode.SelectRead))
            {
                return null;
            }

            Socket socket = _listener.Accept();
            socket.Blocking = false;
            return new MetricsConnection(socket, now + s_patience);
        }
        catch (SocketException)
        {
            // The client gave up between the two calls.
            return null;
        }
    }

    private string Answer(string request)
    {
        (string status, string body) = !request.StartsWith("GET ", StringComparison.Ordinal)
            ? ("405 Method Not Allowed", "only GET is answered\n")
            : request.Split(' ', '?')[1] is "/metrics" or "/"
                ? ("200 OK", _metrics())
                : ("404 Not Found", "this board serves /metrics\n");
        return $"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }
}
