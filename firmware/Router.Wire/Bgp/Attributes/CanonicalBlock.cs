using System;

namespace Router.Wire.Bgp;

/// <summary>
/// The one form of an attribute set that is stored: ascending type codes, four-octet AS numbers, shortest headers;
/// without what was discarded, without the MP attributes (their routes are keyed apart) and without AS4_*.
/// Equal sets become equal octets, so a set can be interned by its octets.
/// </summary>
internal static class CanonicalBlock
{
    /// <summary>True when an attribute, taken by itself, is already in canonical form.</summary>
    public static bool Holds(in BgpAttribute attribute) =>
        attribute.Code is not (BgpAttributeCode.MpReach or BgpAttributeCode.MpUnreach)
        && attribute.Flags == (CanonicalFlags(attribute)
            | (attribute.Value.Length > byte.MaxValue ? BgpAttributeFlags.ExtendedLength : 0));

    /// <summary>
    /// Octets that <see cref="Write"/> takes at most: two-octet numbers double. A next hop that is added takes fewer
    /// than the MP_REACH_NLRI that it comes out of.
    /// </summary>
    public static int Bound(int blockLength) => (2 * blockLength) + 16;

    public static int Write(Octets destination, int offset, OctetsIn block, in BgpAttributes fields, bool mpReach)
    {
        // Blocks are at most 65535 octets, so starts fit; 0xffff marks the absent.
        Span<ushort> starts = stackalloc ushort[256];
        starts.Fill(ushort.MaxValue);
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            if (starts[attribute.Code] == ushort.MaxValue && IsStored(attribute.Code, fields))
            {
                starts[attribute.Code] = (ushort)attribute.Start;
            }
        }

        int at = offset;
        for (int code = 0; code < starts.Length; code++)
        {
            if (mpReach && code == BgpAttributeCode.NextHop)
            {
                at += WriteMpNextHop(destination, at, block, fields);
            }
            else if (starts[code] != ushort.MaxValue
                && BgpAttribute.TryRead(block, starts[code], out BgpAttribute found))
            {
                at += WriteOne(destination, at, block, found, fields);
            }
        }

        return at - offset;
    }

    private static byte CanonicalFlags(in BgpAttribute attribute) => (byte)(attribute.Flags
        & (attribute.IsOptional && attribute.IsTransitive
            ? BgpAttributeFlags.OptionalTransitive | BgpAttributeFlags.Partial
            : BgpAttributeFlags.OptionalTransitive));

    private static bool IsStored(byte code, in BgpAttributes fields) => fields.Has(code)
        && code is not (BgpAttributeCode.MpReach or BgpAttributeCode.MpUnreach
            or BgpAttributeCode.As4Path or BgpAttributeCode.As4Aggregator);

    private static int WriteMpNextHop(Octets destination, int offset, OctetsIn block, in BgpAttributes fields)
    {
        BgpRange nextHop = NextHopAttribute.Significant(block, fields.MpNextHop);
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.NextHop, nextHop.Length);
        block.Slice(nextHop.Offset, nextHop.Length).CopyTo(destination.Slice(at));
        return at + nextHop.Length - offset;
    }

    private static int WriteOne(Octets destination, int offset, OctetsIn block, in BgpAttribute attribute,
        in BgpAttributes fields)
    {
        byte flags = CanonicalFlags(attribute);
        if (fields.AsSize == 2 && attribute.Code == BgpAttributeCode.AsPath)
        {
            return As4Merge.WriteAsPath(destination, offset, block, fields);
        }

        if (fields.AsSize == 2 && attribute.Code == BgpAttributeCode.Aggregator)
        {
            (Asn asn, Ipv4Address address) = As4Merge.Aggregator(fields);
            return AggregatorAttribute.Write(destination, offset, asn, address, flags);
        }

        int at = offset + BgpAttribute.WriteHeader(destination, offset, flags, attribute.Code, attribute.Value.Length);
        for (int i = attribute.Value.Offset; i < attribute.Value.End; i++)
        {
            destination[at++] = block[i];
        }

        return at - offset;
    }
}
