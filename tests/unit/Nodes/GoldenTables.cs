using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Router.Tests.Nodes;

/// <summary>Tables printed by real systems, out of the golden files.</summary>
internal static class GoldenTables
{
    /// <summary>The title that net-tools prints before its heading: the one line both captures share.</summary>
    public static string[] WalkThroughNode01 { get; } = File.ReadAllLines(PathOf("walkthrough", "route-n.node01.txt"))
        .Where(line => !line.StartsWith('#')).Select(line => line.TrimEnd()).ToArray();

    /// <summary>A block of the measured tables by the first word of its "## name" line.</summary>
    public static string[] Calico(string name)
    {
        List<string> lines = [];
        bool inside = false;
        foreach (string line in File.ReadLines(PathOf("bgp", "calico-bird-golden.txt")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                inside = line[3..].Split(' ')[0] == name;
            }
            else if (inside && line.Length > 0 && line[0] != '#')
            {
                lines.Add(line.TrimEnd());
            }
        }

        Assert.That(lines, Is.Not.Empty, $"the golden file has a block {name}");
        return lines.ToArray();
    }

    private static string PathOf(string folder, string file) =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", folder, file);
}
