using System;
using System.Collections.Generic;
using System.IO;
using YamlDotNet.Core;

namespace Router.Calico.Yaml;

/// <summary>
/// Reads YAML (and so JSON) text into nodes with their places. Only the event parser of YamlDotNet is used: its
/// serializers need reflection, which an ahead-of-time build does not have.
/// </summary>
public static class YamlLoader
{
    /// <summary>
    /// Reads every document of a text. What cannot be read goes to the report; the documents before it are returned.
    /// Total on any text: it never throws.
    /// </summary>
    public static IReadOnlyList<YamlNode> Load(string file, string text, ConfigReport report, YamlLimits? limits = null)
    {
        limits ??= YamlLimits.Default;
        var documents = new List<YamlNode>();
        if (text.Length > limits.Characters)
        {
            report.Error(new ConfigError(file, 0, 0, FormattableString.Invariant($"{text.Length} characters"),
                FormattableString.Invariant($"a file of at most {limits.Characters} characters")));
            return documents;
        }

        var scanner = new Scanner(new StringReader(text));
        try
        {
            new YamlBuilder(file, new Parser(scanner), report, limits).ReadAll(documents);
        }
        catch (YamlException error)
        {
            report.Error(Place(file, text, error.Start, Sentence(error.Message)));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException
            or OverflowException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            // The parser answers some malformed texts with an exception of its own making instead of a YamlException.
            report.Error(Place(file, text, scanner.CurrentPosition, "not understood here or on the line before"));
        }

        return documents;
    }

    private static ConfigError Place(string file, string text, Mark at, string message)
    {
        string[] lines = text.Split('\n');
        int line = Math.Max(1, (int)at.Line);

        // The parser points at the mapping around it; the tab is what is to be replaced.
        int tab = Array.FindIndex(lines, Math.Min(line, lines.Length) - 1, IsIndentedByTab);
        if (tab >= 0 && message.Contains("tab", StringComparison.Ordinal))
        {
            return new ConfigError(file, tab + 1, lines[tab].IndexOf('\t', StringComparison.Ordinal) + 1,
                "a tab indents the line", "blanks for indentation");
        }

        // A text that ends too early is wrong at its end, not on a line that does not exist.
        return line <= lines.Length
            ? new ConfigError(file, line, Math.Max(1, (int)at.Column), message, "YAML or JSON")
            : new ConfigError(file, lines.Length, lines[^1].Length + 1, message, "YAML or JSON");
    }

    private static bool IsIndentedByTab(string line)
    {
        int text = line.AsSpan().IndexOfAnyExcept(' ', '\t');
        return text > 0 && line.AsSpan(0, text).Contains('\t');
    }

    // The parser's own text may carry its position and line ends; the position is printed once, by us.
    private static string Sentence(string message)
    {
        int end = message.IndexOfAny(['\r', '\n']);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
