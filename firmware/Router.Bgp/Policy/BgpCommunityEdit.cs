using System;

namespace Router.Bgp;

/// <summary>One step of a change of communities: add one, or remove those that match.</summary>
public readonly record struct BgpCommunityEdit
{
    private BgpCommunityEdit(bool isAdd, BgpCommunityPattern pattern)
    {
        IsAdd = isAdd;
        Pattern = pattern;
    }

    /// <summary>Adds <see cref="BgpCommunityPattern.Value"/>; otherwise removes what matches.</summary>
    public bool IsAdd { get; }

    public BgpCommunityPattern Pattern { get; }

    /// <summary>Behind those that are there, unless it is among them.</summary>
    public static BgpCommunityEdit Add(BgpCommunity community) => new(true, BgpCommunityPattern.Exactly(community));

    public static BgpCommunityEdit Remove(BgpCommunityPattern pattern) => new(false, pattern);

    /// <summary>The first step of "set": nothing of the kind is left.</summary>
    public static BgpCommunityEdit Clear(BgpCommunityKind kind) => new(false, BgpCommunityPattern.Any(kind));

    /// <summary>True when a step removes the community; of an added one, a step that follows.</summary>
    internal static bool Removes(ReadOnlySpan<BgpCommunityEdit> edits, BgpCommunity community)
    {
        foreach (BgpCommunityEdit edit in edits)
        {
            if (!edit.IsAdd && edit.Pattern.Matches(community))
            {
                return true;
            }
        }

        return false;
    }
}
