using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Asks the conditions of a rule; allocates nothing.</summary>
internal static class RuleMatcher
{
    /// <summary>The first condition that does not hold, or None when the rule matches.</summary>
    public static BgpRuleField FirstMismatch(BgpRule rule, IpPrefix prefix, in BgpPath path, in PathOctets octets,
        IBgpPolicyContext? context)
    {
        if (rule.Prefixes != null && rule.Prefixes.Matches(prefix) == rule.PrefixesNegated)
        {
            return BgpRuleField.Prefix;
        }

        if (rule.Sources != BgpPathSources.None && (rule.Sources & SourceOf(path)) == 0)
        {
            return BgpRuleField.Source;
        }

        if (rule.Peers.Count > 0 && !IsFrom(rule.Peers, path, context))
        {
            return BgpRuleField.Peer;
        }

        if (rule.LocalPref is { } localPref && path.LocalPref != localPref)
        {
            return BgpRuleField.LocalPref;
        }

        if (rule.Med is { } med && path.Med != med)
        {
            return BgpRuleField.Med;
        }

        if (path.AsPathLength < rule.LeastPathLength || path.AsPathLength > rule.MostPathLength)
        {
            return BgpRuleField.PathLength;
        }

        if (rule.NextHops.Count > 0 && !IsInside(rule.NextHops, path.NextHop))
        {
            return BgpRuleField.NextHop;
        }

        BgpRuleField field = PathMismatch(rule, octets);
        if (field != BgpRuleField.None)
        {
            return field;
        }

        field = CommunityMismatch(rule, octets);
        if (field != BgpRuleField.None || rule.Interface == null)
        {
            return field;
        }

        string? name = context?.InterfaceOf(prefix, path);
        return name != null && InterfacePattern.Matches(rule.Interface, name)
            ? BgpRuleField.None
            : BgpRuleField.Interface;
    }

    private static BgpRuleField PathMismatch(BgpRule rule, in PathOctets octets)
    {
        if (rule.OriginAs is { } origin
            && !(AsPathAttribute.TryGetLast(octets.Block, octets.AsPath, out Asn last) && last == origin))
        {
            return BgpRuleField.OriginAs;
        }

        if (rule.NeighbourAs is { } neighbour
            && !(AsPathAttribute.TryGetFirst(octets.Block, octets.AsPath, out Asn first) && first == neighbour))
        {
            return BgpRuleField.NeighbourAs;
        }

        if (rule.ContainsAs is { } contained && !AsPathAttribute.Contains(octets.Block, octets.AsPath, contained))
        {
            return BgpRuleField.ContainsAs;
        }

        return rule.AsPath == null || rule.AsPath.Matches(octets.Block, octets.AsPath)
            ? BgpRuleField.None
            : BgpRuleField.AsPath;
    }

    private static BgpRuleField CommunityMismatch(BgpRule rule, in PathOctets octets)
    {
        for (int i = 0; i < rule.AllCommunities.Count; i++)
        {
            if (!octets.Holds(rule.AllCommunities[i]))
            {
                return BgpRuleField.AllCommunities;
            }
        }

        for (int i = 0; i < rule.Communities.Count; i++)
        {
            if (octets.Holds(rule.Communities[i]))
            {
                return BgpRuleField.None;
            }
        }

        return rule.Communities.Count == 0 ? BgpRuleField.None : BgpRuleField.Communities;
    }

    private static BgpPathSources SourceOf(in BgpPath path) => path.IsLocal ? BgpPathSources.Local
        : path.IsExternal ? BgpPathSources.External : BgpPathSources.Internal;

    private static bool IsFrom(IReadOnlyList<IpAddress> peers, in BgpPath path, IBgpPolicyContext? context)
    {
        if (path.IsLocal || context == null || !context.TryGetPeer(path.Peer, out IpAddress from))
        {
            return false;
        }

        for (int i = 0; i < peers.Count; i++)
        {
            if (peers[i] == from)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInside(IReadOnlyList<IpPrefix> prefixes, IpAddress address)
    {
        for (int i = 0; i < prefixes.Count; i++)
        {
            if (prefixes[i].Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
