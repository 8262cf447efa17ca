using System;
using System.Collections.Generic;

namespace Router.Calico.Yaml;

/// <summary>Keys with values, in the order of the file. A key occurs once: the loader refuses duplicates.</summary>
public sealed class YamlMapping : YamlNode
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    public YamlMapping(string file, int line, int column, IReadOnlyList<YamlEntry> entries)
        : base(file, line, column)
    {
        Entries = entries;
        foreach (YamlEntry entry in entries)
        {
            _values.TryAdd(entry.Key.Value, entry.Value);
        }
    }

    public IReadOnlyList<YamlEntry> Entries { get; }

    /// <summary>The value of a key, or null when the key is absent or its value is null.</summary>
    public YamlNode? Get(string key) =>
        _values.TryGetValue(key, out YamlNode? value) && value is not YamlScalar { IsNull: true } ? value : null;

    /// <summary>The mapping below a key, or null when there is none.</summary>
    public YamlMapping? GetMapping(string key) => Get(key) as YamlMapping;

    /// <summary>The text below a key, or null when there is none.</summary>
    public string? GetText(string key) => (Get(key) as YamlScalar)?.Value;

    public override string Describe() => Entries.Count == 0 ? "an empty mapping" : "a mapping (key: value)";
}

/// <summary>One key with its value.</summary>
public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
