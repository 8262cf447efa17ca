using System;
using System.Text;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>The board's console on the terminal that <c>router run</c> was started from.</summary>
internal sealed class TerminalConsole : IDisposable
{
    private const int StandardInput = 0;

    private readonly Board _board;
    private readonly PollLoop _loop;
    private readonly byte[] _buffer = new byte[4096];
    private readonly StringBuilder _input = new();
    private readonly StringBuilder _output = new();
    private ConsoleJob? _job;

    private TerminalConsole(Board board, PollLoop loop)
    {
        _board = board;
        _loop = loop;
        loop.Watch(StandardInput, PollEvents.Readable);
        Prompt();
    }

    /// <summary>The operator typed <c>exit</c> or closed the terminal.</summary>
    public bool Ended { get; private set; }

    public static TerminalConsole? TryOpen(Board board, PollLoop loop) =>
        DescriptorIo.IsTerminal(StandardInput) ? new TerminalConsole(board, loop) : null;

    public Instant PollAt() => _job?.PollAt() ?? Instant.Never;

    /// <summary>
    /// Reads when the last wait found input, for a terminal blocks who reads too early, and runs commands.
    /// </summary>
    public void Poll(Instant now, ReadOnlySpan<Ready> ready)
    {
        foreach (Ready entry in ready)
        {
            if (entry.Descriptor == StandardInput && !Ended)
            {
                Read();
            }
        }

        RunJob(now);
        while (_job is null && TryTakeLine(out string line))
        {
            if (line.Trim() is "exit" or "quit")
            {
                Ended = true;
                return;
            }

            _job = _board.Execute(line, now);
            RunJob(now);
        }
    }

    public void Dispose() => _loop.Unwatch(StandardInput);

    private void Prompt()
    {
        Console.Out.Write(_board.Name + "> ");
        Console.Out.Flush();
    }

    private void Read()
    {
        IoResult result = DescriptorIo.Read(StandardInput, _buffer, out int count);
        if (result == IoResult.Closed)
        {
            Ended = true;
            _loop.Unwatch(StandardInput);
        }

        _input.Append(Encoding.UTF8.GetString(_buffer.AsSpan(0, count)));
    }

    private void RunJob(Instant now)
    {
        if (_job is null)
        {
            return;
        }

        _output.Clear();
        bool ended = _job.Poll(now, _output);
        Console.Out.Write(_output);
        if (ended)
        {
            _job = null;
            Prompt();
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
