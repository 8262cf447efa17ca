using System;

namespace Router.Core.Fast;

/// <summary>What a group says about packets that come from its prefixes (RFC 1812 §5.3.7, §5.3.8).</summary>
[Flags]
internal enum WayFlags : byte
{
    None = 0,

    /// <summary>Addresses of the board itself, or broadcast ones: nobody else may send from there.</summary>
    Ours = 1,

    /// <summary>There is a way to the source: enough for loose validation.</summary>
    Routed = 2,

    /// <summary>Members leave by interfaces of their own.</summary>
    Spread = 4,
}
