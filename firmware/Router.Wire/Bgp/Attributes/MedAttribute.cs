namespace Router.Wire.Bgp;

/// <summary>MULTI_EXIT_DISC, type 4 (RFC 4271 §5.1.4).</summary>
public static class MedAttribute
{
    public static int Write(Octets destination, int offset, uint med)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.OptionalNonTransitive,
            BgpAttributeCode.Med, 4);
        BigEndian.WriteUInt32(destination, at, med);
        return at + 4 - offset;
    }

    // RFC 7606 §7.4: another length than 4 is treat-as-withdraw.
    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.Length != 4)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "MULTI_EXIT_DISC is not four octets");
        }

        fields.Med = BigEndian.ReadUInt32(block, attribute.Value.Offset);
        return BgpError.None;
    }
}
