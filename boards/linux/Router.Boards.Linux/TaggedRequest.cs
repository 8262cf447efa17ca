using System;
using System.Globalization;
using System.Text;

namespace Router.Boards.Linux;

/// <summary>
/// A command from a program at the other end of the console, <c>%7 show ip route</c>: each line of its output follows
/// <c>@7</c> and a blank, and <c>@@7 EXITCODE</c> ends it. So a program can tell it from log lines between.
/// </summary>
internal readonly record struct TaggedRequest(int Id, string Command)
{
    /// <summary>A command as people type it has no id.</summary>
    public static TaggedRequest Parse(string line)
    {
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank > 1 && line[0] == '%'
            && int.TryParse(line.AsSpan(1, blank - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? new TaggedRequest(id, line[(blank + 1)..])
            : new TaggedRequest(-1, line);
    }

    /// <summary>Whole lines of output as the console prints them.</summary>
    public string Mark(string output)
    {
        if (Id < 0 || output.Length == 0)
        {
            return output;
        }

        string mark = string.Create(CultureInfo.InvariantCulture, $"@{Id} ");
        StringBuilder marked = new();
        foreach (ReadOnlySpan<char> line in output.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            marked.Append(mark).Append(line).Append('\n');
        }

        return marked.ToString();
    }

    /// <summary>What ends the output.</summary>
    public string End(int exitCode) =>
        Id < 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"@@{Id} {exitCode}\n");
}
