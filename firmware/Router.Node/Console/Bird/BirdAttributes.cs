using System;
using System.Globalization;
using System.Text;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>The attributes of a path, a line each, as <c>show route all</c> has them.</summary>
internal static class BirdAttributes
{
    private const int Kind = 1008;
    private const int Attribute = 1012;

    private static readonly string[] s_origins = ["IGP", "EGP", "Incomplete"];

    public static void Write(CodedReply reply, in BgpPath path)
    {
        reply.Line(Kind, $"\tType: {(path.IsLocal ? "static" : "BGP")} unicast univ");
        if (path.IsLocal)
        {
            return;
        }

        ReadOnlySpan<byte> block = path.Attributes.Span;
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            if (Text(block, attribute, path) is { } text)
            {
                reply.Line(Attribute, "\tBGP." + text);
            }
        }

        if (!BgpAttributes.Read(block).HasLocalPref)
        {
            reply.Line(Attribute, $"\tBGP.local_pref: {path.LocalPref}");
        }
    }

    private static string? Text(ReadOnlySpan<byte> block, in BgpAttribute attribute, in BgpPath path)
    {
        ReadOnlySpan<byte> value = block.Slice(attribute.Value.Offset, attribute.Value.Length);
        return attribute.Code switch
        {
            BgpAttributeCode.Origin => "origin: " + s_origins[Math.Min((int)path.Origin, 2)],
            BgpAttributeCode.AsPath => "as_path: " + AsPathAttribute.ToText(block, attribute.Value),
            BgpAttributeCode.NextHop => "next_hop: " + NextHops(value, path),
            BgpAttributeCode.Med => $"med: {path.Med}",
            BgpAttributeCode.LocalPref => $"local_pref: {path.LocalPref}",
            BgpAttributeCode.AtomicAggregate => "atomic_aggr:",
            BgpAttributeCode.Aggregator when value.Length == 8 =>
                $"aggregator: {Ipv4Address.Read(value, 4)} AS{BigEndian.ReadUInt32(value, 0)}",
            BgpAttributeCode.Communities => "community: " + BgpText.Communities(value),
            BgpAttributeCode.OriginatorId when value.Length == 4 => $"originator_id: {Ipv4Address.Read(value, 0)}",
            BgpAttributeCode.ClusterList => "cluster_list: " + Identifiers(value),
            BgpAttributeCode.ExtendedCommunities => "ext_community: " + BgpText.ExtendedCommunities(value),
            BgpAttributeCode.LargeCommunities => "large_community: " + BgpText.LargeCommunities(value),
            BgpAttributeCode.OnlyToCustomer when value.Length == 4 => $"otc: {BigEndian.ReadUInt32(value, 0)}",
            _ => Unknown(attribute, value),
        };
    }

    // Global and link-local, where there are both (RFC 2545 §3).
    private static string NextHops(ReadOnlySpan<byte> value, in BgpPath path) => value.Length == 32
        ? $"{path.NextHop} {Ipv6Address.Read(value, 16)}"
        : path.NextHop.ToString();

    private static string Identifiers(ReadOnlySpan<byte> value)
    {
        StringBuilder text = new();
        for (int at = 0; at + 4 <= value.Length; at += 4)
        {
            text.Append(at > 0 ? " " : string.Empty).Append(Ipv4Address.Read(value, at));
        }

        return text.ToString();
    }

    private static string Unknown(in BgpAttribute attribute, ReadOnlySpan<byte> value)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{attribute.Code:x2}");
        text.Append(attribute.IsTransitive ? " [t]:" : ":");
        foreach (byte octet in value)
        {
            text.Append(CultureInfo.InvariantCulture, $" {octet:x2}");
        }

        return text.ToString();
    }
}
