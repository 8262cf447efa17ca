namespace Router.Wire.Bgp;

/// <summary>ORIGIN, type 1 (RFC 4271 §5.1.1).</summary>
public static class OriginAttribute
{
    public static int Write(Octets destination, int offset, BgpOrigin origin)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.Origin, 1);
        destination[at] = (byte)origin;
        return at + 1 - offset;
    }

    // RFC 7606 §7.1: another length than 1 or an undefined value is treat-as-withdraw.
    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.Length != 1)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "ORIGIN is not one octet");
        }

        fields.Origin = (BgpOrigin)block[attribute.Value.Offset];
        return fields.Origin <= BgpOrigin.Incomplete
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.InvalidOriginAttribute,
                "ORIGIN is neither IGP, EGP nor INCOMPLETE");
    }
}
