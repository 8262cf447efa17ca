using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Router.Bench.Common;

/// <summary>A table in monospaced text: the first column stands left, the others right.</summary>
public sealed class TextTable
{
    private readonly List<string[]> _rows = [];
    private readonly int _columns;

    public TextTable(params string[] header)
    {
        _columns = header.Length;
        _rows.Add(header);
    }

    /// <summary>Adds a row; what is missing at its end stays empty.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cells.Length, _columns, nameof(cells));
        _rows.Add([.. cells, .. Enumerable.Repeat(string.Empty, _columns - cells.Length)]);
    }

    public void Print(TextWriter output, string indent = "")
    {
        int[] widths = [.. Enumerable.Range(0, _columns).Select(column => _rows.Max(row => row[column].Length))];
        for (int i = 0; i < _rows.Count; i++)
        {
            string[] cells =
            [
                .. _rows[i].Select((cell, column) =>
                    column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])),
            ];
            output.WriteLine((indent + string.Join("  ", cells)).TrimEnd());
            if (i == 0)
            {
                output.WriteLine(indent + string.Join("  ", widths.Select(width => new string('-', width))));
            }
        }
    }
}
