using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Calico.Yaml;

/// <summary>
/// Reads <c>policy</c>: named filters, each with <c>rules</c> and a <c>default</c>, as <c>docs/schema/bgp.json</c> has
/// them. Calico has no word for it, so the words are ours.
/// </summary>
public static class PolicyReader
{
    /// <summary>Keys of a filter.</summary>
    public static IReadOnlyList<string> FilterKeys { get; } = ["rules", "default"];

    /// <summary>Keys of a rule.</summary>
    public static IReadOnlyList<string> RuleKeys { get; } =
    [
        "name", "prefix", "notPrefix", "asPath", "originAs", "neighborAs", "containsAs", "minPathLength",
        "maxPathLength", "community", "allCommunities", "nextHop", "source", "peer", "localPref", "med", "interface",
        "setLocalPref", "addLocalPref", "setMed", "addMed", "removeMed", "prepend", "prependPath", "setNextHop",
        "setCommunity", "addCommunity", "removeCommunity", "action",
    ];

    /// <summary>Keys of an aggregate.</summary>
    public static IReadOnlyList<string> AggregateKeys { get; } = ["prefix", "summaryOnly"];

    private static readonly ValueFormat<IpPrefix> s_aggregate = new(
        "a prefix such as 203.0.113.0/24, or { prefix: 203.0.113.0/24, summaryOnly: true }",
        (string text, out IpPrefix value) =>
        {
            value = default;
            return text.Contains('/') && IpPrefix.TryParse(text, out value);
        });

    private static readonly ValueFormat<bool> s_default = Formats.Word(("accept", true), ("reject", false));

    private static readonly ValueFormat<BgpRuleAction> s_action = Formats.Word(
        ("accept", BgpRuleAction.Accept), ("reject", BgpRuleAction.Reject), ("continue", BgpRuleAction.Continue));

    private static readonly ValueFormat<BgpPathSources> s_source = Formats.Word(("internal", BgpPathSources.Internal),
        ("external", BgpPathSources.External), ("local", BgpPathSources.Local));

    private static readonly ValueFormat<BgpPrefixMatch> s_prefix = new(
        "10.0.0.0/8, 10.0.0.0/8+ (and inside), 10.0.0.0/8{16,24} or '10.0.0.0/8 ge 16 le 24'",
        (string text, out BgpPrefixMatch value) => BgpPrefixMatch.TryParse(text, out value));

    private static readonly ValueFormat<IpPrefix> s_nextHop = new("a prefix or an address",
        (string text, out IpPrefix value) => IpPrefix.TryParse(text, out value));

    private static readonly ValueFormat<IpAddress> s_address = new("an address such as 192.0.2.1 or 2001:db8::1",
        (string text, out IpAddress value) => IpAddress.TryParse(text, out value));

    private static readonly ValueFormat<BgpCommunityPattern> s_pattern = new(
        "a community such as 65000:1, 65000:*, 65000:1:2, rt:65000:1 or no-export",
        (string text, out BgpCommunityPattern value) => BgpCommunityText.TryParsePattern(text, out value));

    private static readonly ValueFormat<BgpCommunity> s_community = new(
        "a community without *, such as 65000:1, 65000:1:2, rt:65000:1 or no-export",
        (string text, out BgpCommunity value) => BgpCommunityText.TryParse(text, out value));

    private static readonly ValueFormat<uint> s_number = new("a number from 0 to 4294967295",
        (string text, out uint value) =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>
    /// The filters below the key <c>policy</c> of a mapping, none when it is absent; mistakes are in the report.
    /// </summary>
    public static BgpPolicySettings Read(YamlReader parent)
    {
        switch (parent.Node("policy"))
        {
            case null:
                return BgpPolicySettings.Empty;
            case YamlMapping mapping:
                return new BgpPolicySettings(mapping.Entries.Select(entry => Filter(entry, parent.Report))
                    .OfType<BgpNamedFilter>().ToList());
            case { } other:
                parent.Report.Error(other, $"'policy' is {other.Describe()}", "filters by name");
                return BgpPolicySettings.Empty;
        }
    }

    /// <summary>
    /// The list below the key <c>aggregate</c> of a mapping: prefixes, or mappings with <c>prefix</c> and
    /// <c>summaryOnly</c>.
    /// </summary>
    public static IReadOnlyList<BgpAggregateOptions> ReadAggregates(YamlReader parent)
    {
        var aggregates = new List<BgpAggregateOptions>();
        YamlNode? node = parent.Node("aggregate");
        foreach (YamlNode item in node is YamlScalar ? [node] : parent.Items("aggregate", "a list of prefixes"))
        {
            if (item is YamlMapping mapping)
            {
                var reader = new YamlReader(mapping, parent.Report, "aggregate", AggregateKeys);
                if (reader.TryRequire("prefix", s_aggregate, out IpPrefix prefix))
                {
                    aggregates.Add(new BgpAggregateOptions(prefix, reader.Bool("summaryOnly", fallback: false)));
                }
            }
            else if (item is YamlScalar scalar && s_aggregate.TryParse(scalar.Value, out IpPrefix plain))
            {
                aggregates.Add(new BgpAggregateOptions(plain));
            }
            else
            {
                parent.Report.Error(item, $"'aggregate' is {item.Describe()}", s_aggregate.Expected);
            }
        }

        return aggregates;
    }

    /// <summary>A format for <c>import</c> and <c>export</c>: a filter's name, <c>all</c> or <c>none</c>.</summary>
    public static ValueFormat<string> Choice(BgpPolicySettings settings) => new(
        "all, none or the name of a filter in 'policy'",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return settings.Knows(text);
        });

