using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>
/// Reads BGPFilter and puts each rule into the words of the speaker's filters. Upstream's meaning is what confd writes
/// for BIRD (confd/pkg/resource/template/template_funcs.go), so that is the meaning here.
/// </summary>
internal static class BgpFilterReader
{
    /// <summary>LOCAL_PREF plus priority.</summary>
    private const uint PriorityBase = int.MaxValue;

    private const int LargestPriority = int.MaxValue - 1;
    private const int MostOperations = 10;
    private const int LongestPath = 250;

    private static readonly string[] s_directions = ["importV4", "exportV4", "importV6", "exportV6"];

    private static readonly string[] s_rule =
    [
        "action", "cidr", "matchOperator", "prefixLength", "source", "interface", "peerType", "communities",
        "asPathPrefix", "priority", "operations",
    ];

    private static readonly ValueFormat<BgpRuleAction> s_action =
        Formats.Word(("Accept", BgpRuleAction.Accept), ("Reject", BgpRuleAction.Reject));

    private static readonly ValueFormat<Operator> s_operator = Formats.Word(
        ("Equal", Operator.Equal), ("NotEqual", Operator.NotEqual), ("In", Operator.In), ("NotIn", Operator.NotIn));

    private static readonly ValueFormat<BgpPathSources> s_source = Formats.Word(
        ("RemotePeers", BgpPathSources.Internal | BgpPathSources.External));

    private static readonly ValueFormat<bool> s_peerType = Formats.Word(("iBGP", true), ("eBGP", false));

    private static readonly ValueFormat<IpPrefix> s_cidr4 = new(Formats.Prefix.Expected,
        (string text, out IpPrefix value) =>
        {
            bool valid = Formats.Prefix.TryParse(text, out Prefix prefix);
            value = prefix;
            return valid;
        });

    private static readonly ValueFormat<IpPrefix> s_cidr6 = new("a prefix such as 2001:db8::/32 with zero host bits",
        (string text, out IpPrefix value) =>
        {
            bool valid = Ipv6Prefix.TryParse(text, out Ipv6Prefix prefix) && text.Contains('/');
            value = prefix;
            return valid;
        });

    private static readonly ValueFormat<string> s_interface = new(
        "a name of at most 15 characters, with * for any text",
        (string text, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length is > 0 and <= 15 && text.All(c => char.IsAsciiLetterOrDigit(c) || "*?._:-".Contains(c));
        });

    private enum Operator
    {
        Equal,
        NotEqual,
        In,
        NotIn,
    }

    public static BgpFilterResource? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (SpecReader.Open(header, resource, report, s_directions, []) is not { } spec)
        {
            return null;
        }

