using System;

namespace Router.Node.Console;

/// <summary>The last lines of a node's log, for consoles that come later; the oldest make room.</summary>
public sealed class ConsoleLog(int capacity = ConsoleLog.DefaultCapacity)
{
    public const int DefaultCapacity = 256;

    private readonly LogEntry[] _entries = new LogEntry[capacity];

    /// <summary>Lines since the start; the number of the next one.</summary>
    public long Count { get; private set; }

    /// <summary>The number of the oldest line that is still there.</summary>
    public long First => Math.Max(0, Count - _entries.Length);

    public void Add(in LogEntry entry)
    {
        _entries[Count % _entries.Length] = entry;
        Count++;
    }

    /// <summary>The line of that number, from <see cref="First"/> to below <see cref="Count"/>.</summary>
    public LogEntry this[long number] => number >= First && number < Count
        ? _entries[number % _entries.Length]
        : throw new ArgumentOutOfRangeException(nameof(number));
}
