namespace Router.Wire.Bgp;

/// <summary>AS4_AGGREGATOR, type 18 (RFC 6793 §3).</summary>
public static class As4AggregatorAttribute
{
    public static int Write(Octets destination, int offset, Asn asn, Ipv4Address address)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.OptionalTransitive,
            BgpAttributeCode.As4Aggregator, 8);
        BigEndian.WriteUInt32(destination, at, asn.Value);
        address.Write(destination, at + 4);
        return at + 8 - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        // RFC 6793 §4.1: never between two that speak four-octet numbers; if it comes, it is discarded.
        // RFC 6793 §6: another length than 8 is malformed, and discarded.
        if (context.FourOctetAs || attribute.Value.Length != 8)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError, context.FourOctetAs
                ? "AS4_AGGREGATOR from a peer with four-octet AS numbers"
                : "AS4_AGGREGATOR is not eight octets");
        }

        fields.As4AggregatorAs = new Asn(BigEndian.ReadUInt32(block, attribute.Value.Offset));
        fields.As4AggregatorAddress = Ipv4Address.Read(block, attribute.Value.Offset + 4);

        // RFC 7607 §2.
        return fields.As4AggregatorAs.IsZero
            ? AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError, "AS4_AGGREGATOR names AS 0")
            : BgpError.None;
    }
}
