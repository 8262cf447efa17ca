using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Resources;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// The BGPFilter resources as filters of the speaker, made once for each kind of session, so that peers share them and
/// their counts.
/// </summary>
internal sealed class CalicoFilters
{
    private readonly Dictionary<string, BgpFilterResource> _resources;
    private readonly Dictionary<(string Name, Direction Direction, bool IsInternal, Asn LocalAs), BgpFilter> _made = [];

    public CalicoFilters(IReadOnlyList<BgpFilterResource> resources) =>
        _resources = resources.ToDictionary(resource => resource.Name, System.StringComparer.Ordinal);

    public enum Direction : byte
    {
        ImportV4,
        ExportV4,
        ImportV6,
        ExportV6,
    }

    /// <summary>The filters that a peer names, in order; names without a resource are left out.</summary>
    public List<BgpFilter> For(PlannedPeer peer, Direction direction)
    {
        var filters = new List<BgpFilter>();
        foreach (string name in peer.Filters.Names)
        {
            if (_resources.TryGetValue(name, out BgpFilterResource? resource)
                && RulesOf(resource, direction) is { Count: > 0 } rules)
            {
                var key = (name, direction, peer.IsInternal, peer.LocalAs);
                if (!_made.TryGetValue(key, out BgpFilter? filter))
                {
                    filter = Make(name, rules, key);
                    _made.Add(key, filter);
                }

                filters.Add(filter);
            }
        }

        return filters;
    }

    private static IReadOnlyList<BgpFilterRule> RulesOf(BgpFilterResource resource, Direction direction) =>
        direction switch
        {
            Direction.ImportV4 => resource.ImportV4,
            Direction.ExportV4 => resource.ExportV4,
            Direction.ImportV6 => resource.ImportV6,
            _ => resource.ExportV6,
        };

    private static BgpFilter Make(string name, IReadOnlyList<BgpFilterRule> rules,
        (string Name, Direction Direction, bool IsInternal, Asn LocalAs) key)
    {
        bool isExport = key.Direction is Direction.ExportV4 or Direction.ExportV6;
        var made = new List<BgpRule>();
        for (int i = 0; i < rules.Count; i++)
        {
            BgpFilterRule rule = rules[i];
            if (rule.Internal is { } isInternal && isInternal != key.IsInternal)
            {
                continue;
            }

            IReadOnlyList<Asn> start = rule.PathStart;
            if (start.Count > 0 && isExport && !key.IsInternal)
            {
                // BIRD 1.6 has put its own AS in front when an eBGP peer's export filter is asked
                // (proto/bgp/attrs.c, bgp_update_attrs and bgp_create_attrs).
                if (start[0] != key.LocalAs)
                {
                    continue;
                }

                start = start.Skip(1).ToList();
            }

            // The number is the one in the resource, whatever has been left out.
            made.Add(rule.Rule with
            {
                Name = rule.Rule.Name.Length > 0 ? rule.Rule.Name
                    : System.FormattableString.Invariant($"{Text(key.Direction)}[{i}]"),
                AsPath = start.Count == 0 ? null : AsPathPattern.StartsWith(start.ToArray()),
            });
        }

        return new BgpFilter(name, made);
    }

    private static string Text(Direction direction) => direction switch
    {
        Direction.ImportV4 => "importV4",
        Direction.ExportV4 => "exportV4",
        Direction.ImportV6 => "importV6",
        _ => "exportV6",
    };
}
