namespace Router.Wire.Bgp;

/// <summary>EXTENDED COMMUNITIES, type 16 (RFC 4360 §2), and their form for IPv6, type 25 (RFC 5701).</summary>
public static class ExtendedCommunitiesAttribute
{
    public const int EntrySize = 8;

    /// <summary>RFC 5701 §2.</summary>
    public const int Ipv6EntrySize = 20;

    /// <summary>RFC 4360 §2: a community with this bit set in its first octet does not leave the AS.</summary>
    public const byte NonTransitiveBit = 0x40;

    // RFC 7606 §7.14: a length that is not a non-zero multiple of 8 is treat-as-withdraw.
    internal static BgpError Judge(in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.IsEmpty || attribute.Value.Length % EntrySize != 0)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the length of EXTENDED COMMUNITIES is not a multiple of eight");
        }

        fields.ExtendedCommunities = attribute.Value;
        return BgpError.None;
    }

    // RFC 7606 §7.15: a length that is not a non-zero multiple of 20 is treat-as-withdraw.
    internal static BgpError JudgeIpv6(in BgpAttribute attribute) =>
        attribute.Value.IsEmpty || attribute.Value.Length % Ipv6EntrySize != 0
            ? AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the length of IPv6 EXTENDED COMMUNITIES is not a multiple of twenty")
            : BgpError.None;
}
