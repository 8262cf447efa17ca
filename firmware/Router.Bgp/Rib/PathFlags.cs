using System;

namespace Router.Bgp;

[Flags]
internal enum PathFlags : byte
{
    None = 0,

    /// <summary>The slot holds a path.</summary>
    Live = 1,

    /// <summary>The last route event of the prefix named this path.</summary>
    InUse = 2,

    /// <summary>New or with new attributes since the last decision.</summary>
    Fresh = 4,

    /// <summary>Kept for a peer that is long gone: the last choice of all (RFC 9494 §4.3).</summary>
    LongStale = 8,

    /// <summary>The decision process has looked at it and could have chosen it.</summary>
    Fit = 16,
}
