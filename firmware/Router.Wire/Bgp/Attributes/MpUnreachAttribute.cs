namespace Router.Wire.Bgp;

/// <summary>MP_UNREACH_NLRI, type 15 (RFC 4760 §4). Only IPv4 unicast is read.</summary>
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

        fields.MpUnreachFamily = new BgpFamily(BigEndian.ReadUInt16(block, value.Offset), block[value.Offset + 2]);
        fields.MpUnreachNlri = new BgpRange(value.Offset + FixedSize, value.Length - FixedSize);

        // RFC 7606 §3 (j): routes that cannot be read cannot be withdrawn.
        return fields.MpUnreachFamily == BgpFamily.Ipv4Unicast
            && !BgpNlri.IsWellFormed(block, value.Offset + FixedSize, value.End, context.AddPath, out _)
            ? AttributeError.Reset(attribute, BgpSubcode.Update.OptionalAttributeError,
                "MP_UNREACH_NLRI holds a prefix over 32 bits or past its end")
            : BgpError.None;
    }
}
