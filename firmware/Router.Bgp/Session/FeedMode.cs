namespace Router.Bgp;

/// <summary>Why a peer is led over the whole table.</summary>
internal enum FeedMode : byte
{
    /// <summary>The session is new.</summary>
    First,

    /// <summary>It asked for everything again (RFC 2918 §4).</summary>
    Again,

    /// <summary>The policy is another one: only what differs is said.</summary>
    Differences,
}
