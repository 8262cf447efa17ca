namespace Router.Wire.Bgp;

/// <summary>LARGE_COMMUNITY, type 32 (RFC 8092 §3).</summary>
public static class LargeCommunitiesAttribute
{
    public const int EntrySize = 12;

    // RFC 8092 §6: a length that is not a non-zero multiple of 12 is treat-as-withdraw.
    internal static BgpError Judge(in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.IsEmpty || attribute.Value.Length % EntrySize != 0)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the length of LARGE_COMMUNITY is not a multiple of twelve");
        }

        fields.LargeCommunities = attribute.Value;
        return BgpError.None;
    }
}
