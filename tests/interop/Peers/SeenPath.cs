using System.Collections.Generic;

namespace Router.Tests.Interop.Peers;

/// <summary>A path as a speaker shows it. Texts are the same whoever shows them; what is not shown is empty.</summary>
internal sealed record SeenPath
{
    /// <summary>The neighbour that gave it; empty for the speaker's own.</summary>
    public string From { get; init; } = string.Empty;

    public bool IsBest { get; init; }

    /// <summary>Kept of a neighbour that is away (RFC 4724 §4.2).</summary>
    public bool IsStale { get; init; }

    /// <summary>Numbers with blanks between them.</summary>
    public string AsPath { get; init; } = string.Empty;

    /// <summary>The global one, and the link-local one behind a blank where there is one.</summary>
    public string NextHop { get; init; } = string.Empty;

    public long? LocalPref { get; init; }

    /// <summary>As <see cref="Announcement.Communities"/>, in the order in which they are shown.</summary>
    public IReadOnlyList<string> Communities { get; init; } = [];

    public string Originator { get; init; } = string.Empty;

    public string ClusterList { get; init; } = string.Empty;

    /// <summary>ONLY_TO_CUSTOMER (RFC 9234).</summary>
    public long? Otc { get; init; }
}
