namespace Router.Core.Fast;

/// <summary>What a reference of the IPv6 table refers to.</summary>
internal enum NodeKind
{
    /// <summary>Nothing: it is a group.</summary>
    Group,

    /// <summary>A page above the 24th bit, a record below.</summary>
    Record,
    List,
    LongList,
}
