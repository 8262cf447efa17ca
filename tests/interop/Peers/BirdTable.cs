using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Router.Tests.Interop.Peers;

/// <summary>Reads <c>show route all</c>, as BIRD 1.6, BIRD 2 and our console print it.</summary>
internal static partial class BirdTable
{
    /// <param name="text">The answer.</param>
    /// <param name="peerOf">The neighbour of a protocol's name; null for protocols that are none.</param>
    public static Dictionary<string, List<SeenPath>> Read(string text, Func<string, string?> peerOf)
    {
        Dictionary<string, List<SeenPath>> table = [];
        List<SeenPath> paths = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '\t' && Head.Match(line) is { Success: true } head)
            {
                string prefix = head.Groups["prefix"].Value;
                if (prefix.Length > 0)
                {
                    table[prefix] = paths = [];
                }

                paths.Add(new SeenPath
                {
                    From = peerOf(head.Groups["name"].Value) ?? string.Empty,
                    IsBest = head.Groups["best"].Success,
                });
            }
            else if (Attribute.Match(line) is { Success: true } attribute && paths.Count > 0)
            {
                paths[^1] = With(paths[^1], attribute.Groups["name"].Value, attribute.Groups["value"].Value.Trim());
            }
        }

        return table;
    }

    private static SeenPath With(SeenPath path, string name, string value) => name switch
    {
        "as_path" => path with { AsPath = value },
        "next_hop" => path with { NextHop = value },
        "local_pref" => path with { LocalPref = long.Parse(value, CultureInfo.InvariantCulture) },
        "originator_id" => path with { Originator = value },
        "cluster_list" => path with { ClusterList = value },
        "otc" => path with { Otc = long.Parse(value, CultureInfo.InvariantCulture) },
        "community" or "ext_community" or "large_community" =>
            path with { Communities = [.. path.Communities, .. Bracketed.Matches(value).Select(Joined)] },
        _ => path,
    };

    private static string Joined(Match match) =>
        string.Join(':', match.Groups[1].Value.Split(',').Select(static part => part.Trim()));

    // 198.51.100.0/24      unicast [p1 17:00:00.000 from 10.99.0.2] * (100) [AS65002i]
    [GeneratedRegex(@"^(?<prefix>[0-9a-f.:]+/\d+)?\s.*?\[(?<name>\S+) [^\]]*\](?<best> \*)?")]
    private static partial Regex Head { get; }

    [GeneratedRegex(@"^\s*BGP\.(?<name>[a-z_]+):(?<value>.*)$")]
    private static partial Regex Attribute { get; }

    [GeneratedRegex(@"\(([^)]*)\)")]
    private static partial Regex Bracketed { get; }
}
