using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Interop.Support.Monitoring;

/// <summary>Prometheus' text format 0.0.4, read strictly: what is not allowed fails the test.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, double> _series = [];

    public PrometheusText(string text)
    {
        Assert.That(text, Does.EndWith("\n"));
        Dictionary<string, string> types = [];
        HashSet<string> finished = [];
        string current = string.Empty;
        foreach (string line in text[..^1].Split('\n'))
        {
            string name;
            if (Comment.Match(line) is { Success: true } comment)
            {
                name = comment.Groups["name"].Value;
                if (comment.Groups["kind"].Value == "TYPE")
                {
                    Assert.That(types.TryAdd(name, comment.Groups["text"].Value), line);
                    Assert.That(comment.Groups["text"].Value, Is.AnyOf("counter", "gauge"), line);
                }
            }
            else
            {
                Match sample = Sample.Match(line);
                Assert.That(sample.Success, line);
                name = sample.Groups["name"].Value;
                Assert.That(types, Does.ContainKey(name), "TYPE comes before the first sample");
                Assert.That(_series.TryAdd(KeyOf(name, Labels(sample)), double.Parse(
                    sample.Groups["value"].ValueSpan, CultureInfo.InvariantCulture)), "twice: " + line);
            }

            // All lines of a metric are one group.
            Assert.That(name == current || finished.Add(name), line);
            current = name;
        }
    }

    public int Count => _series.Count;

    /// <summary>The value of a series; null where there is none.</summary>
    public double? this[string name, params (string Name, string Value)[] labels] =>
        _series.TryGetValue(KeyOf(name, labels), out double value) ? value : null;

    /// <summary>The value of a metric's one series with these labels among others.</summary>
    public double Of(string name, params (string Name, string Value)[] labels) => _series.Single(series =>
        series.Key.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label =>
            series.Key.Contains($"{label.Name}=\"{label.Value}\"", StringComparison.Ordinal))).Value;

    // The order of labels means nothing.
    private static string KeyOf(string name, IEnumerable<(string Name, string Value)> labels) => name + "{"
        + string.Join(',', labels.Order().Select(label => $"{label.Name}=\"{label.Value}\"")) + "}";

    private static (string Name, string Value)[] Labels(Match sample)
    {
        (string Name, string Value)[] labels = [.. sample.Groups["label"].Captures.Zip(
            sample.Groups["text"].Captures, (name, value) => (name.Value, value.Value))];
        Assert.That(labels.Select(label => label.Name), Is.Unique, sample.Value);
        return labels;
    }

    [GeneratedRegex("^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)$")]
    private static partial Regex Comment { get; }

    [GeneratedRegex("""
        ^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>([^"\\]|\\[\\"n])*)"(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>([^"\\]|\\[\\"n])*)")*\})?\ (?<value>[-+]?([0-9.]+([eE][-+]?[0-9]+)?|Inf)|NaN)$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Sample { get; }
}