        return new BgpFilterResource(header)
        {
            ImportV4 = Rules(spec, "importV4", s_cidr4),
            ExportV4 = Rules(spec, "exportV4", s_cidr4),
            ImportV6 = Rules(spec, "importV6", s_cidr6),
            ExportV6 = Rules(spec, "exportV6", s_cidr6),
        };
    }

    private static List<BgpFilterRule> Rules(YamlReader spec, string key, ValueFormat<IpPrefix> cidr) =>
        spec.Sections(key, s_rule, UnknownKeys.Warning, key + " rule").Select(rule => Rule(rule, cidr)).ToList();

    private static BgpFilterRule Rule(YamlReader reader, ValueFormat<IpPrefix> cidr)
    {
        reader.TryRequire("action", s_action, out BgpRuleAction action);
        BgpRule rule = new()
        {
            Action = action,
            Sources = reader.Get("source", s_source, BgpPathSources.None),
            Interface = reader.TryGet("interface", s_interface, out string? name) ? name : null,
            LocalPref = reader.Integer("priority", 1, LargestPriority) is { } priority
                ? PriorityBase - (uint)priority
                : null,
        };
        rule = Operations(reader, Communities(reader, Prefixes(reader, cidr, rule)));
        IReadOnlyList<Asn> start = reader.List("asPathPrefix", Formats.Asn);
        if (start.Count > AsPathPattern.MaxAtoms)
        {
            reader.Report.Error(reader.Where("asPathPrefix"), $"{reader.Path}: 'asPathPrefix' is too long",
                FormattableString.Invariant($"at most {AsPathPattern.MaxAtoms} AS numbers"));
            start = [];
        }

        return new BgpFilterRule(
            rule, reader.TryGet("peerType", s_peerType, out bool isInternal) ? isInternal : null, start);
    }

    private static BgpRule Prefixes(YamlReader reader, ValueFormat<IpPrefix> format, BgpRule rule)
    {
        bool hasCidr = reader.TryGet("cidr", format, out IpPrefix cidr);
        if (reader.Has("cidr") != reader.Has("matchOperator"))
        {
            reader.Report.Error(reader.Mapping, $"{reader.Path}: one of 'cidr' and 'matchOperator' without the other",
                "both or neither");
        }

        if (reader.Has("prefixLength") && !reader.Has("cidr"))
        {
            reader.Report.Error(reader.Where("prefixLength"), $"{reader.Path}: 'prefixLength' without 'cidr'",
                "cidr and matchOperator beside it");
        }

        if (!hasCidr || !reader.TryGet("matchOperator", s_operator, out Operator kind))
        {
            return rule;
        }

        bool isNegated = kind is Operator.NotEqual or Operator.NotIn;
        int bits = cidr.Address.Bits;
        BgpPrefixMatch match = kind is Operator.Equal or Operator.NotEqual
            ? BgpPrefixMatch.Exactly(cidr)
            : BgpPrefixMatch.OrLonger(cidr);
        if (reader.Section("prefixLength", ["min", "max"], UnknownKeys.Warning) is { } length)
        {
            int least = Math.Max(length.Integer("min", 0, bits) ?? 0, cidr.Length);
            int most = length.Integer("max", 0, bits) ?? bits;
            if (most < least)
            {
                // BIRD refuses the range, and with it the whole new configuration.
                reader.Report.Error(length.Mapping, $"{length.Path}: no length from {least} to {most}",
                    "min and cidr's own length not above max");
            }

            if (kind is Operator.Equal or Operator.NotEqual)
            {
                // confd writes "net = [ cidr{min,max} ]", and to BIRD a prefix never equals a set.
                reader.Report.Warning(length.Mapping, $"{length.Path}: with matchOperator {kind} a prefixLength makes "
                    + $"BIRD's condition {(isNegated ? "always" : "never")} true; In and NotIn are meant");
                return rule with { Prefixes = new BgpPrefixSet([]), PrefixesNegated = isNegated };
            }

            match = new BgpPrefixMatch(cidr, least, most);
        }

        return rule with { Prefixes = new BgpPrefixSet([match]), PrefixesNegated = isNegated };
    }

    private static BgpRule Communities(YamlReader reader, BgpRule rule)
    {
        if (reader.Section("communities", ["values"], UnknownKeys.Warning) is not { } section)
        {
            return rule;
        }

        IReadOnlyList<BgpCommunity> values = section.List("values", CommunityFormat.Value);
        if (section.Items("values", CommunityFormat.Value.Expected).Count != 1)
        {
            section.Report.Error(section.Where("values"), $"{section.Path}: not one value",
                "a list of one community, as libcalico demands");
        }

        return rule with { AllCommunities = values.Select(BgpCommunityPattern.Exactly).ToList() };
    }

    private static BgpRule Operations(YamlReader reader, BgpRule rule)
    {
        IReadOnlyList<YamlReader> operations = reader.Sections("operations",
            ["addCommunity", "prependASPath", "setPriority"], UnknownKeys.Warning, "operation");
        if (operations.Count > 0 && rule.Action != BgpRuleAction.Accept)
        {
            reader.Report.Error(reader.Where("operations"), $"{reader.Path}: operations of a rule that rejects",
                "action: Accept");
        }

        if (operations.Count > MostOperations)
        {
            reader.Report.Error(reader.Where("operations"), $"{reader.Path}: too many operations",
                "at most " + MostOperations.ToString(CultureInfo.InvariantCulture));
        }

        var communities = new List<BgpCommunityEdit>();
        var path = new List<Asn>();
        uint? localPref = null;
        foreach (YamlReader operation in operations)
        {
            if (operation.Mapping.Entries.Count != 1)
            {
                operation.Report.Error(operation.Mapping, $"{operation.Path}: not exactly one thing to do",
                    "addCommunity, prependASPath or setPriority");
            }

            if (operation.Section("addCommunity", ["value"], UnknownKeys.Warning) is { } add
                && add.TryRequire("value", CommunityFormat.Value, out BgpCommunity community))
            {
                communities.Add(BgpCommunityEdit.Add(community));
            }

            if (operation.Section("prependASPath", ["prefix"], UnknownKeys.Warning) is { } prepend)
            {
                // A later operation's numbers go in front of an earlier one's.
                path.InsertRange(0, prepend.List("prefix", Formats.Asn));
            }

            if (operation.Section("setPriority", ["value"], UnknownKeys.Warning) is { } set
                && set.TryRequire("value", Formats.Integer(1, LargestPriority), out int priority))
            {
                localPref = PriorityBase - (uint)priority;
            }
        }

        if (path.Count > LongestPath)
        {
            reader.Report.Error(reader.Where("operations"), $"{reader.Path}: more AS numbers than a path may take",
                FormattableString.Invariant($"at most {LongestPath}"));
            path.Clear();
        }

        return rule with { CommunityEdits = communities, PrependPath = path, SetLocalPref = localPref };
    }
}
