using System;
using System.IO;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Node;
using Router.Node.Console;

namespace Router.Boards.Speaker;

/// <summary>Lines for whoever watches, with the time of day.</summary>
internal sealed class HostLog(TextWriter output, MonotonicClock clock)
{
    /// <summary>What is written; more than that goes nowhere.</summary>
    public LogLevel Level { get; set; } = LogLevel.Info;

    public void Error(string text) => Write(LogLevel.Error, text);

    public void Warning(string text) => Write(LogLevel.Warning, text);

    public void Info(string text) => Write(LogLevel.Info, text);

    public void Debug(string text) => Write(LogLevel.Debug, text);

    /// <summary>True when a line of this level is written at all.</summary>
    public bool Has(LogLevel wanted) => wanted <= Level;

    /// <summary>The last lines, for consoles.</summary>
    public ConsoleLog Recent { get; } = new();

    private void Write(LogLevel wanted, string text)
    {
        if (wanted < LogLevel.Debug)
        {
            Recent.Add(new LogEntry(clock.Now, wanted, "bgp", text));
        }

        if (!Has(wanted))
        {
            return;
        }

        try
        {
            output.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} bgp {wanted.ToString().ToLowerInvariant()}: {text}");
        }
        catch (IOException)
        {
            // Whoever read the log has gone, such as a terminal that was closed; the sessions go on.
        }
    }
}
