using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Router.Images.Flash;

/// <summary>/proc/swaps: a heading, then a line for each, its path first.</summary>
internal static class SwapTable
{
    /// <summary>Disks, partitions and files alike. A kernel without swap has no such file.</summary>
    public static IReadOnlyList<string> Paths(string root)
    {
        string table = Path.Combine(root, "proc/swaps");
        return File.Exists(table)
            ? [.. File.ReadLines(table).Skip(1).Select(line => OctalEscapes.Undo(line.Split(' ', '\t')[0]))]
            : [];
    }
}
