using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Where the attributes that conditions look at lie in a path's block; read once for all rules.</summary>
internal readonly ref struct PathOctets
{
    public PathOctets(in BgpPath path)
    {
        Block = path.Attributes.Span;
        AsPath = default;
        Communities = default;
        ExtendedCommunities = default;
        LargeCommunities = default;
        foreach (BgpAttribute attribute in new BgpAttributeList(Block))
        {
            switch (attribute.Code)
            {
                case BgpAttributeCode.AsPath:
                    AsPath = attribute.Value;
                    break;
                case BgpAttributeCode.Communities:
                    Communities = attribute.Value;
                    break;
                case BgpAttributeCode.ExtendedCommunities:
                    ExtendedCommunities = attribute.Value;
                    break;
                case BgpAttributeCode.LargeCommunities:
                    LargeCommunities = attribute.Value;
                    break;
                default:
                    break;
            }
        }
    }

    public OctetsIn Block { get; }

    public BgpRange AsPath { get; }

    public BgpRange Communities { get; }

    public BgpRange ExtendedCommunities { get; }

    public BgpRange LargeCommunities { get; }

    public bool Holds(BgpCommunityPattern pattern) => pattern.MatchesAny(Block, pattern.Kind switch
    {
        BgpCommunityKind.Standard => Communities,
        BgpCommunityKind.Extended => ExtendedCommunities,
        _ => LargeCommunities,
    });
}
