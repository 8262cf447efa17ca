using System;
using System.IO;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>Bytes measured on Calico's own BIRD: tests/golden/bgp/calico-bird-golden.txt.</summary>
internal static class GoldenMessages
{
    public static string Read(string record)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "golden", "bgp", "calico-bird-golden.txt");
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i + 1 < lines.Length; i++)
        {
            // "## NAME   (remark)", then the value.
            if (lines[i].StartsWith("## ", StringComparison.Ordinal) && lines[i].Split(' ')[1] == record)
            {
                return lines[i + 1].Split(' ')[0];
            }
        }

        Assert.Fail($"{file} has no record {record}");
        return string.Empty;
    }
}
