using System;
using System.IO;

namespace Router.Bench.Common;

/// <summary>One line on a terminal that is written over and over; nothing where there is no terminal.</summary>
public sealed class ProgressLine : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private readonly TextWriter? _terminal;
    private readonly long _start = Environment.TickCount64;
    private bool _shown;

    /// <param name="terminal">Null where there is none.</param>
    public ProgressLine(TextWriter? terminal) => _terminal = terminal;

    /// <summary>On standard error, where that is a terminal.</summary>
    public static ProgressLine OnErrors() => new(Console.IsErrorRedirected ? null : Console.Error);

    /// <summary>Shows what goes on, and for how long the run has.</summary>
    public void Show(string text)
    {
        if (_terminal is not null)
        {
            _terminal.Write($"{ClearLine}{(Environment.TickCount64 - _start) / 1000} s  {text}");
            _shown = true;
        }
    }

    /// <summary>Leaves an empty line's place to what comes.</summary>
    public void Dispose()
    {
        if (_shown)
        {
            _terminal!.Write(ClearLine);
            _shown = false;
        }
    }
}
