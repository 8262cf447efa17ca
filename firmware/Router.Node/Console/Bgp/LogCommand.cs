using System;
using System.Globalization;
using System.Text;

namespace Router.Node.Console;

/// <summary><c>show log</c>: the last lines, with the reasons of what happened.</summary>
internal static class LogCommand
{
    private const int Most = 50;

    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        long count = Most;
        bool isValid = request.Arguments.Count == 0 || (request.Arguments.Count == 1
            && long.TryParse(request.Arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out count));
        if (!isValid)
        {
            return ConsoleJob.Finished("usage: show log [LINES]", 2);
        }

        ConsoleLog log = console.Log;
        long first = Math.Max(log.First, log.Count - Math.Min(count, log.Count));
        return ConsoleJob.Finished(request.Json ? Json(console, first) : Text(console, first));
    }

    /// <summary>A line as the log of the process has it.</summary>
    public static string LineOf(IBgpConsole console, in LogEntry entry) =>
        $"{BirdTime.Exact(console, entry.At)} {entry.Level.ToString().ToLowerInvariant()} {entry.Source}: {entry.Text}";

    private static string Text(IBgpConsole console, long first)
    {
        StringBuilder text = new();
        for (long number = first; number < console.Log.Count; number++)
        {
            text.Append(LineOf(console, console.Log[number])).Append('\n');
        }

        return text.ToString();
    }

    private static string Json(IBgpConsole console, long first) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        for (long number = first; number < console.Log.Count; number++)
        {
            LogEntry entry = console.Log[number];
            json.WriteStartObject();
            json.WriteString("at", BirdTime.Exact(console, entry.At));
            json.WriteString("level", entry.Level.ToString().ToLowerInvariant());
            json.WriteString("source", entry.Source);
            json.WriteString("text", entry.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