    private static BgpNamedFilter? Filter(YamlEntry entry, ConfigReport report)
    {
        string name = entry.Key.Value;
        if (name is BgpPolicySettings.All or BgpPolicySettings.None || entry.Value is not YamlMapping mapping)
        {
            report.Error(entry.Key, $"policy: '{name}' is no filter", "another name than all and none, and a mapping "
                + "with the keys " + string.Join(", ", FilterKeys));
            return null;
        }

        var reader = new YamlReader(mapping, report, "policy " + name, FilterKeys);
        List<BgpRule> rules = reader.Sections("rules", RuleKeys, itemName: "rule").Select(Rule).ToList();
        return new BgpNamedFilter(new BgpFilter(name, rules), reader.Get("default", s_default, false));
    }

    private static BgpRule Rule(YamlReader reader)
    {
        reader.TryRequire("action", s_action, out BgpRuleAction action);
        if (reader.Has("prefix") && reader.Has("notPrefix"))
        {
            reader.Report.Error(reader.Where("notPrefix"), $"{reader.Path}: both 'prefix' and 'notPrefix'",
                "one of them");
        }

        IReadOnlyList<BgpPrefixMatch> prefixes =
            List(reader, reader.Has("notPrefix") ? "notPrefix" : "prefix", s_prefix);
        return Changes(reader, new BgpRule
        {
            Name = reader.Text("name") ?? string.Empty,
            Action = action,
            Prefixes = prefixes.Count > 0 ? new BgpPrefixSet(prefixes) : null,
            PrefixesNegated = reader.Has("notPrefix"),
            AsPath = AsPath(reader),
            OriginAs = reader.Asn("originAs"),
            NeighbourAs = reader.Asn("neighborAs"),
            ContainsAs = reader.Asn("containsAs"),
            LeastPathLength = reader.Integer("minPathLength", 0, ushort.MaxValue),
            MostPathLength = reader.Integer("maxPathLength", 0, ushort.MaxValue),
            Communities = List(reader, "community", s_pattern),
            AllCommunities = List(reader, "allCommunities", s_pattern),
            NextHops = List(reader, "nextHop", s_nextHop),
            Sources = List(reader, "source", s_source).Aggregate(BgpPathSources.None, (all, one) => all | one),
            Peers = List(reader, "peer", s_address),
            LocalPref = Number(reader, "localPref"),
            Med = Number(reader, "med"),
            Interface = reader.Text("interface"),
        });
    }

    private static BgpRule Changes(YamlReader reader, BgpRule rule)
    {
        string? nextHop = reader.Text("setNextHop");
        IpAddress? address = nextHop is null or "self" or "unchanged" || !reader.TryGet("setNextHop", s_address,
            out IpAddress parsed) ? null : parsed;
        BgpRule changed = rule with
        {
            SetLocalPref = Number(reader, "setLocalPref"),
            AddLocalPref = reader.Integer("addLocalPref", int.MinValue, int.MaxValue) ?? 0,
            SetMed = Number(reader, "setMed"),
            AddMed = reader.Integer("addMed", int.MinValue, int.MaxValue) ?? 0,
            RemoveMed = reader.Bool("removeMed", fallback: false),
            Prepend = (byte)(reader.Integer("prepend", 0, 50) ?? 0),
            PrependPath = List(reader, "prependPath", Formats.Asn),
            SetNextHop = address,
            NextHopRule = nextHop switch
            {
                "self" => BgpNextHopRule.Self,
                "unchanged" => BgpNextHopRule.Unchanged,
                _ => BgpNextHopRule.Default,
            },
            CommunityEdits = CommunityEdits(reader),
        };
        if (rule.Action == BgpRuleAction.Reject
            && changed.ToString() != rule.ToString())
        {
            reader.Report.Error(reader.Where("action"), $"{reader.Path}: changes of a route that is rejected",
                "action: accept or continue");
        }

        return changed;
    }

    private static List<BgpCommunityEdit> CommunityEdits(YamlReader reader)
    {
        var edits = new List<BgpCommunityEdit>();
        if (reader.Has("setCommunity"))
        {
            // Set replaces the communities of every kind.
            edits.AddRange(Enum.GetValues<BgpCommunityKind>().Select(BgpCommunityEdit.Clear));
            edits.AddRange(List(reader, "setCommunity", s_community).Select(BgpCommunityEdit.Add));
        }

        edits.AddRange(List(reader, "removeCommunity", s_pattern).Select(BgpCommunityEdit.Remove));
        edits.AddRange(List(reader, "addCommunity", s_community).Select(BgpCommunityEdit.Add));
        return edits;
    }

    private static AsPathPattern? AsPath(YamlReader reader)
    {
        if (reader.Text("asPath") is not { } text)
        {
            // A null scalar and an absent key alike: no condition.
            return null;
        }

        if (AsPathPattern.TryParse(text, out AsPathPattern? pattern, out string? error))
        {
            return pattern;
        }

        reader.Report.Error(reader.Where("asPath"), $"{reader.Path}: 'asPath': {error}",
            "an expression such as _65001_, ^65001$ or ^65001( 65002)*$");
        return null;
    }

    private static uint? Number(YamlReader reader, string key) =>
        reader.TryGet(key, s_number, out uint value) ? value : null;

    // One value may stand without brackets.
    private static IReadOnlyList<T> List<T>(YamlReader reader, string key, ValueFormat<T> format) =>
        reader.Node(key) is YamlScalar && reader.TryGet(key, format, out T? one) ? [one]
        : reader.Node(key) is YamlScalar ? [] : reader.List(key, format);
}
