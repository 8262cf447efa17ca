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

    /// <summary>
    /// The same message with the path id of its last /26 blanked: RFC 7911 §3 leaves its value to the sender.
    /// </summary>
    public static string WithoutPathId(string update)
    {
        const int Nlri = 2 * (4 + 1 + 4);
        const int PathId = 8;
        bool hasPath = update.Length == 2 * 0x35 && update.AsSpan(2 * 18, 2).SequenceEqual("02");
        int at = update.Length - Nlri;
        return hasPath ? string.Concat(update.AsSpan(0, at), "........", update.AsSpan(at + PathId)) : update;
    }
}
