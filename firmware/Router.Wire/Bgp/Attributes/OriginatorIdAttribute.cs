namespace Router.Wire.Bgp;

/// <summary>ORIGINATOR_ID, type 9 (RFC 4456 §8).</summary>
public static class OriginatorIdAttribute
{
    public static int Write(Octets destination, int offset, RouterId originator)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.OptionalNonTransitive,
            BgpAttributeCode.OriginatorId, 4);
        BigEndian.WriteUInt32(destination, at, originator.Value);
        return at + 4 - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        // RFC 7606 §7.9: from an external peer it is discarded whatever it holds.
        if (!context.Internal)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError,
                "ORIGINATOR_ID from an external peer");
        }

        if (attribute.Value.Length != 4)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "ORIGINATOR_ID is not four octets");
        }

        fields.OriginatorId = new RouterId(BigEndian.ReadUInt32(block, attribute.Value.Offset));
        return BgpError.None;
    }
}
