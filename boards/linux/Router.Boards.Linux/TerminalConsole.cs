using System;
using System.Text;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// The board's console on the terminal that <c>router run</c> was started from. <c>exit</c> and Ctrl-D end the board; a
/// terminal that is closed, or a board sent to the background, only ends the console.
/// </summary>
internal sealed class TerminalConsole : IDisposable
{
    private const int StandardInput = 0;

    private readonly Board _board;
    private readonly PollLoop _loop;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _output = new();
    private ConsoleJob? _job;
    private TaggedRequest _request;
    private bool _gone;

    private TerminalConsole(Board board, PollLoop loop)
    {
        _board = board;
        _loop = loop;
        loop.Watch(StandardInput, PollEvents.Readable);
        Prompt();
    }

    /// <summary>The operator wants the board to end.</summary>
    public bool Ended { get; private set; }

    public static TerminalConsole? TryOpen(Board board, PollLoop loop) =>
        DescriptorIo.IsForegroundTerminal(StandardInput) ? new TerminalConsole(board, loop) : null;

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
            if (entry.Descriptor == StandardInput && !_gone)
            {
                Read((entry.Events & (PollEvents.HangUp | PollEvents.Error | PollEvents.Invalid)) != 0);
            }
        }

        RunJob(now);
        while (_job is null && !_gone && TryTakeLine(out string line))
        {
            if (line.Trim() is "exit" or "quit")
            {
                End(byOperator: true);
                return;
            }

            _request = TaggedRequest.Parse(line);
            _job = _board.Execute(_request.Command, now);
            RunJob(now);
        }
    }

    public void Dispose() => _loop.Unwatch(StandardInput);

    private void Prompt() => Write(_board.Name + "> ");

    private void Read(bool hungUp)
    {
        if (hungUp || !DescriptorIo.IsForegroundTerminal(StandardInput))
        {
            End(byOperator: false);
            return;
        }

        if (DescriptorIo.Read(StandardInput, _buffer, out int count) == IoResult.Closed)
        {
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
        _loop.Unwatch(StandardInput);
    }

    private void RunJob(Instant now)
    {
        if (_job is null)
        {
            return;
        }

        _output.Clear();
        bool ended = _job.Poll(now, _output);
        string text = _output.ToString();
        Write(_request.Mark(_job.IsCoded ? CodedReply.Plain(text) : text));
        if (ended)
        {
            Write(_request.End(_job.ExitCode));
            _job = null;
            if (!_gone)
            {
                Prompt();
            }
        }
    }

    private static void Write(string text)
    {
        try
        {
            Console.Out.Write(text);
            Console.Out.Flush();
        }
        catch (System.IO.IOException)
        {
            // The terminal was closed; the next poll says so.
        }
    }

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
