using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

[Flags]
internal enum AttributeMarks : ushort
{
    None = 0,
    HasMed = 1 << 0,
    HasLocalPref = 1 << 1,

    /// <summary>RFC 1997: to nobody.</summary>
    NoAdvertise = 1 << 2,

    /// <summary>
    /// RFC 1997: not out of the AS. Confederations are one AS here, so NO_EXPORT_SUBCONFED is the same.
    /// </summary>
    NoExport = 1 << 3,

    /// <summary>RFC 7999.</summary>
    Blackhole = 1 << 4,

    /// <summary>RFC 8326.</summary>
    GracefulShutdown = 1 << 5,

    /// <summary>RFC 9494 §4.6.</summary>
    LlgrStale = 1 << 6,

    /// <summary>RFC 9494 §4.7.</summary>
    NoLlgr = 1 << 7,

    /// <summary>RFC 9234 §5.</summary>
    HasOtc = 1 << 8,
}

/// <summary>
/// The attributes that the decision process and the export rules look at, read once when a set is interned.
/// </summary>
internal readonly struct AttributeFields
{
    private readonly ushort _nextHopAt;
    private readonly byte _nextHopLength;

    private AttributeFields(OctetsIn block)
    {
        BgpAttributes attributes = BgpAttributes.Read(block);
        Origin = (byte)attributes.Origin;
        Med = attributes.HasMed ? attributes.Med : 0;
        LocalPref = attributes.HasLocalPref ? attributes.LocalPref : BgpOrigination.DefaultLocalPref;
        AsPathLength = (ushort)Math.Min(AsPathAttribute.Length(block, attributes.AsPath), ushort.MaxValue);
        NeighbourAs = AsPathAttribute.TryGetFirst(block, attributes.AsPath, out Asn first) ? first : default;
        OriginatorId = attributes.OriginatorId;
        ClusterListLength = (ushort)(attributes.ClusterList.Length / 4);
        Marks = (attributes.HasMed ? AttributeMarks.HasMed : 0)
            | (attributes.HasLocalPref ? AttributeMarks.HasLocalPref : 0)
            | (attributes.HasOnlyToCustomer ? AttributeMarks.HasOtc : 0)
            | MarksOf(block, attributes.Communities);
        _nextHopAt = 0;
        _nextHopLength = 0;
        foreach (BgpAttribute attribute in new BgpAttributeList(block))
        {
            if (attribute.Code == BgpAttributeCode.NextHop)
            {
                _nextHopAt = (ushort)attribute.Value.Offset;
                _nextHopLength = (byte)attribute.Value.Length;
            }
        }
    }

    public uint LocalPref { get; }

    /// <summary>0 when absent (RFC 4271 §9.1.2.2 c).</summary>
    public uint Med { get; }

    public Asn NeighbourAs { get; }

    /// <summary>Zero when the path was not reflected.</summary>
    public RouterId OriginatorId { get; }

    /// <summary>Where the next hop lies in the block: 4, 16 or 32 octets.</summary>
    public BgpRange NextHop => new(_nextHopAt, _nextHopLength);

    public ushort AsPathLength { get; }

    public ushort ClusterListLength { get; }

    public AttributeMarks Marks { get; }

    public byte Origin { get; }

    public bool HasMed => Has(AttributeMarks.HasMed);

    public static AttributeFields Of(OctetsIn block) => new(block);

    public bool Has(AttributeMarks mark) => (Marks & mark) != 0;

    private static AttributeMarks MarksOf(OctetsIn block, BgpRange communities)
    {
        AttributeMarks marks = AttributeMarks.None;
        for (int i = 0; i < communities.Length / CommunitiesAttribute.EntrySize; i++)
        {
            marks |= CommunitiesAttribute.Read(block, communities, i) switch
            {
                CommunitiesAttribute.NoAdvertise => AttributeMarks.NoAdvertise,
                CommunitiesAttribute.NoExport or CommunitiesAttribute.NoExportSubconfed => AttributeMarks.NoExport,
                CommunitiesAttribute.Blackhole => AttributeMarks.Blackhole,
                CommunitiesAttribute.GracefulShutdown => AttributeMarks.GracefulShutdown,
                CommunitiesAttribute.LlgrStale => AttributeMarks.LlgrStale,
                CommunitiesAttribute.NoLlgr => AttributeMarks.NoLlgr,
                _ => AttributeMarks.None,
            };
        }

        return marks;
    }
}
