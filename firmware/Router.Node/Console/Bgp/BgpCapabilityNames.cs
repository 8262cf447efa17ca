using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>Names of capabilities and attributes, as the IANA registries have them.</summary>
internal static class BgpCapabilityNames
{
    public static string Join(IEnumerable<byte> codes) => string.Join(", ", codes.Distinct().Select(Of));

    public static string Attribute(byte code) => code switch
    {
        0 => "NLRI",
        BgpAttributeCode.Origin => "ORIGIN",
        BgpAttributeCode.AsPath => "AS_PATH",
        BgpAttributeCode.NextHop => "NEXT_HOP",
        BgpAttributeCode.Med => "MULTI_EXIT_DISC",
        BgpAttributeCode.LocalPref => "LOCAL_PREF",
        BgpAttributeCode.AtomicAggregate => "ATOMIC_AGGREGATE",
        BgpAttributeCode.Aggregator => "AGGREGATOR",
        BgpAttributeCode.Communities => "COMMUNITY",
        BgpAttributeCode.OriginatorId => "ORIGINATOR_ID",
        BgpAttributeCode.ClusterList => "CLUSTER_LIST",
        BgpAttributeCode.MpReach => "MP_REACH_NLRI",
        BgpAttributeCode.MpUnreach => "MP_UNREACH_NLRI",
        BgpAttributeCode.ExtendedCommunities => "EXTENDED_COMMUNITIES",
        BgpAttributeCode.As4Path => "AS4_PATH",
        BgpAttributeCode.As4Aggregator => "AS4_AGGREGATOR",
        BgpAttributeCode.LargeCommunities => "LARGE_COMMUNITY",
        BgpAttributeCode.OnlyToCustomer => "OTC",
        _ => "attribute " + code.ToString(CultureInfo.InvariantCulture),
    };

    private static string Of(byte code) => code switch
    {
        BgpCapabilityCode.Multiprotocol => "multiprotocol",
        BgpCapabilityCode.RouteRefresh => "route refresh",
        BgpCapabilityCode.ExtendedNextHop => "extended next hop",
        BgpCapabilityCode.ExtendedMessage => "extended messages",
        BgpCapabilityCode.Role => "role",
        BgpCapabilityCode.GracefulRestart => "graceful restart",
        BgpCapabilityCode.FourOctetAs => "4-octet AS",
        BgpCapabilityCode.AddPath => "add-path",
        BgpCapabilityCode.EnhancedRouteRefresh => "enhanced route refresh",
        BgpCapabilityCode.LongLivedGracefulRestart => "long-lived graceful restart",
        73 => "FQDN",
        _ => "capability " + code.ToString(CultureInfo.InvariantCulture),
    };
}
