namespace Router.Wire.Bgp;

/// <summary>MP_UNREACH_NLRI, type 15 (RFC 4760 §4). The families that MP_REACH_NLRI is read for.</summary>
public static class MpUnreachAttribute
{
    internal const int FixedSize = 3;

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        BgpRange value = attribute.Value;
        if (value.Length < FixedSize)
        {
            return AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_UNREACH_NLRI is shorter than its family");
        }

        BgpFamily family = new(BigEndian.ReadUInt16(block, value.Offset), block[value.Offset + 2]);
        fields.MpUnreachFamily = family;
        fields.MpUnreachNlri = new BgpRange(value.Offset + FixedSize, value.Length - FixedSize);

        // RFC 7606 §3 (j): routes that cannot be read cannot be withdrawn.
        return context.Reads(family) && !BgpNlri.IsWellFormed(block, value.Offset + FixedSize, value.End, family.Bits,
            context.AddPathOf(family), out _)
            ? AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_UNREACH_NLRI holds a prefix with too many bits or past its end")
            : BgpError.None;
    }
}
