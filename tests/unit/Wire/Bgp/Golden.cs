using System;
using System.Collections.Generic;
using System.IO;
using NUnit.Framework;

namespace Router.Tests.Wire.Bgp;

/// <summary>Golden messages by name, out of a file of "## name" and hexadecimal lines.</summary>
internal static class Golden
{
    public static IReadOnlyDictionary<string, byte[]> Calico { get; } = Load("calico-bird.txt");

    private static Dictionary<string, byte[]> Load(string file)
    {
        Dictionary<string, byte[]> records = [];
        string name = string.Empty;
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", "bgp", file);
        foreach (string line in File.ReadLines(path))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                name = line[3..].Trim();
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                records.Add(name, Convert.FromHexString(line.Trim()));
            }
        }

        return records;
    }
}
