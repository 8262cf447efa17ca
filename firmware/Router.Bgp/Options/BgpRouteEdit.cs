using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>What a policy changes in a path; untouched members change nothing.</summary>
public struct BgpRouteEdit
{
    public uint? LocalPref { get; set; }

    public uint? Med { get; set; }

    /// <summary>Leaves MED out; an own <see cref="Med"/> wins.</summary>
    public bool DropMed { get; set; }

    /// <summary>The next hop to write; null leaves it to <see cref="NextHopRule"/>.</summary>
    public IpAddress? NextHop { get; set; }

    /// <summary>Of an export without <see cref="NextHop"/>: what the next hop becomes.</summary>
    public BgpNextHopRule NextHopRule { get; set; }

    /// <summary>Times the local AS is put in front of AS_PATH, beyond the once that eBGP asks for.</summary>
    public byte Prepend { get; set; }

    /// <summary>Put in front of AS_PATH, the first leftmost, and behind what <see cref="Prepend"/> adds.</summary>
    public ReadOnlyMemory<Asn> PrependPath { get; set; }

    /// <summary>Done one after the other; what is added stands behind what is there.</summary>
    public ReadOnlyMemory<BgpCommunityEdit> Communities { get; set; }

    /// <summary>Nothing changes.</summary>
    public readonly bool IsNone => !LocalPref.HasValue && !Med.HasValue && !DropMed && !NextHop.HasValue
        && NextHopRule != BgpNextHopRule.Self && Prepend == 0 && PrependPath.IsEmpty && Communities.IsEmpty;
}

/// <summary>How a route that is announced gets its next hop.</summary>
public enum BgpNextHopRule : byte
{
    /// <summary>RFC 4271 §5.1.3: kept towards internal peers, the session's address towards external ones.</summary>
    Default,

    /// <summary>Always the session's own address.</summary>
    Self,

    /// <summary>Always as received.</summary>
    Unchanged,
}
