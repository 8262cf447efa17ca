namespace Router.Wire.Bgp;

/// <summary>
/// AGGREGATOR, type 7 (RFC 4271 §5.1.7): six octets, eight with four-octet AS numbers (RFC 6793 §4.1).
/// </summary>
public static class AggregatorAttribute
{
    /// <summary>Writes the form with a four-octet AS number.</summary>
    public static int Write(Octets destination, int offset, Asn asn, Ipv4Address address,
        byte flags = BgpAttributeFlags.OptionalTransitive)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, flags, BgpAttributeCode.Aggregator, 8);
        BigEndian.WriteUInt32(destination, at, asn.Value);
        address.Write(destination, at + 4);
        return at + 8 - offset;
    }

    /// <summary>Writes the form for a peer without four-octet AS numbers (RFC 6793 §4.2.2).</summary>
    public static int WriteTwoOctet(Octets destination, int offset, Asn asn, Ipv4Address address,
        byte flags = BgpAttributeFlags.OptionalTransitive)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, flags, BgpAttributeCode.Aggregator, 6);
        BigEndian.WriteUInt16(destination, at, (int)(asn.FitsTwoOctets ? asn : Asn.Trans).Value);
        address.Write(destination, at + 2);
        return at + 6 - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        int asSize = context.FourOctetAs ? 4 : 2;

        // RFC 7606 §7.7: a wrong length is attribute discard.
        if (attribute.Value.Length != asSize + Ipv4Address.Size)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError,
                "AGGREGATOR has the wrong length");
        }

        fields.AggregatorAs = AsPathAttribute.ReadAs(block, attribute.Value.Offset, asSize);
        fields.AggregatorAddress = Ipv4Address.Read(block, attribute.Value.Offset + asSize);

        // RFC 7607 §2: AS 0 makes it malformed.
        return fields.AggregatorAs.IsZero
            ? AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError, "AGGREGATOR names AS 0")
            : BgpError.None;
    }
}
