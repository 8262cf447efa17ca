using System.Collections.Generic;
using System.Globalization;

namespace Router.Bgp;

/// <summary>A rule as its operator reads it: <c>if prefix [10.0.0.0/8+] then localPref 200, accept</c>.</summary>
internal static class BgpRuleText
{
    public static string Of(BgpRule rule)
    {
        List<string> conditions = [];
        for (BgpRuleField field = BgpRuleField.Prefix; field <= BgpRuleField.Interface; field++)
        {
            if (Condition(rule, field) is { } text)
            {
                conditions.Add(text);
            }
        }

        string name = rule.Name.Length == 0 ? string.Empty : rule.Name + ": ";
        string when = conditions.Count == 0 ? string.Empty : "if " + string.Join(" and ", conditions) + " then ";
        return name + when + string.Join(", ", Changes(rule));
    }

    /// <summary>One condition of the rule in words; null when it is not set.</summary>
    public static string? Condition(BgpRule rule, BgpRuleField field) => field switch
    {
        BgpRuleField.Prefix => rule.Prefixes == null ? null
            : (rule.PrefixesNegated ? "prefix not in " : "prefix in ") + rule.Prefixes,
        BgpRuleField.Source => rule.Sources == BgpPathSources.None ? null : "source " + Sources(rule.Sources),
        BgpRuleField.Peer => rule.Peers.Count == 0 ? null : "peer " + List(rule.Peers),
        BgpRuleField.LocalPref => rule.LocalPref is { } value ? "localPref " + Number(value) : null,
        BgpRuleField.Med => rule.Med is { } value ? "med " + Number(value) : null,
        BgpRuleField.PathLength => PathLength(rule),
        BgpRuleField.NextHop => rule.NextHops.Count == 0 ? null : "nextHop in " + List(rule.NextHops),
        BgpRuleField.OriginAs => rule.OriginAs is { } asn ? "originAs " + asn : null,
        BgpRuleField.NeighbourAs => rule.NeighbourAs is { } asn ? "neighborAs " + asn : null,
        BgpRuleField.ContainsAs => rule.ContainsAs is { } asn ? "containsAs " + asn : null,
        BgpRuleField.AsPath => rule.AsPath is { } pattern ? "asPath " + pattern : null,
        BgpRuleField.Communities => rule.Communities.Count == 0 ? null : "community " + Patterns(rule.Communities),
        BgpRuleField.AllCommunities => rule.AllCommunities.Count == 0 ? null
            : "communities " + Patterns(rule.AllCommunities),
        BgpRuleField.Interface => rule.Interface is { } name ? "interface " + name : null,
        _ => null,
    };

    private static List<string> Changes(BgpRule rule)
    {
        List<string> changes = [];
        Add(changes, "localPref ", rule.SetLocalPref);
        Add(changes, "localPref ", rule.AddLocalPref);
        Add(changes, "med ", rule.SetMed);
        Add(changes, "med ", rule.AddMed);
        if (rule.RemoveMed)
        {
            changes.Add("no med");
        }

        if (rule.Prepend > 0)
        {
            changes.Add("prepend own AS " + Number(rule.Prepend) + " times");
        }

        if (rule.PrependPath.Count > 0)
        {
            changes.Add("prepend " + string.Join(" ", rule.PrependPath));
        }

        if (rule.SetNextHop is { } nextHop)
        {
            changes.Add("nextHop " + nextHop);
        }
        else if (rule.NextHopRule != BgpNextHopRule.Default)
        {
            changes.Add(rule.NextHopRule == BgpNextHopRule.Self ? "nextHop self" : "nextHop unchanged");
        }

        foreach (BgpCommunityEdit edit in rule.CommunityEdits)
        {
            string pattern = BgpCommunityText.Format(edit.Pattern);
            changes.Add(edit.IsAdd ? "add community " + pattern
                : edit.Pattern == BgpCommunityPattern.Any(edit.Pattern.Kind)
                    ? "remove all " + KindName(edit.Pattern.Kind) + " communities"
                    : "remove community " + pattern);
        }

        changes.Add(rule.Action switch
        {
            BgpRuleAction.Accept => "accept",
            BgpRuleAction.Reject => "reject",
            _ => "continue",
        });
        return changes;
    }

    private static string KindName(BgpCommunityKind kind) => kind switch
    {
        BgpCommunityKind.Standard => "standard",
        BgpCommunityKind.Extended => "extended",
        _ => "large",
    };

    private static string? PathLength(BgpRule rule) => (rule.LeastPathLength, rule.MostPathLength) switch
    {
        (null, null) => null,
        ({ } least, null) => "pathLength at least " + Number(least),
        (null, { } most) => "pathLength at most " + Number(most),
        ({ } least, { } most) => "pathLength " + Number(least) + " to " + Number(most),
    };

    private static string Sources(BgpPathSources sources)
    {
        List<string> names = [];
        AddIf(names, sources, BgpPathSources.Internal, "internal");
        AddIf(names, sources, BgpPathSources.External, "external");
        AddIf(names, sources, BgpPathSources.Local, "local");
        return string.Join(" or ", names);
    }

    private static void AddIf(List<string> names, BgpPathSources sources, BgpPathSources one, string name)
    {
        if ((sources & one) != 0)
        {
            names.Add(name);
        }
    }

    private static void Add(List<string> changes, string what, uint? value)
    {
        if (value.HasValue)
        {
            changes.Add(what + Number(value.Value));
        }
    }

    private static void Add(List<string> changes, string what, long added)
    {
        if (added != 0)
        {
            changes.Add(what + (added > 0 ? "+" : string.Empty) + Number(added));
        }
    }

    private static string Patterns(IReadOnlyList<BgpCommunityPattern> patterns)
    {
        List<string> texts = [];
        foreach (BgpCommunityPattern pattern in patterns)
        {
            texts.Add(BgpCommunityText.Format(pattern));
        }

        return List(texts);
    }

    private static string List<T>(IReadOnlyList<T> values) => "[" + string.Join(", ", values) + "]";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
