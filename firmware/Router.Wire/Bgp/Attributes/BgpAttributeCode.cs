namespace Router.Wire.Bgp;

/// <summary>
/// Attribute type codes that have a meaning here; every other number is carried or dropped by its flags.
/// </summary>
public static class BgpAttributeCode
{
    public const byte Origin = 1;
    public const byte AsPath = 2;
    public const byte NextHop = 3;
    public const byte Med = 4;
    public const byte LocalPref = 5;
    public const byte AtomicAggregate = 6;
    public const byte Aggregator = 7;
    public const byte Communities = 8;
    public const byte OriginatorId = 9;
    public const byte ClusterList = 10;
    public const byte MpReach = 14;
    public const byte MpUnreach = 15;
    public const byte ExtendedCommunities = 16;
    public const byte As4Path = 17;
    public const byte As4Aggregator = 18;
    public const byte Ipv6ExtendedCommunities = 25;
    public const byte LargeCommunities = 32;
    public const byte OnlyToCustomer = 35;

    /// <summary>The category that the attribute's RFC gives it; false for codes not recognized here.</summary>
    public static bool TryGetFlags(byte code, out byte flags)
    {
        flags = code switch
        {
            Origin or AsPath or NextHop or LocalPref or AtomicAggregate => BgpAttributeFlags.WellKnown,
            Med or OriginatorId or ClusterList or MpReach or MpUnreach => BgpAttributeFlags.OptionalNonTransitive,
            Aggregator or Communities or ExtendedCommunities or As4Path or As4Aggregator or LargeCommunities
                or OnlyToCustomer or Ipv6ExtendedCommunities => BgpAttributeFlags.OptionalTransitive,
            _ => 0,
        };
        return flags != 0;
    }
}
