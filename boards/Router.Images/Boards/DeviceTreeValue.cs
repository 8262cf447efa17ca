using System.Collections.Generic;
using System.Globalization;
using System.Text.RegularExpressions;
using Router.Calico.Yaml;

namespace Router.Images.Boards;

/// <summary>One property of one node of a device tree, as <c>fdtput</c> writes it; a missing node is made.</summary>
/// <param name="Node">From the root: <c>/soc/spi@7e204000</c>.</param>
/// <param name="Property">Its name.</param>
public sealed partial record DeviceTreeValue(string Node, string Property)
{
    private const string Expected = "text, a number or a list of numbers below 2^32, or ~ to remove it";

    /// <summary>A string, or null.</summary>
    public string? Text { get; init; }

    /// <summary>Cells of 32 bits, where there is no text.</summary>
    public IReadOnlyList<uint> Cells { get; init; } = [];

    /// <summary>The property goes.</summary>
    public bool IsRemoved => Text is null && Cells.Count == 0;

    /// <summary>Reads <c>deviceTree</c>: nodes with their properties.</summary>
    internal static List<DeviceTreeValue> Read(YamlReader reader, string key)
    {
        var values = new List<DeviceTreeValue>();
        if (reader.Node(key) is not { } node)
        {
            return values;
        }

        foreach (YamlEntry entry in Entries(node, "nodes such as /soc/spi@7e204000, each with properties", reader))
        {
            if (!NodePattern().IsMatch(entry.Key.Value))
            {
                reader.Report.Error(entry.Key, $"{reader.Path}: {key}: {entry.Key.Describe()}",
                    "the path of a node such as /soc/spi@7e204000");
                continue;
            }

            foreach (YamlEntry property in Entries(entry.Value, "properties, each with its value", reader))
            {
                if (Parse(entry.Key.Value, property) is { } value)
                {
                    values.Add(value);
                }
                else
                {
                    reader.Report.Error(property.Value,
                        $"{reader.Path}: {key}: {property.Key.Value} is {property.Value.Describe()}", Expected);
                }
            }
        }

        return values;
    }

    private static IReadOnlyList<YamlEntry> Entries(YamlNode node, string expected, YamlReader reader)
    {
        if (node is YamlMapping { Entries.Count: > 0 } mapping)
        {
            return mapping.Entries;
        }

        reader.Report.Error(node, $"{reader.Path}: found {node.Describe()}", expected);
        return [];
    }

    // Devicetree Specification v0.4 §2.2.4: strings and 32-bit cells are what a board's edits need.
    private static DeviceTreeValue? Parse(string node, YamlEntry property)
    {
        var value = new DeviceTreeValue(node, property.Key.Value);
        switch (property.Value)
        {
            case YamlScalar { IsNull: true }:
                return value;
            case YamlScalar { IsPlain: true } scalar when TryCell(scalar, out uint cell):
                return value with { Cells = [cell] };
            case YamlScalar scalar when scalar.Value.Length > 0:
                return value with { Text = scalar.Value };
            case YamlSequence { Items.Count: > 0 } list:
                var cells = new List<uint>();
                foreach (YamlNode item in list.Items)
                {
                    if (!TryCell(item, out uint next))
                    {
                        return null;
                    }

                    cells.Add(next);
                }

                return value with { Cells = cells };
            default:
                return null;
        }
    }

    private static bool TryCell(YamlNode node, out uint cell)
    {
        cell = 0;
        return node is YamlScalar { IsPlain: true } scalar
            && uint.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out cell);
    }

    // Devicetree Specification v0.4 §2.2.1.
    [GeneratedRegex(@"\A(/[A-Za-z0-9][A-Za-z0-9,._+@-]*)+\z")]
    private static partial Regex NodePattern();
}
