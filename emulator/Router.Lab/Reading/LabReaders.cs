using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Lab.Reading;

/// <summary>Opens mappings for reading: what is not implemented is refused by name first, then unknown keys.</summary>
internal static class LabReaders
{
    /// <summary>A reader, or null when the node is no mapping.</summary>
    public static YamlReader? Open(YamlNode node, ConfigReport report, string path, LabSection section)
    {
        if (node is not YamlMapping mapping)
        {
            report.Error(node, $"{path} is {node.Describe()}",
                "a mapping with the keys " + string.Join(", ", section.Keys));
            return null;
        }

        List<YamlEntry> kept = [];
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (section.Refused.Contains(entry.Key.Value, StringComparer.Ordinal))
            {
                string prefix = path.Length == 0 ? string.Empty : path + ": ";
                report.Error(entry.Key, $"{prefix}'{entry.Key.Value}' is not implemented yet");
            }
            else
            {
                kept.Add(entry);
            }
        }

        YamlMapping known = new(mapping.File, mapping.Line, mapping.Column, kept);
        return new YamlReader(known, report, path, section.Keys);
    }

    /// <summary>A reader of the mapping below a key; null when absent or no mapping.</summary>
    public static YamlReader? Open(YamlReader parent, string key, LabSection section) =>
        parent.Node(key) is { } node ? Open(node, parent.Report, Join(parent.Path, key), section) : null;

    /// <summary>The entries of a mapping whose keys are names, such as nodes; an absent key is none.</summary>
    public static IReadOnlyList<YamlEntry> Named(YamlReader parent, string key, string expected)
    {
        switch (parent.Node(key))
        {
            case null:
                return [];
            case YamlMapping mapping:
                return mapping.Entries;
            case { } other:
                parent.Report.Error(other, $"{Join(parent.Path, key)} is {other.Describe()}", expected);
                return [];
        }
    }

    public static string Join(string path, string key) => path.Length == 0 ? key : path + ": " + key;
}
