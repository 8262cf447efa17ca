using System;
using System.Text;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// The board's console on a terminal. <c>exit</c> and Ctrl-D end the board, where they may; a terminal that is closed,
/// or a board sent to the background, only ends the console.
/// </summary>
internal sealed class TerminalConsole : IDisposable
{
    private readonly Board _board;
    private readonly PollLoop _loop;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _output = new();
    private ConsoleJob? _job;
    private bool _gone;

    private readonly ITerminal _terminal;
    private readonly bool _mayEnd;

    /// <param name="terminal">Disposed with this.</param>
    /// <param name="mayEnd">The board ends by <c>exit</c>; else it goes on.</param>
    public TerminalConsole(Board board, PollLoop loop, ITerminal terminal, bool mayEnd)
    {
        _board = board;
        _loop = loop;
        _terminal = terminal;
        _mayEnd = mayEnd;
        loop.Watch(terminal.Descriptor, PollEvents.Readable);
        Prompt();
    }

    /// <summary>The operator wants the board to end.</summary>
    public bool Ended { get; private set; }

    public Instant PollAt() => _job?.PollAt() ?? Instant.Never;

    /// <summary>
    /// Ctrl-C ends the command under way; false when there is none, so that it is meant for the board.
    /// </summary>
    public bool TryInterrupt()
    {
        _job?.Cancel();
        return _job is not null;
    }

    /// <summary>
    /// Reads when the last wait found input, for a terminal blocks who reads too early, and runs commands.
    /// </summary>
    public void Poll(Instant now, ReadOnlySpan<Ready> ready)
    {
        foreach (Ready entry in ready)
        {
            if (entry.Descriptor == _terminal.Descriptor && !_gone)
            {
                Read((entry.Events & (PollEvents.HangUp | PollEvents.Error | PollEvents.Invalid)) != 0);
            }
        }

        RunJob(now);
        while (_job is null && !_gone && TryTakeLine(out string line))
        {
            if (line.Trim() is "exit" or "quit")
            {
                if (_mayEnd)
                {
                    End(byOperator: true);
                    return;
                }

                Write("The board goes on: system poweroff and system reboot end it.\n");
                Prompt();
                continue;
            }

            _job = _board.Execute(line, now);
            RunJob(now);
        }
    }

    public void Dispose()
    {
        _loop.Unwatch(_terminal.Descriptor);
        _terminal.Dispose();
    }

    private void Prompt() => Write(_board.Name + "> ");

    private void Read(bool hungUp)
    {
        if (hungUp || !_terminal.IsReadable)
        {
            End(byOperator: false);
            return;
        }

        IoResult read = DescriptorIo.Read(_terminal.Descriptor, _buffer, out int count);
        if (read == IoResult.Closed)
        {
            if (!_mayEnd)
            {
                Write("\n");
                Prompt();
                return;
            }

            // Ctrl-D: the shell's prompt belongs on a line of its own.
            Write("\n");
            End(byOperator: true);
        }

        Span<char> text = stackalloc char[_buffer.Length + 1];
        _input.Append(text[.._decoder.GetChars(_buffer.AsSpan(0, count), text, flush: false)]);
    }

    private void End(bool byOperator)
    {
        _gone = true;
        Ended = byOperator;
        _job?.Cancel();
        _loop.Unwatch(_terminal.Descriptor);
    }

    private void RunJob(Instant now)
    {
        if (_job is null)
        {
            return;
        }

        _output.Clear();
        bool ended = _job.Poll(now, _output);
        Write(_job.IsCoded ? CodedReply.Plain(_output.ToString()) : _output.ToString());
        if (ended)
        {
            _job = null;
            if (!_gone)
            {
                Prompt();
            }
        }
    }

    private void Write(string text) => _terminal.Write(text);

    private bool TryTakeLine(out string line)
    {
        string text = _input.ToString();
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        line = end < 0 ? string.Empty : text[..end];
        if (end >= 0)
        {
            _input.Remove(0, end + 1);
        }

        return end >= 0;
    }
}
