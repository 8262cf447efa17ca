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
    private const long NoEcho = -1;

    private readonly ConsoleLog? _log;
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
    private bool _isRestricted;
    private long _echoed = NoEcho;
    private bool _gone;

    /// <param name="connection">The client.</param>
    /// <param name="greeting">Its first line.</param>
    /// <param name="log">What <c>echo</c> repeats; null where there is no log.</param>
    public ControlConnection(UnixConnection connection, string greeting, ConsoleLog? log)
    {
        _log = log;
        _connection = connection;
        _pending = Encoding.UTF8.GetBytes(greeting);
    }

    public int Descriptor => _connection.Descriptor;

    /// <summary>What to wake up for.</summary>
    public PollEvents Interest =>
        (MayRead ? PollEvents.Readable : PollEvents.None) | (Waiting ? PollEvents.Writable : PollEvents.None);

    // While the client is slow, only its readiness wakes the loop.
    public Instant PollAt() => Waiting ? Instant.Never
        : _job?.PollAt() ?? (HasNews ? Instant.Zero : Instant.Never);

    private bool HasNews => _log is not null && _echoed != NoEcho && _echoed < _log.Count;

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
                _job = execute(_isRestricted ? ConsoleShell.RestrictedWord + " " + line : line, now);
                _isRestricted |= line.Trim() == ControlProtocol.RestrictLine;
                if (BirdEcho.TryRead(line, out bool isOn))
                {
                    _echoed = isOn && _log is not null ? _log.Count : NoEcho;
                }

                RunJob(now);
            }
        }

        Echo();
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
        Send(_job.IsCoded ? _output.ToString() : Reply(_output, ended ? _job.ExitCode : null));
        _job = ended ? null : _job;
    }

    // Between replies only, and what came in the meantime: who reads slowly misses the oldest lines.
    private void Echo()
    {
        if (_job is not null || Waiting || !HasNews)
        {
            return;
        }

        var lines = new StringBuilder();
        for (_echoed = Math.Max(_echoed, _log!.First); _echoed < _log.Count; _echoed++)
        {
            lines.Append('+').Append(_log[_echoed].Source).Append(": ")
                .Append(_log[_echoed].Text.ReplaceLineEndings(" ")).Append('\n');
        }

        Send(lines.ToString());
    }

    private void Send(string text)
    {
        _pending = Encoding.UTF8.GetBytes(text);
        _sent = 0;
        Flush();
    }

    // Text without codes: each line behind a blank.
    private static string Reply(StringBuilder output, int? exitCode)
    {
        var reply = new StringBuilder(output.Length + 16);
        foreach (ReadOnlySpan<char> line in WithoutLastBreak(output.ToString()).EnumerateLines())
        {
            reply.Append(' ').Append(line).Append('\n');
        }

        if (output.Length == 0)
        {
            reply.Clear();
        }

        return exitCode is { } code ? reply.Append(ControlProtocol.EndLine(code)).ToString() : reply.ToString();
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
