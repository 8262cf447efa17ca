using System;
using System.Collections.Generic;
using System.Text;

namespace Router.Slots.Management;

/// <summary>
/// Bodies of text: a first line, then lines of a word and its value. What is not plain text is no body.
/// </summary>
internal static class TextLines
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>A value as it can stand in a line.</summary>
    public static string Plain(string value) => string.Create(Math.Min(value.Length, 1000), value, static (to, from) =>
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? ' ' : from[i];
        }
    });

    /// <summary>Reads the lines; a word twice is refused, words that nobody knows are the caller's affair.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, string first, out Dictionary<string, string> values)
    {
        values = new Dictionary<string, string>(StringComparer.Ordinal);
        string text;
        try
        {
            text = s_utf8.GetString(body);
        }
        catch (ArgumentException)
        {
            return false;
        }

        string[] lines = text.Split('\n');
        if (lines.Length < 2 || lines[0] != first || lines[^1].Length > 0)
        {
            return false;
        }

        foreach (string line in lines.AsSpan(1..^1))
        {
            int at = line.IndexOf(' ', StringComparison.Ordinal);
            if (at <= 0 || line.AsSpan().ContainsAnyInRange('\0', '\x1f')
                || !values.TryAdd(line[..at], line[(at + 1)..]))
            {
                return false;
            }
        }

        return true;
    }
}
