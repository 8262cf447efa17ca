namespace Router.Wire.Bgp;

/// <summary>
/// MP_REACH_NLRI, type 14 (RFC 4760 §3). IPv4 and IPv6 unicast are read; routes of other families, and of IPv6 where
/// it was not agreed, are located and left opaque.
/// </summary>
public static class MpReachAttribute
{
    internal const int FixedSize = 5;

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        BgpRange value = attribute.Value;

        // RFC 7606 §7.11: without a sound next hop the routes cannot be located, and the session ends.
        if (value.Length < FixedSize || block[value.Offset + 3] > value.Length - FixedSize)
        {
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the next hop reaches past MP_REACH_NLRI");
        }

        int nextHopLength = block[value.Offset + 3];
        BgpFamily family = new(BigEndian.ReadUInt16(block, value.Offset), block[value.Offset + 2]);
        fields.MpReachFamily = family;
        fields.MpNextHop = new BgpRange(value.Offset + 4, nextHopLength);
        int nlri = value.Offset + FixedSize + nextHopLength;
        fields.MpReachNlri = new BgpRange(nlri, value.End - nlri);
        if (!context.Reads(family))
        {
            return BgpError.None;
        }

        // RFC 7606 §7.11: a length that the family does not have leaves it open where the routes start.
        if (!IsLength(nextHopLength, family, context))
        {
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_REACH_NLRI has a next hop of the wrong length");
        }

        if (!BgpNlri.IsWellFormed(block, nlri, value.End, family.Bits, context.AddPathOf(family), out _))
        {
            // RFC 7606 §3 (j): routes that cannot be read cannot be withdrawn.
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_REACH_NLRI holds a prefix with too many bits or past its end");
        }

        return NextHopAttribute.IsHost(block, fields.MpNextHop)
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the next hop of MP_REACH_NLRI is not the address of a host");
    }

    // RFC 2545 §3: 16 octets, or 32 with a link-local address. RFC 8950 §3: so for IPv4 too where both sides agreed.
    private static bool IsLength(int length, BgpFamily family, in BgpSessionContext context) =>
        family == BgpFamily.Ipv6Unicast || context.ExtendedNextHop
            ? length is Ipv6Address.Size or 2 * Ipv6Address.Size
                || (length == Ipv4Address.Size && family == BgpFamily.Ipv4Unicast)
            : length == Ipv4Address.Size;
}
