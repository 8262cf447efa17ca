namespace Router.Wire.Bgp;

/// <summary>CLUSTER_LIST, type 10 (RFC 4456 §8).</summary>
public static class ClusterListAttribute
{
    public const int EntrySize = 4;

    public static bool Contains(OctetsIn octets, BgpRange clusters, uint cluster) =>
        CommunitiesAttribute.Contains(octets, clusters, cluster);

    /// <summary>Writes the attribute with one more cluster in front, as a reflector does (RFC 4456 §8).</summary>
    public static int WritePrepended(Octets destination, int offset, uint cluster, OctetsIn octets, BgpRange clusters)
    {
        int at = offset + BgpAttribute.WriteHeader(destination, offset, BgpAttributeFlags.OptionalNonTransitive,
            BgpAttributeCode.ClusterList, EntrySize + clusters.Length);
        BigEndian.WriteUInt32(destination, at, cluster);
        at += EntrySize;
        for (int i = clusters.Offset; i < clusters.End; i++)
        {
            destination[at++] = octets[i];
        }

        return at - offset;
    }

    internal static BgpError Judge(in BgpAttribute attribute, in BgpSessionContext context, ref BgpAttributes fields)
    {
        // RFC 7606 §7.10: from an external peer it is discarded whatever it holds.
        if (!context.Internal)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError,
                "CLUSTER_LIST from an external peer");
        }

        if (attribute.Value.IsEmpty || attribute.Value.Length % EntrySize != 0)
        {
            return AttributeError.Withdraw(attribute, BgpSubcode.Update.AttributeLengthError,
                "the length of CLUSTER_LIST is not a multiple of four");
        }

        fields.ClusterList = attribute.Value;
        return BgpError.None;
    }
}
