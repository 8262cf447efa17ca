using System;
using System.Collections.Generic;
using System.Text;
using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>
/// A Kubernetes <c>Secret</c>: texts by key, as far as BGP passwords need them. Nobody asks for its namespace.
/// </summary>
public sealed record Secret(ResourceHeader Header, IReadOnlyDictionary<string, string> Texts)
{
    // Nobody shall find a password in a log.
    public override string ToString() => Header.ToString();
}

/// <summary>Names one text of a secret, as <c>secretKeyRef</c> does.</summary>
/// <param name="Name">The secret's.</param>
/// <param name="Key">The text's.</param>
/// <param name="Source">Where it is asked for.</param>
public sealed record SecretKey(string Name, string Key, YamlNode Source);

/// <summary>Reads Secret and references to its keys. No message quotes a value.</summary>
internal static class SecretReader
{
    private const string Expected = "secretKeyRef: { name: …, key: … }";
    private static readonly UTF8Encoding s_utf8 = new(false, true);

    public static Secret Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (YamlEntry entry in EntriesOf(resource, "data"))
        {
            if (entry.Value is YamlScalar value && Decode(value.Value) is { } text)
            {
                texts[entry.Key.Value] = text;
            }
            else
            {
                report.Error(entry.Value, $"{header}: data of {entry.Key.Describe()} cannot be read",
                    "base64 of UTF-8 text");
            }
        }

        foreach (YamlEntry entry in EntriesOf(resource, "stringData"))
        {
            texts[entry.Key.Value] = (entry.Value as YamlScalar)?.Value ?? string.Empty;
        }

        return new Secret(header, texts);
    }

    /// <summary>The reference below a key such as <c>password</c>, or null when there is none.</summary>
    public static SecretKey? Reference(YamlReader spec, string key)
    {
        if (spec.Section(key, ["secretKeyRef"], UnknownKeys.Warning) is not { } section)
        {
            return null;
        }

        if (section.Section("secretKeyRef", ["name", "key", "optional"], UnknownKeys.Warning) is { } reference
            && reference.Text("name") is { } name && reference.Text("key") is { } item)
        {
            return new SecretKey(name, item, reference.Mapping);
        }

        spec.Report.Error(spec.Where(key), $"{spec.Path}: '{key}' names no secret", Expected);
        return null;
    }

    private static IReadOnlyList<YamlEntry> EntriesOf(YamlMapping resource, string key) =>
        resource.GetMapping(key)?.Entries ?? [];

    private static string? Decode(string base64)
    {
        try
        {
            return s_utf8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
