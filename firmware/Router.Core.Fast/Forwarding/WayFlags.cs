using System;

namespace Router.Core.Fast;

/// <summary>What a group says about packets that come from its prefixes (RFC 1812 §5.3.7, §5.3.8).</summary>
[Flags]
internal enum WayFlags : byte
{
    None = 0,

    /// <summary>
    /// Others may send from there: neither addresses of the board itself nor broadcast ones. Only a group that is known
    /// says so.
    /// </summary>
    Foreign = 1,

    /// <summary>There is a way to the source: enough for loose validation.</summary>
    Routed = 2,

    /// <summary>Members leave by interfaces of their own.</summary>
    Spread = 4,
}
