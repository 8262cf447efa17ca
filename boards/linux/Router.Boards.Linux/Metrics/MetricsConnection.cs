using System;
using System.Net.Sockets;
using System.Text;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Linux.Metrics;

/// <summary>One HTTP request and its answer, without ever waiting for the client.</summary>
internal sealed class MetricsConnection(Socket socket, Instant deadline) : IDisposable
{
    private const int LongestRequest = 8 * 1024;

    private readonly StringBuilder _request = new();
    private byte[]? _answer;
    private int _sent;

    public int Descriptor { get; } = (int)socket.Handle;

    /// <summary>When the client has been slow for too long.</summary>
    public Instant Deadline { get; } = deadline;

    public PollEvents Interest => _answer is null ? PollEvents.Readable : PollEvents.Writable;

    /// <summary>Does what can be done now; false when the connection is over.</summary>
    public bool Poll(Func<string, string> answer)
    {
        if (_answer is null)
        {
            if (!TryReadRequest(out bool open))
            {
                return open;
            }

            _answer = Encoding.UTF8.GetBytes(answer(_request.ToString()));
        }

        while (_sent < _answer.Length)
        {
            int count = socket.Send(_answer.AsSpan(_sent), SocketFlags.None, out SocketError error);
            if (error != SocketError.Success)
            {
                return error == SocketError.WouldBlock;
            }

            _sent += count;
        }

        return false;
    }

    public void Dispose() => socket.Dispose();

    // True when the head of the request is complete; a GET has no body.
    private bool TryReadRequest(out bool open)
    {
        Span<byte> buffer = stackalloc byte[2048];
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            open = error == SocketError.WouldBlock;
            if (error != SocketError.Success || count == 0)
            {
                return false;
            }

            _request.Append(Encoding.ASCII.GetString(buffer[..count]));
            if (_request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                return true;
            }

            if (_request.Length > LongestRequest)
            {
                return false;
            }
        }
    }
}
