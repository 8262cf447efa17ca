using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Attributes of a prefix that this speaker originates.</summary>
public sealed record BgpOrigination
{
    public const uint DefaultLocalPref = 100;

    /// <summary>Zero means the local address of the session that carries it.</summary>
    public IpAddress NextHop { get; init; }

    /// <summary>Sent to internal peers only.</summary>
    public uint LocalPref { get; init; } = DefaultLocalPref;

    public uint? Med { get; init; }

    /// <summary>RFC 1997 communities as 32-bit numbers.</summary>
    public IReadOnlyList<uint> Communities { get; init; } = Array.Empty<uint>();
}
