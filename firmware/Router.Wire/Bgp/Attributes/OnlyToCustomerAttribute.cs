namespace Router.Wire.Bgp;

/// <summary>Only to Customer, type 35 (RFC 9234 §5).</summary>
public static class OnlyToCustomerAttribute
{
    public static int Write(Octets destination, int offset, Asn asn)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.OptionalTransitive,
            BgpAttributeCode.OnlyToCustomer, 4);
        BigEndian.WriteUInt32(destination, at, asn.Value);
        return at + 4 - offset;
    }

    // RFC 9234 §5: another length than 4 is treat-as-withdraw.
    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, ref BgpAttributes fields)
    {
        if (attribute.Value.Length != 4)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.OptionalAttributeError,
                "Only to Customer is not four octets");
        }

        fields.OnlyToCustomer = new Asn(BigEndian.ReadUInt32(block, attribute.Value.Offset));
        return BgpError.None;
    }
}
