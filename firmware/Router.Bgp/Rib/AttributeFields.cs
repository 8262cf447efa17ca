using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// The attributes that the decision process and the export rules look at, read once when a set is interned.
/// </summary>
internal readonly struct AttributeFields
{
    private AttributeFields(OctetsIn block)
    {
        BgpAttributes attributes = BgpAttributes.Read(block);
        NextHop = attributes.NextHop;
        Origin = (byte)attributes.Origin;
        HasMed = attributes.HasMed;
        Med = attributes.HasMed ? attributes.Med : 0;
        HasLocalPref = attributes.HasLocalPref;
        LocalPref = attributes.HasLocalPref ? attributes.LocalPref : BgpOrigination.DefaultLocalPref;
        AsPathLength = AsPathAttribute.Length(block, attributes.AsPath);
        NeighbourAs = AsPathAttribute.TryGetFirst(block, attributes.AsPath, out Asn first) ? first : default;
        OriginatorId = attributes.OriginatorId;
        ClusterListLength = attributes.ClusterList.Length / 4;
        NoAdvertise = CommunitiesAttribute.Contains(block, attributes.Communities, CommunitiesAttribute.NoAdvertise);
        NoExport = CommunitiesAttribute.Contains(block, attributes.Communities, CommunitiesAttribute.NoExport)
            || CommunitiesAttribute.Contains(block, attributes.Communities, CommunitiesAttribute.NoExportSubconfed);
    }

    public IpAddress NextHop { get; }

    public byte Origin { get; }

    public bool HasMed { get; }

    public uint Med { get; }

    public bool HasLocalPref { get; }

    /// <summary>100 when absent, as BIRD has it.</summary>
    public uint LocalPref { get; }

    public int AsPathLength { get; }

    public Asn NeighbourAs { get; }

    /// <summary>Zero when the path was not reflected.</summary>
    public RouterId OriginatorId { get; }

    public int ClusterListLength { get; }

    public bool NoAdvertise { get; }

    public bool NoExport { get; }

    public static AttributeFields Of(OctetsIn block) => new(block);
}
