using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>A community of which some bits may be anything.</summary>
public readonly record struct BgpCommunityPattern
{
    /// <param name="value">The bits that must be as here.</param>
    /// <param name="mask">Of the same kind, with the bits set that count.</param>
    public BgpCommunityPattern(BgpCommunity value, BgpCommunity mask)
    {
        Value = value;
        Mask = mask;
    }

    public BgpCommunity Value { get; }

    public BgpCommunity Mask { get; }

    public BgpCommunityKind Kind => Value.Kind;

    /// <summary>Every bit counts: it names one community.</summary>
    public bool IsExact => Mask == Full(Kind);

    public static BgpCommunityPattern Exactly(BgpCommunity community) => new(community, Full(community.Kind));

    /// <summary>Every community of a kind.</summary>
    public static BgpCommunityPattern Any(BgpCommunityKind kind) => kind switch
    {
        BgpCommunityKind.Standard => new(BgpCommunity.Standard(0), BgpCommunity.Standard(0)),
        BgpCommunityKind.Extended => new(BgpCommunity.Extended(0), BgpCommunity.Extended(0)),
        _ => new(BgpCommunity.Large(0, 0, 0), BgpCommunity.Large(0, 0, 0)),
    };

    public bool Matches(BgpCommunity community) => community.Kind == Kind
        && ((community.First ^ Value.First) & Mask.First) == 0
        && ((community.Second ^ Value.Second) & Mask.Second) == 0
        && ((community.Third ^ Value.Third) & Mask.Third) == 0;

    /// <summary>True when some community of an attribute's value matches.</summary>
    public bool MatchesAny(OctetsIn octets, BgpRange communities)
    {
        int size = BgpCommunity.SizeOf(Kind);
        for (int at = communities.Offset; at + size <= communities.End; at += size)
        {
            if (Matches(BgpCommunity.Read(octets, at, Kind)))
            {
                return true;
            }
        }

        return false;
    }

    private static BgpCommunity Full(BgpCommunityKind kind) => kind switch
    {
        BgpCommunityKind.Standard => BgpCommunity.Standard(uint.MaxValue),
        BgpCommunityKind.Extended => BgpCommunity.Extended(ulong.MaxValue),
        _ => BgpCommunity.Large(uint.MaxValue, uint.MaxValue, uint.MaxValue),
    };
}
