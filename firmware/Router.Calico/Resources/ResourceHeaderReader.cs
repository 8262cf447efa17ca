using System;
using System.Collections.Generic;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>
/// Reads <c>metadata</c>. Beside name and labels it holds what a datastore keeps for itself (uid, managedFields, …),
/// which means nothing to a board and is passed over.
/// </summary>
internal static class ResourceHeaderReader
{
    private const int LongestName = 253;

    public static ResourceHeader? Read(YamlMapping resource, string kind, ConfigReport report)
    {
        const string Expected = "metadata: { name: … }";
        if (resource.GetMapping("metadata") is not { } metadata)
        {
            report.Error(resource.Get("metadata") ?? resource,
                $"{kind}: 'metadata' is missing or not a mapping", Expected);
            return null;
        }

        if (metadata.Get("name") is not YamlScalar name || !IsName(name.Value))
        {
            report.Error(metadata.Get("name") ?? metadata, $"{kind}: 'metadata.name' is missing or not a name",
                "lower-case letters, digits, '.' and '-', at most 253 characters");
            return null;
        }

        return new ResourceHeader(kind, name.Value, Labels(metadata, kind, report), name);
    }

    private static Dictionary<string, string> Labels(YamlMapping metadata, string kind, ConfigReport report)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (metadata.Get("labels") is not { } node)
        {
            return labels;
        }

        if (node is not YamlMapping mapping)
        {
            report.Error(node, $"{kind}: 'labels' is {node.Describe()}", "a mapping of label to text");
            return labels;
        }

        foreach (YamlEntry entry in mapping.Entries)
        {
            if (entry.Value is YamlScalar value)
            {
                labels.TryAdd(entry.Key.Value, value.IsNull ? string.Empty : value.Value);
            }
            else
            {
                report.Error(entry.Value, $"{kind}: label {entry.Key.Describe()} is {entry.Value.Describe()}", "text");
            }
        }

        return labels;
    }

    // RFC 1123 §2.1 names as Kubernetes reads them (lower case, dots between parts).
    private static bool IsName(string name)
    {
        foreach (char letter in name)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('.' or '-'))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1]);
    }
}
