using System;
using System.Text;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>
/// One client of a control socket: at most one command at a time, output held back while the client is slow.
/// </summary>
internal sealed class ControlConnection : IDisposable
{
    private readonly UnixConnection _connection;
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _output = new();
    private readonly byte[] _buffer = new byte[4096];
    private byte[] _pending;
    private int _sent;
    private ConsoleJob? _job;

    // The client sends no more; it may still read.
    private bool _inputEnded;
    private bool _broken;

    public ControlConnection(UnixConnection connection, string greeting)
    {
        _connection = connection;
        _pending = Encoding.UTF8.GetBytes(greeting);
    }

    public int Descriptor => _connection.Descriptor;

    /// <summary>What to wake up for.</summary>
    public PollEvents Interest => (_inputEnded ? PollEvents.None : PollEvents.Readable)
        | (_sent < _pending.Length ? PollEvents.Writable : PollEvents.None);

    // While the client is slow, only its readiness wakes the loop.
    public Instant PollAt() => _sent < _pending.Length ? Instant.Never : _job?.PollAt() ?? Instant.Never;

    /// <summary>Does what can be done now; false when the connection is over.</summary>
    public bool Poll(Func<string, Instant, ConsoleJob> execute, Instant now)
    {
        Read();
        if (!Flush())
        {
            return !_broken;
        }

        RunJob(now);
        while (_job is null && _sent == _pending.Length && TryTakeLine(out string line))
        {
            if (line != ControlProtocol.CancelLine)
            {
                _job = execute(line, now);
                RunJob(now);
            }
        }

        return !_broken && (!_inputEnded || _job is not null || _sent < _pending.Length);
    }

    public void Dispose()
    {
        _job?.Cancel();
        _connection.Dispose();
    }

    private void Read()
    {
        while (!_inputEnded)
        {
            IoResult result = _connection.Read(_buffer, out int count);
            if (result != IoResult.Done)
            {
                _inputEnded = result == IoResult.Closed;
                break;
            }

            _input.Append(Encoding.UTF8.GetString(_buffer.AsSpan(0, count)));
            _broken = _inputEnded = _input.Length > ControlProtocol.LongestLine;
        }

        if (_job is not null && (_inputEnded || TakeCancel()))
        {
            _job.Cancel();
        }
    }

    private bool TakeCancel()
    {
        bool asked = _input.ToString().Contains(ControlProtocol.CancelLine, StringComparison.Ordinal);
        if (asked)
        {
            _input.Clear();
        }

        return asked;
    }

    private void RunJob(Instant now)
    {
        if (_job is null)
        {
            return;
        }

        _output.Clear();
        bool ended = _job.Poll(now, _output);
        var reply = new StringBuilder(_output.Length + 16);
        foreach (ReadOnlySpan<char> line in _output.ToString().AsSpan().TrimEnd('\n').EnumerateLines())
        {
            reply.Append(' ').Append(line).Append('\n');
        }

        if (_output.Length == 0)
        {
            reply.Clear();
        }

        if (ended)
        {
            reply.Append(ControlProtocol.EndLine(_job.ExitCode));
            _job = null;
        }

        _pending = Encoding.UTF8.GetBytes(reply.ToString());
        _sent = 0;
        Flush();
    }

    // True when nothing is left to send.
    private bool Flush()
    {
        while (_sent < _pending.Length)
        {
            IoResult result = _connection.Write(_pending.AsSpan(_sent), out int count);
            if (result != IoResult.Done)
            {
                _broken |= result == IoResult.Closed;
                return false;
            }

            _sent += count;
        }

        return true;
    }

    private bool TryTakeLine(out string line)
    {
        string text = _input.ToString();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        line = end < 0 ? string.Empty : text[..end].TrimEnd('\r');
        if (end >= 0)
        {
            _input.Remove(0, end + 1);
        }

        return end >= 0;
    }
}
