using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Router.Calico.Run;
using Router.Hal.Linux;

namespace Router.Boards.Linux.Metrics;

/// <summary>
/// Answers GET /metrics over HTTP on this machine's own network, polled from the board's loop: one answer for each
/// connection, then it closes.
/// </summary>
internal sealed class MetricsServer : IDisposable
{
    private const int MostConnections = 16;
    private const int LongestRequest = 8 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly PollLoop _loop;
    private readonly Func<string> _metrics;
    private readonly List<(Socket Socket, StringBuilder Request)> _connections = [];

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
            throw new IOException($"metrics on {endpoint.Address}:{endpoint.Port}: {e.Message}", e);
        }

        loop.Watch((int)_listener.Handle, PollEvents.Readable);
    }

    public void Poll()
    {
        while (_connections.Count < MostConnections && _listener.Poll(0, SelectMode.SelectRead))
        {
            Socket socket = _listener.Accept();
            socket.SendTimeout = 1000;
            _connections.Add((socket, new StringBuilder()));
            _loop.Watch((int)socket.Handle, PollEvents.Readable);
        }

        for (int i = _connections.Count - 1; i >= 0; i--)
        {
            if (Serve(_connections[i].Socket, _connections[i].Request))
            {
                _loop.Unwatch((int)_connections[i].Socket.Handle);
                _connections[i].Socket.Dispose();
                _connections.RemoveAt(i);
            }
        }
    }

    public void Dispose()
    {
        foreach ((Socket socket, _) in _connections)
        {
            _loop.Unwatch((int)socket.Handle);
            socket.Dispose();
        }

        _loop.Unwatch((int)_listener.Handle);
        _listener.Dispose();
    }

    // True when the connection is over.
    private bool Serve(Socket socket, StringBuilder request)
    {
        try
        {
            if (!socket.Poll(0, SelectMode.SelectRead))
            {
                return false;
            }

            Span<byte> buffer = stackalloc byte[2048];
            int count = socket.Receive(buffer);
            request.Append(Encoding.ASCII.GetString(buffer[..count]));
            string text = request.ToString();
            if (count > 0 && !text.Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return request.Length > LongestRequest;
            }

            socket.Send(Encoding.UTF8.GetBytes(Answer(text)));
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private string Answer(string request)
    {
        bool known = request.StartsWith("GET /metrics ", StringComparison.Ordinal)
            || request.StartsWith("GET / ", StringComparison.Ordinal);
        string body = known ? _metrics() : "this board serves /metrics\n";
        string status = known ? "200 OK" : "404 Not Found";
        return $"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n" +
            $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
    }
}
