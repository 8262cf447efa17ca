using System;

namespace Router.Bgp;

[Flags]
internal enum ExportFlags : byte
{
    None = 0,

    /// <summary>Kept for a peer that is long gone (RFC 9494 §4.3).</summary>
    LongStale = 1,

    /// <summary>The policy wants the next hop as it is.</summary>
    KeepsNextHop = 2,

    /// <summary>The policy has set MED, so it goes to external peers too.</summary>
    KeepsMed = 4,
}
