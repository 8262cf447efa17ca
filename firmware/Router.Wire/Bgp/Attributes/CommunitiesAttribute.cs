namespace Router.Wire.Bgp;

/// <summary>COMMUNITIES, type 8 (RFC 1997), and the well-known values.</summary>
public static class CommunitiesAttribute
{
    public const int EntrySize = 4;

    /// <summary>RFC 8326 §3.</summary>
    public const uint GracefulShutdown = 0xffff_0000;

    /// <summary>RFC 9494 §4.6: the route is stale under long-lived graceful restart.</summary>
    public const uint LlgrStale = 0xffff_0006;

    /// <summary>RFC 9494 §4.7.</summary>
    public const uint NoLlgr = 0xffff_0007;

    /// <summary>RFC 7999 §5.</summary>
    public const uint Blackhole = 0xffff_029a;

    public const uint NoExport = 0xffff_ff01;
    public const uint NoAdvertise = 0xffff_ff02;
    public const uint NoExportSubconfed = 0xffff_ff03;

    public static uint Read(OctetsIn octets, BgpRange communities, int index) =>
        BigEndian.ReadUInt32(octets, communities.Offset + (index * EntrySize));

    public static bool Contains(OctetsIn octets, BgpRange communities, uint community)
    {
        for (int i = 0; i < communities.Length / EntrySize; i++)
        {
            if (Read(octets, communities, i) == community)
            {
                return true;
            }
        }

        return false;
    }

    // RFC 7606 §7.8: a length that is not a non-zero multiple of 4 is treat-as-withdraw.
    internal static BgpError Judge(in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.IsEmpty || attribute.Value.Length % EntrySize != 0)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the length of COMMUNITIES is not a multiple of four");
        }

        fields.Communities = attribute.Value;
        return BgpError.None;
    }
}
