using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Router.Calico.Yaml;

namespace Router.Tests.Images;

/// <summary>
/// As much of JSON Schema 2020-12 as <c>docs/schema/board.json</c> uses, over YAML: an editor's view of a file.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>Where the file does not satisfy the schema, and which keyword says so.</summary>
    public static IReadOnlyList<string> Offences(JsonElement schema, YamlNode node)
    {
        var offences = new List<string>();
        Check(schema, schema, node, string.Empty, offences);
        return offences;
    }

    private static void Check(JsonElement root, JsonElement schema, YamlNode node, string path, List<string> offences)
    {
        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            Check(root, root.GetProperty("$defs").GetProperty(reference.GetString()!["#/$defs/".Length..]), node, path,
                offences);
        }

        if (schema.TryGetProperty("anyOf", out JsonElement ways)
            && !ways.EnumerateArray().Any(way => OffencesOf(root, way, node, path).Count == 0))
        {
            offences.Add($"{path}: anyOf");
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !Types(type).Intersect(TypesOf(node)).Any())
        {
            offences.Add($"{path}: type");
        }

        switch (node)
        {
            case YamlMapping mapping:
                CheckMapping(root, schema, mapping, path, offences);
                break;
            case YamlSequence list:
                CheckList(root, schema, list, path, offences);
                break;
            case YamlScalar scalar:
                CheckScalar(schema, scalar, path, offences);
                break;
        }
    }

    private static List<string> OffencesOf(JsonElement root, JsonElement schema, YamlNode node, string path)
    {
        var offences = new List<string>();
        Check(root, schema, node, path, offences);
        return offences;
    }

    private static void CheckMapping(
        JsonElement root, JsonElement schema, YamlMapping mapping, string path, List<string> offences)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            offences.AddRange(required.EnumerateArray().Where(key => mapping.Get(key.GetString()!) is null)
                .Select(key => $"{path}: required {key.GetString()}"));
        }

        foreach (YamlEntry entry in mapping.Entries)
        {
            string below = path.Length == 0 ? entry.Key.Value : $"{path}/{entry.Key.Value}";
            if (schema.TryGetProperty("propertyNames", out JsonElement names))
            {
                CheckScalar(names, entry.Key, below, offences);
            }

            if (schema.TryGetProperty("properties", out JsonElement properties)
                && properties.TryGetProperty(entry.Key.Value, out JsonElement property))
            {
                Check(root, property, entry.Value, below, offences);
            }
            else if (schema.TryGetProperty("additionalProperties", out JsonElement more))
            {
                if (more.ValueKind == JsonValueKind.False)
                {
                    offences.Add($"{below}: not in properties");
                }
                else
                {
                    Check(root, more, entry.Value, below, offences);
                }
            }
        }
    }

    private static void CheckList(
        JsonElement root, JsonElement schema, YamlSequence list, string path, List<string> offences)
    {
        if (schema.TryGetProperty("minItems", out JsonElement least) && list.Items.Count < least.GetInt32())
        {
            offences.Add($"{path}: minItems");
        }

        for (int i = 0; i < list.Items.Count && schema.TryGetProperty("items", out JsonElement items); i++)
        {
            Check(root, items, list.Items[i], $"{path}/{i}", offences);
        }
    }

    private static void CheckScalar(JsonElement schema, YamlScalar scalar, string path, List<string> offences)
    {
        if (schema.TryGetProperty("enum", out JsonElement words)
            && !words.EnumerateArray().Any(word => word.GetString() == scalar.Value))
        {
            offences.Add($"{path}: enum");
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern)
            && !Regex.IsMatch(scalar.Value, pattern.GetString()!, RegexOptions.ECMAScript))
        {
            offences.Add($"{path}: pattern");
        }

        if (long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && schema.TryGetProperty("maximum", out JsonElement most) && number > most.GetInt64())
        {
            offences.Add($"{path}: maximum");
        }
    }

    private static IEnumerable<string> Types(JsonElement type) => type.ValueKind == JsonValueKind.Array
        ? type.EnumerateArray().Select(static word => word.GetString()!)
        : [type.GetString()!];

    // YAML 1.2 §10.3.2: what a plain scalar means.
    private static string[] TypesOf(YamlNode node) => node switch
    {
        YamlMapping => ["object"],
        YamlSequence => ["array"],
        YamlScalar { IsNull: true } => ["null"],
        YamlScalar { IsPlain: true } plain when long.TryParse(plain.Value, out _) => ["integer"],
        _ => ["string"],
    };
}
