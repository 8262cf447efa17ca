using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Wire;

namespace Router.Calico.Yaml;

/// <summary>What a key that the reader does not know means.</summary>
public enum UnknownKeys : byte
{
    /// <summary>A mistake: our own files, where a slip of the pen must not pass in silence.</summary>
    Error,

    /// <summary>A newer Calico perhaps: said, but not fatal.</summary>
    Warning,
}

/// <summary>
/// Takes typed fields out of a mapping. Each mistake is reported at its place and reading goes on, so that one pass
/// finds them all; an unreadable field counts as absent.
/// </summary>
/// <remarks>Asking for a key that is not in the list of keys is a defect of the caller and throws.</remarks>
public sealed class YamlReader
{
    private readonly HashSet<string> _keys;

    /// <param name="mapping">What to read.</param>
    /// <param name="report">Where mistakes go.</param>
    /// <param name="path">What the mapping is, for messages: <c>port ens33</c>; empty at the top of a file.</param>
    /// <param name="keys">Every key that may occur.</param>
    /// <param name="unknown">What any other key is.</param>
    public YamlReader(YamlMapping mapping, ConfigReport report, string path, IReadOnlyList<string> keys,
        UnknownKeys unknown = UnknownKeys.Error)
    {
        Mapping = mapping;
        Report = report;
        Path = path;
        _keys = new HashSet<string>(keys, StringComparer.Ordinal);
        ReportUnknownKeys(keys, unknown);
    }

    public YamlMapping Mapping { get; }

    public ConfigReport Report { get; }

    public string Path { get; }

    /// <summary>The raw value of a key, or null when it is absent or null.</summary>
    public YamlNode? Node(string key)
    {
        if (!_keys.Contains(key))
        {
            throw new ArgumentException($"'{key}' is read but not in the list of keys", nameof(key));
        }

        return Mapping.Get(key);
    }

    public bool Has(string key) => Node(key) is not null;

    /// <summary>Where to point when a field is wrong: its value, or the mapping when it is absent.</summary>
    public YamlNode Where(string key) => Node(key) ?? Mapping;

    public bool TryGet<T>(string key, ValueFormat<T> format, [MaybeNullWhen(false)] out T value)
    {
        if (Node(key) is { } node)
        {
            return TryParse(key, node, format, out value);
        }

        value = default;
        return false;
    }

    /// <summary>As <see cref="TryGet"/>, and an absent key is a mistake.</summary>
    public bool TryRequire<T>(string key, ValueFormat<T> format, [MaybeNullWhen(false)] out T value)
    {
        if (!Has(key))
        {
            Report.Error(Mapping, Prefixed($"'{key}' is missing"), $"{key}: {format.Expected}");
        }

        return TryGet(key, format, out value);
    }

    public T Get<T>(string key, ValueFormat<T> format, T fallback) =>
        TryGet(key, format, out T? value) ? value : fallback;

    public string? Text(string key) => TryGet(key, Formats.Text, out string? value) ? value : null;

    public bool Bool(string key, bool fallback) => Get(key, Formats.Bool, fallback);

    public int? Integer(string key, int minimum, int maximum) =>
        TryGet(key, Formats.Integer(minimum, maximum), out int value) ? value : null;

    public Duration? Duration(string key) => TryGet(key, Formats.Duration, out Duration value) ? value : null;

    public Ipv4Address? Address(string key) => TryGet(key, Formats.Address, out Ipv4Address value) ? value : null;

    public Asn? Asn(string key) => TryGet(key, Formats.Asn, out Asn value) ? value : null;

    /// <summary>A list of values; an absent key is an empty list.</summary>
    public IReadOnlyList<T> List<T>(string key, ValueFormat<T> format)
    {
        var values = new List<T>();
        foreach (YamlNode item in Items(key, "a list of values, each " + format.Expected))
        {
            if (TryParse(key, item, format, out T? value))
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>The items of a list; an absent key is an empty list.</summary>
    public IReadOnlyList<YamlNode> Items(string key, string expected)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlSequence sequence:
                return sequence.Items;
            case { } other:
                Report.Error(other, Prefixed($"'{key}' is {other.Describe()}"), expected);
                return [];
        }
    }

    /// <summary>A reader of the mapping below a key, or null when the key is absent or holds something else.</summary>
    public YamlReader? Section(string key, IReadOnlyList<string> keys, UnknownKeys unknown = UnknownKeys.Error) =>
        Node(key) is { } node ? Section(node, Prefixed(key), keys, unknown) : null;

    /// <summary>Readers of the mappings in a list.</summary>
    /// <param name="key">The list's key.</param>
    /// <param name="keys">Every key that may occur in an item.</param>
    /// <param name="unknown">What any other key is.</param>
    /// <param name="itemName">What one item is called in messages (<c>port</c>); it is told apart by its name or
    /// number.</param>
    public IReadOnlyList<YamlReader> Sections(string key, IReadOnlyList<string> keys,
        UnknownKeys unknown = UnknownKeys.Error, string? itemName = null)
    {
        var readers = new List<YamlReader>();
        int number = 0;
        foreach (YamlNode item in Items(key, "a list of mappings"))
        {
            number++;
            string label = (item as YamlMapping)?.GetText("name") ?? number.ToString(CultureInfo.InvariantCulture);
            if (Section(item, Prefixed($"{itemName ?? key} {label}"), keys, unknown) is { } reader)
            {
                readers.Add(reader);
            }
        }

        return readers;
    }

    private YamlReader? Section(YamlNode node, string path, IReadOnlyList<string> keys, UnknownKeys unknown)
    {
        if (node is YamlMapping mapping)
        {
            return new YamlReader(mapping, Report, path, keys, unknown);
        }

        Report.Error(node, $"{path} is {node.Describe()}", "a mapping with the keys " + string.Join(", ", keys));
        return null;
    }

    private bool TryParse<T>(string key, YamlNode node, ValueFormat<T> format, [MaybeNullWhen(false)] out T value)
    {
        if (node is YamlScalar { IsNull: false } scalar && format.TryParse(scalar.Value, out value))
        {
            return true;
        }

        Report.Error(node, Prefixed($"'{key}' is {node.Describe()}"), format.Expected);
        value = default;
        return false;
    }

    private string Prefixed(string text) => Path.Length == 0 ? text : Path + ": " + text;

    private void ReportUnknownKeys(IReadOnlyList<string> keys, UnknownKeys unknown)
    {
        foreach (YamlEntry entry in Mapping.Entries)
        {
            if (_keys.Contains(entry.Key.Value))
            {
                continue;
            }

            string message = Prefixed($"unknown key {entry.Key.Describe()}");
            string? meant = Spelling.Closest(entry.Key.Value, keys);
            message += meant is null ? string.Empty : $", did you mean '{meant}'?";
            if (unknown == UnknownKeys.Error)
            {
                Report.Error(entry.Key, message, "one of " + string.Join(", ", keys));
            }
            else
            {
                Report.Warning(entry.Key, message);
            }
        }
    }
}
