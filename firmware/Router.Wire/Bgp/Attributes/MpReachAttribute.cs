namespace Router.Wire.Bgp;

/// <summary>
/// MP_REACH_NLRI, type 14 (RFC 4760 §3). IPv4 unicast is read; routes of other families are located and left opaque.
/// </summary>
public static class MpReachAttribute
{
    private const int FixedSize = 5;

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
        fields.MpReachFamily = new BgpFamily(BigEndian.ReadUInt16(block, value.Offset), block[value.Offset + 2]);
        fields.MpNextHop = new BgpRange(value.Offset + 4, nextHopLength);
        int nlri = value.Offset + FixedSize + nextHopLength;
        fields.MpReachNlri = new BgpRange(nlri, value.End - nlri);
        if (fields.MpReachFamily != BgpFamily.Ipv4Unicast)
        {
            return BgpError.None;
        }

        // RFC 8950 §3: 16 or 32 octets only where both sides agreed.
        if (nextHopLength != Ipv4Address.Size && !(context.ExtendedNextHop && nextHopLength is 16 or 32))
        {
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_REACH_NLRI has a next hop of the wrong length");
        }

        if (!BgpNlri.IsWellFormed(block, nlri, value.End, context.AddPath, out _))
        {
            // RFC 7606 §3 (j): routes that cannot be read cannot be withdrawn.
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_REACH_NLRI holds a prefix over 32 bits or past its end");
        }

        return nextHopLength != Ipv4Address.Size || NextHopAttribute.IsHost(Ipv4Address.Read(block, value.Offset + 4))
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "the next hop of MP_REACH_NLRI is not the address of a host");
    }
}
