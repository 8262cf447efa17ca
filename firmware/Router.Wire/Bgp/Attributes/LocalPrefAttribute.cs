namespace Router.Wire.Bgp;

/// <summary>LOCAL_PREF, type 5 (RFC 4271 §5.1.5).</summary>
public static class LocalPrefAttribute
{
    public static int Write(Octets destination, int offset, uint localPref)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.LocalPref, 4);
        BigEndian.WriteUInt32(destination, at, localPref);
        return at + 4 - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        // RFC 7606 §7.5: from an external peer it is discarded whatever it holds. (A confederation is not external.)
        if (!context.Internal && !context.ConfederationMember)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.AttributeLengthError,
                "LOCAL_PREF from an external peer");
        }

        if (attribute.Value.Length != 4)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "LOCAL_PREF is not four octets");
        }

        fields.LocalPref = BigEndian.ReadUInt32(block, attribute.Value.Offset);
        return BgpError.None;
    }
}
