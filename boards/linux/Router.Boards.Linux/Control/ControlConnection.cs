using System;
using System.Net.Sockets;
using System.Text;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>One client of a control socket: at most one command at a time, output held back while the client is slow.</summary>
internal sealed class ControlConnection : IDisposable
{
    private const int MostPendingOctets = 256 * 1024;

    private readonly Socket _socket;
    private readonly StringBuilder _line = new();
    private readonly StringBuilder _output = new();
    private byte[] _pending;
    private int _sent;
    private ConsoleJob? _job;
    private bool _peerClosed;

    public ControlConnection(Socket socket, string greeting)
    {
        _socket = socket;
        _pending = Encoding.UTF8.GetBytes(greeting);
    }

    public int Descriptor => (int)_socket.Handle;

    public Instant PollAt() => _job?.PollAt() ?? Instant.Never;

    /// <summary>Does what can be done now; false when the connection is over.</summary>
    public bool Poll(Func<string, Instant, ConsoleJob> execute, Instant now)
    {
        try
        {
            Read();
            RunJob(now);
            while (_job is null && Flush() && TryTakeLine(out string line))
            {
                if (line != ControlProtocol.CancelLine)
                {
                    _job = execute(line, now);
                    RunJob(now);
                }
            }

            Flush();
            return !(_peerClosed && _job is null);
        }
        catch (SocketException)
        {
            // The client is gone; whatever it asked for ends with it.
            return false;
        }
    }

    public void Dispose()
    {
        _job?.Cancel();
        _socket.Dispose();
    }

    private void Read()
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (!_peerClosed && _socket.Poll(0, SelectMode.SelectRead))
        {
            int count = _socket.Receive(buffer);
            _peerClosed = count == 0;
            _line.Append(Encoding.UTF8.GetString(buffer[..count]));
            if (_line.Length > ControlProtocol.LongestLine)
            {
                _peerClosed = true;
                _line.Clear();
            }
        }

        if (_job is not null && (_peerClosed || ContainsCancel()))
        {
            _job.Cancel();
        }
    }

    private bool ContainsCancel()
    {
        for (int i = 0; i < _line.Length; i++)
        {
            if (_line[i] == ControlProtocol.CancelLine[0])
            {
                _line.Clear();
                return true;
            }
        }

        return false;
    }

    private void RunJob(Instant now)
    {
        if (_job is null || !Flush())
        {
            return;
        }

        _output.Clear();
        bool ended = _job.Poll(now, _output);
        var reply = new StringBuilder();
        int start = 0;
        string text = _output.ToString();
        while (start < text.Length)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            reply.Append(' ').Append(text, start, end - start).Append('\n');
            start = end + 1;
        }

        if (ended)
        {
            reply.Append(ControlProtocol.EndLine(_job.ExitCode));
            _job = null;
        }

        if (reply.Length > 0)
        {
            _pending = Encoding.UTF8.GetBytes(reply.ToString());
            _sent = 0;
            Flush();
        }
    }

    // True when nothing is left to send.
    private bool Flush()
    {
        while (_sent < _pending.Length && _socket.Poll(0, SelectMode.SelectWrite))
        {
            _sent += _socket.Send(_pending.AsSpan(_sent, Math.Min(_pending.Length - _sent, MostPendingOctets)));
        }

        return _sent == _pending.Length;
    }

    private bool TryTakeLine(out string line)
    {
        string text = _line.ToString();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        line = end < 0 ? string.Empty : text[..end].TrimEnd('\r');
        if (end >= 0)
        {
            _line.Remove(0, end + 1);
        }

        return end >= 0;
    }
}
