using System;
using System.Text;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux.Control;

/// <summary>
/// One client of a control socket: at most one command at a time, output held back while the client is slow. A client
/// that has sent its last line still gets the answers to what it asked; a command that goes on then ends.
/// </summary>
internal sealed class ControlConnection : IDisposable
{
    private readonly UnixConnection _connection;
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _output = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly byte[] _buffer = new byte[4096];
    private readonly char[] _text = new char[Encoding.UTF8.GetMaxCharCount(4096)];
    private byte[] _pending;
    private int _sent;
    private ConsoleJob? _job;
    private bool _endOfInput;
    private bool _gone;

    public ControlConnection(UnixConnection connection, string greeting)
    {
        _connection = connection;
        _pending = Encoding.UTF8.GetBytes(greeting);
    }

    public int Descriptor => _connection.Descriptor;

    /// <summary>What to wake up for.</summary>
    public PollEvents Interest =>
        (MayRead ? PollEvents.Readable : PollEvents.None) | (Waiting ? PollEvents.Writable : PollEvents.None);

    // While the client is slow, only its readiness wakes the loop.
    public Instant PollAt() => Waiting ? Instant.Never : _job?.PollAt() ?? Instant.Never;

    private bool Waiting => _sent < _pending.Length;

    // Commands that wait their turn fill the client's own buffers, not ours.
    private bool MayRead => !_endOfInput && _input.Length <= ControlProtocol.LongestLine;

    /// <summary>Does what can be done now; false when the connection is over.</summary>
    public bool Poll(Func<string, Instant, ConsoleJob> execute, Instant now)
    {
        Read();
        if (!Flush())
        {
            return !_gone;
        }

        RunJob(now);
        while (_job is null && !Waiting && TryTakeLine(out string line))
        {
            if (line != ControlProtocol.CancelLine)
            {
                _job = execute(line, now);
                RunJob(now);
            }
        }

        return !_gone && (!_endOfInput || Waiting);
    }

    public void Dispose()
    {
        _job?.Cancel();
        _connection.Dispose();
    }

    private void Read()
    {
        while (MayRead)
        {
            IoResult result = _connection.Read(_buffer, out int count);
            if (result != IoResult.Done)
            {
                _endOfInput = result == IoResult.Closed;
                break;
            }

            _input.Append(_text, 0, _decoder.GetChars(_buffer, 0, count, _text, 0, flush: false));
        }

        string input = _input.ToString();
        _gone |= input.Length > ControlProtocol.LongestLine && !input.Contains('\n', StringComparison.Ordinal);
        if (_job is not null && (_endOfInput || TakeCancel(input)))
        {
            _job.Cancel();
        }
    }

    // What was typed before Ctrl-C, and has not begun, goes with it.
    private bool TakeCancel(string input)
    {
        int end = input.LastIndexOf(ControlProtocol.CancelLine + "\n", StringComparison.Ordinal);
        if (end >= 0)
        {
            _input.Remove(0, end + ControlProtocol.CancelLine.Length + 1);
        }

        return end >= 0;
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
        foreach (ReadOnlySpan<char> line in WithoutLastBreak(_output.ToString()).EnumerateLines())
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

    private static ReadOnlySpan<char> WithoutLastBreak(string text) =>
        text.EndsWith('\n') ? text.AsSpan(0, text.Length - 1) : text;

    // True when nothing is left to send.
    private bool Flush()
    {
        while (Waiting)
        {
            IoResult result = _connection.Write(_pending.AsSpan(_sent), out int count);
            if (result != IoResult.Done)
            {
                _gone |= result == IoResult.Closed;
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
