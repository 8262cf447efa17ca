using System;

namespace Router.Wire.Bgp;

/// <summary>Puts together what a peer with two-octet AS numbers split in two (RFC 6793 §4.2.3).</summary>
internal static class As4Merge
{
    /// <summary>The aggregator to believe: AS4_AGGREGATOR where AGGREGATOR says AS_TRANS.</summary>
    public static (Asn Asn, Ipv4Address Address) Aggregator(in BgpAttributes fields) =>
        fields.Has(BgpAttributeCode.As4Aggregator) && fields.AggregatorAs == Asn.Trans
            ? (fields.As4AggregatorAs, fields.As4AggregatorAddress)
            : (fields.AggregatorAs, fields.AggregatorAddress);

    /// <summary>Writes the whole AS_PATH attribute in four-octet numbers.</summary>
    public static int WriteAsPath(Octets destination, int offset, OctetsIn block, in BgpAttributes fields)
    {
        int length = AsPathAttribute.Length(block, fields.AsPath, 2);
        int length4 = AsPathAttribute.Length(block, fields.As4Path);
        bool merge = fields.Has(BgpAttributeCode.As4Path) && length4 <= length && !IsAs4Stale(fields);

        // The header's size depends on the length of the value: the value is measured first, then written.
        int size = WriteValue(default, 0, block, fields, merge, length - length4);
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.WellKnown,
            BgpAttributeCode.AsPath, size);
        return at + WriteValue(destination, at, block, fields, merge, length - length4) - offset;
    }

    // RFC 6793 §4.2.3: an AGGREGATOR other than AS_TRANS was made anew by a two-octet speaker, which left both AS4_*
    // attributes behind as they were: neither is about this route any more.
    private static bool IsAs4Stale(in BgpAttributes fields) => fields.Has(BgpAttributeCode.Aggregator)
        && fields.Has(BgpAttributeCode.As4Aggregator) && fields.AggregatorAs != Asn.Trans;

    // Writes nothing where the destination is empty: then it only measures.
    private static int WriteValue(Octets destination, int offset, OctetsIn block, in BgpAttributes fields, bool merge,
        int leading)
    {
        int at = offset;
        int left = leading;
        AsPathSegments segments = new(block, fields.AsPath, 2);
        while (segments.MoveNext() && (!merge || left > 0 || segments.IsConfederation))
        {
            // RFC 6793 §4.2.3: the leading numbers of AS_PATH, as many as it is longer, come before AS4_PATH.
            int weight = segments.IsConfederation ? 0
                : segments.Type == AsPathSegmentType.Set ? 1
                : segments.Count;
            int take = merge && segments.Type == AsPathSegmentType.Sequence
                ? Math.Min(segments.Count, left)
                : segments.Count;
            at = WriteSegment(destination, at, segments, take);
            left -= weight;
        }

        AsPathSegments segments4 = new(block, merge ? fields.As4Path : default);
        while (segments4.MoveNext())
        {
            // RFC 6793 §6: confederation segments have no place in AS4_PATH and are left out.
            if (!segments4.IsConfederation)
            {
                at = WriteSegment(destination, at, segments4, segments4.Count);
            }
        }

        return at - offset;
    }

    private static int WriteSegment(Octets destination, int offset, in AsPathSegments segments, int count)
    {
        if (!destination.IsEmpty)
        {
            destination[offset] = (byte)segments.Type;
            destination[offset + 1] = (byte)count;
            for (int i = 0; i < count; i++)
            {
                BigEndian.WriteUInt32(destination, offset + 2 + (4 * i), segments[i].Value);
            }
        }

        return offset + 2 + (4 * count);
    }
}
