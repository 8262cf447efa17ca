using System;
using System.Buffers;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Calico.Yaml;

namespace Router.Lab.Machines;

/// <summary>Writes what was read from YAML as YAML again, on one line.</summary>
public static class YamlText
{
    // Words, numbers, prefixes and dates: nothing that means more than itself wherever it stands.
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+-");

    public static string Write(YamlNode node)
    {
        StringBuilder text = new();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                Write(text, '{', '}', mapping.Entries.Count, index =>
                {
                    Write(text, mapping.Entries[index].Key);
                    text.Append(": ");
                    Write(text, mapping.Entries[index].Value);
                });
                break;
            case YamlSequence sequence:
                Write(text, '[', ']', sequence.Items.Count, index => Write(text, sequence.Items[index]));
                break;
            case YamlScalar { IsNull: true }:
                text.Append("null");
                break;
            case YamlScalar scalar when scalar.IsPlain && char.IsAsciiLetterOrDigit(scalar.Value[0])
                && !scalar.Value.AsSpan().ContainsAnyExcept(s_plain):
                text.Append(scalar.Value);
                break;
            case YamlScalar scalar:
                Quote(text, scalar.Value);
                break;
        }
    }

    private static void Write(StringBuilder text, char open, char close, int count, Action<int> item)
    {
        text.Append(open);
        foreach (int index in Enumerable.Range(0, count))
        {
            text.Append(index == 0 ? " " : ", ");
            item(index);
        }

        text.Append(' ').Append(close);
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c switch
            {
                '"' or '\\' => text.Append('\\').Append(c),
                '\n' => text.Append("\\n"),
                _ when char.IsControl(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
