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

        try
        {
            new YamlBuilder(file, new Parser(new StringReader(text)), report, limits).ReadAll(documents);
        }
        catch (YamlException error)
        {
            report.Error(new ConfigError(file, Math.Max(1, (int)error.Start.Line), Math.Max(1, (int)error.Start.Column),
                Sentence(error.Message), "YAML or JSON"));
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException
            or OverflowException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            // The parser answers some malformed texts with an exception of its own making instead of a YamlException.
            report.Error(new ConfigError(file, 0, 0, "not readable: " + Sentence(error.Message), "YAML or JSON"));
        }

        return documents;
    }

    // The parser's own text may carry its position and line ends; the position is printed once, by us.
    private static string Sentence(string message)
    {
        int end = message.IndexOfAny(['\r', '\n']);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
