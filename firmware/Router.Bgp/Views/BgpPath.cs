using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>One path to a prefix, with the attributes that decide (RFC 4271 §9.1).</summary>
public readonly record struct BgpPath
{
    /// <summary>In <see cref="Peer"/>: this speaker originated the path.</summary>
    public const int Local = -1;

    /// <summary>Index of the peer it came from, or <see cref="Local"/>.</summary>
    public int Peer { get; init; }

    /// <summary>ADD-PATH identifier that the peer gave it (RFC 7911 §3), 0 without ADD-PATH.</summary>
    public uint PathId { get; init; }

    /// <summary>Zero for an originated path whose next hop is each session's own address.</summary>
    public IpAddress NextHop { get; init; }

    public uint LocalPref { get; init; }

    /// <summary>As received; 0 when absent (RFC 4271 §9.1.2.2 c).</summary>
    public uint Med { get; init; }

    /// <summary>0 IGP, 1 EGP, 2 INCOMPLETE.</summary>
    public byte Origin { get; init; }

    /// <summary>Length for comparison: an AS_SET counts one (RFC 4271 §9.1.2.2 a).</summary>
    public int AsPathLength { get; init; }

    /// <summary>The AS that announced it to this AS; zero for an empty path.</summary>
    public Asn NeighbourAs { get; init; }

    /// <summary>Learned over eBGP.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Kept for a restarting peer that has not confirmed it yet (RFC 4724 §4.2).</summary>
    public bool IsStale { get; init; }

    /// <summary>All path attributes as they stand on the wire, with four-octet AS numbers.</summary>
    public ReadOnlyMemory<byte> Attributes { get; init; }

    public bool IsLocal => Peer == Local;
}
