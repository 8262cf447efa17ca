using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Qemu.Nodes;

/// <summary>
/// Commands over a board's serial console, one after the other: <c>%7 COMMAND</c> is answered with lines behind
/// <c>@7</c>, and ended by <c>@@7 EXITCODE</c>; whatever else the console shows is passed over.
/// </summary>
internal sealed class SerialShell
{
    /// <summary>For a board to boot and prompt.</summary>
    private static readonly Duration s_patience = Duration.FromSeconds(120);

    private readonly string _prompt;
    private readonly string _firstLine;
    private readonly Action<string> _type;
    private readonly Queue<SerialJob> _jobs = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private SerialJob? _current;
    private int _last;

    /// <param name="node">What the board calls itself in its prompt.</param>
    /// <param name="type">Takes what is to be typed.</param>
    public SerialShell(string node, Action<string> type)
    {
        _prompt = node + "> ";
        _firstLine = "init: board ";
        _type = type;
    }

    /// <summary>The board has prompted, and has not started anew since.</summary>
    public bool IsReady { get; private set; }

    public ConsoleJob Execute(string command, Instant now)
    {
        SerialJob job = new(this, command, now + s_patience);
        _jobs.Enqueue(job);
        StartNext();
        return job;
    }

    /// <summary>The board starts anew, or is gone: nothing that is under way will be answered.</summary>
    public void Restarted(string reason)
    {
        IsReady = false;
        _line.Clear();
        _current?.Fail(reason);
        _current = null;
    }

    /// <summary>The machine is gone.</summary>
    public void End()
    {
        Restarted("the machine is off");
        while (_jobs.TryDequeue(out SerialJob? job))
        {
            job.Fail("the machine is off");
        }
    }

    /// <summary>Takes what the console shows.</summary>
    public void Take(ReadOnlySpan<byte> octets)
    {
        Span<char> text = stackalloc char[octets.Length + 1];
        foreach (char c in text[.._decoder.GetChars(octets, text, flush: false)])
        {
            switch (c)
            {
                case '\n':
                    TakeLine(_line.ToString());
                    _line.Clear();
                    break;
                case '\r':
                    break;
                default:
                    _line.Append(c);
                    break;
            }
        }

        if (!IsReady && _line.Length >= _prompt.Length
            && _line.ToString().StartsWith(_prompt, StringComparison.Ordinal))
        {
            IsReady = true;
            StartNext();
        }
    }

    internal void Interrupt(SerialJob job)
    {
        if (job == _current)
        {
            _type("\u0003");
        }
        else
        {
            job.Fail(string.Empty);
        }
    }

    private void TakeLine(string line)
    {
        if (line.Contains(_firstLine, StringComparison.Ordinal))
        {
            Restarted("the board started anew");
            return;
        }

        // A log line may come between the prompt and the end of its line.
        if (line.StartsWith(_prompt, StringComparison.Ordinal))
        {
            IsReady = true;
            StartNext();
        }

        if (_current is not { } job)
        {
            return;
        }

        if (line.StartsWith(job.Mark, StringComparison.Ordinal))
        {
            job.Add(line[job.Mark.Length..]);
        }
        else if (line.StartsWith(job.EndMark, StringComparison.Ordinal))
        {
            job.End(int.Parse(line.AsSpan(job.EndMark.Length), CultureInfo.InvariantCulture));
            _current = null;
            StartNext();
        }
    }

    private void StartNext()
    {
        while (IsReady && _current is null && _jobs.TryDequeue(out SerialJob? job))
        {
            if (!job.IsOver)
            {
                _current = job;
                job.Start(++_last);
                _type(string.Create(CultureInfo.InvariantCulture, $"%{_last} {job.Command}\r"));
            }
        }
    }
}
