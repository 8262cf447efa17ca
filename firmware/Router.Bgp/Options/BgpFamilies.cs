using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>The families that a speaker knows.</summary>
[Flags]
public enum BgpFamilies : byte
{
    None = 0,
    Ipv4Unicast = 1,
    Ipv6Unicast = 2,
    Both = 3,
}

/// <summary>Sets of families as lists.</summary>
internal static class BgpFamiliesExtensions
{
    private static readonly BgpFamily[] s_ipv4 = [BgpFamily.Ipv4Unicast];
    private static readonly BgpFamily[] s_ipv6 = [BgpFamily.Ipv6Unicast];
    private static readonly BgpFamily[] s_both = [BgpFamily.Ipv4Unicast, BgpFamily.Ipv6Unicast];

    public static BgpFamily[] List(this BgpFamilies families) => families switch
    {
        BgpFamilies.Ipv4Unicast => s_ipv4,
        BgpFamilies.Ipv6Unicast => s_ipv6,
        BgpFamilies.Both => s_both,
        _ => Array.Empty<BgpFamily>(),
    };
}
