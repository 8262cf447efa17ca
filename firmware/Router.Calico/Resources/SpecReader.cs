using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>A field of Calico's that the board does not act on.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Neutral">Values that ask for nothing, so that leaving them unheeded is right; <c>*</c> for any.</param>
internal sealed record InactiveField(string Key, params string[] Neutral);

/// <summary>Opens a resource's <c>spec</c> and says which of its fields will have no effect.</summary>
internal static class SpecReader
{
    public const string Any = "*";

    /// <summary>A reader of the spec; an empty spec when there is none. Null when it is not a mapping.</summary>
    public static YamlReader? Open(ResourceHeader header, YamlMapping resource, ConfigReport report,
        IReadOnlyList<string> active, IReadOnlyList<InactiveField> inactive)
    {
        switch (resource.Get("spec"))
        {
            case YamlMapping spec:
                return Open(header, spec, report, active, inactive, string.Empty);
            case null:
                return Open(header, new YamlMapping(resource.File, resource.Line, resource.Column, []), report, active,
                    inactive, string.Empty);
            case { } other:
                report.Error(other, $"{header}: 'spec' is {other.Describe()}", "a mapping");
                return null;
        }
    }

    /// <summary>As above for a mapping inside a spec.</summary>
    public static YamlReader Open(ResourceHeader header, YamlMapping spec, ConfigReport report,
        IReadOnlyList<string> active, IReadOnlyList<InactiveField> inactive, string below)
    {
        var reader = new YamlReader(spec, report, header.ToString(),
            active.Concat(inactive.Select(field => field.Key)).ToList(), UnknownKeys.Warning);
        foreach (InactiveField field in inactive)
        {
            if (reader.Node(field.Key) is { } value && !IsNeutral(value, field.Neutral))
            {
                report.Warning(value, $"{header}: {below}{field.Key} is not implemented: it has no effect");
            }
        }

        return reader;
    }

    private static bool IsNeutral(YamlNode value, string[] neutral)
    {
        string text = value switch
        {
            YamlScalar scalar => scalar.Value,
            YamlSequence sequence => string.Join(",", sequence.Items.Select(item => (item as YamlScalar)?.Value)),
            YamlMapping { Entries.Count: 0 } => string.Empty,
            _ => value.Describe(),
        };
        return text.Length == 0 || neutral.Contains(Any) || neutral.Contains(text, StringComparer.Ordinal);
    }
}
