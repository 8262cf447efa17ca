using System;
using System.Collections.Generic;
using System.Text;

namespace Router.Node.Console;

/// <summary>A boxed table as calicoctl draws it: headings centred, cells left, rules of plus and minus signs.</summary>
public static class TextTable
{
    public static string Boxed(string[] headings, IReadOnlyList<string[]> rows)
    {
        int[] widths = Widths(headings, rows);
        var text = new StringBuilder();
        Rule(text, widths);
        text.Append('|');
        for (int i = 0; i < headings.Length; i++)
        {
            int space = widths[i] - headings[i].Length;
            text.Append(' ').Append(' ', space / 2).Append(headings[i])
                .Append(' ', space - (space / 2)).Append(" |");
        }

        text.Append('\n');
        Rule(text, widths);
        foreach (string[] row in rows)
        {
            text.Append('|');
            for (int i = 0; i < headings.Length; i++)
            {
                text.Append(' ').Append(row[i].PadRight(widths[i])).Append(" |");
            }

            text.Append('\n');
        }

        Rule(text, widths);
        return text.ToString();
    }

    /// <summary>Columns divided by two blanks, each as wide as its widest cell; the last one is not padded.</summary>
    public static string Plain(string[] headings, IReadOnlyList<string[]> rows)
    {
        int[] widths = Widths(headings, rows);
        var text = new StringBuilder();
        PlainRow(text, headings, widths);
        foreach (string[] row in rows)
        {
            PlainRow(text, row, widths);
        }

        return text.ToString();
    }

    private static void PlainRow(StringBuilder text, string[] row, int[] widths)
    {
        for (int i = 0; i < row.Length; i++)
        {
            text.Append(i == row.Length - 1 ? row[i] : row[i].PadRight(widths[i] + 2));
        }

        text.Append('\n');
    }

    private static int[] Widths(string[] headings, IReadOnlyList<string[]> rows)
    {
        int[] widths = Array.ConvertAll(headings, static heading => heading.Length);
        foreach (string[] row in rows)
        {
            for (int i = 0; i < widths.Length; i++)
            {
                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        return widths;
    }

    private static void Rule(StringBuilder text, int[] widths)
    {
        text.Append('+');
        foreach (int width in widths)
        {
            text.Append('-', width + 2).Append('+');
        }

        text.Append('\n');
    }
}
