using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

// Whether all tables are equal.
internal sealed partial class RingLab
{
    /// <summary>What differs from all prefixes being everywhere, by paths that are walks through the ring.</summary>
    public string Wrong()
    {
        List<string> wrong = [];
        foreach (bool v6 in new[] { false, true })
        {
            Dictionary<string, int> origins = Nodes.SelectMany(
                node => _announced[node].Where(prefix => IsV6(prefix) == v6), (node, prefix) => (node, prefix))
                .ToDictionary(static pair => pair.prefix, static pair => pair.node);
            foreach (int node in Nodes.Where(node => !v6 || HasV6(node)))
            {
                Dictionary<string, List<SeenPath>> table = Table(node, v6);
                wrong.AddRange(table.Keys.Except(origins.Keys).Select(prefix => $"{NameOf(node)} still has {prefix}"));
                wrong.AddRange(origins.Where(one => !IsWalk(node, one.Value, Best(table, one.Key), v6))
                    .Select(one => $"{NameOf(node)} has {one.Key} by '{Best(table, one.Key)}'"));
            }
        }

        return string.Join('\n', wrong);
    }

    private static bool IsV6(string prefix) => prefix.Contains(':', StringComparison.Ordinal);

    private static string? Best(Dictionary<string, List<SeenPath>> table, string prefix) =>
        table.GetValueOrDefault(prefix)?.Find(static path => path.IsBest)?.AsPath;

    /// <summary>From neighbour to neighbour to the origin, nowhere twice.</summary>
    private bool IsWalk(int node, int origin, string? path, bool v6)
    {
        if (path is null)
        {
            return false;
        }

        int[] nodes = [node, .. path.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static one => (int)(uint.Parse(one, CultureInfo.InvariantCulture) - AsOf(0)))];
        return nodes[^1] == origin && nodes.Distinct().Count() == nodes.Length
            && nodes.Zip(nodes.Skip(1)).All(step => s_cables.Where((_, number) => !_unplugged.Contains(number)).Any(
                cable => (v6 ? cable.V6 : cable.V4) && (step == (cable.A, cable.B) || step == (cable.B, cable.A))));
    }

    private Dictionary<string, List<SeenPath>> Table(int node, bool v6)
    {
        if (node != Ours)
        {
            return _peers[node]!.Table(v6);
        }

        // The best one stands first; BIRD's table does not tell of our own ones that they are.
        return _ours.Table().Where(route => IsV6(route.Key) == v6).ToDictionary(
            static route => route.Key,
            static route => route.Value.Select(static (path, i) => path with { IsBest = i == 0 }).ToList());
    }
}
