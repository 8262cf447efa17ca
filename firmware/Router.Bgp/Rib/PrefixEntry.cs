using System;
using Router.Wire;

namespace Router.Bgp;

[Flags]
internal enum PrefixFlags : byte
{
    None = 0,

    /// <summary>Waits for the decision process.</summary>
    Dirty = 1,

    /// <summary>A path in use has changed or gone, so the next decision is news whatever it finds.</summary>
    Changed = 2,
}

/// <summary>A prefix that has paths, or that some peer still has to hear about.</summary>
internal struct PrefixEntry
{
    public IpPrefix Prefix;
    public PrefixFlags Flags;

    /// <summary>Next entry of the hash chain, or of the free list.</summary>
    public int Next;

    public int FirstPath;

    public int Best;

    /// <summary>Adj-RIB-Out entries that point here; the slot lives as long as they do.</summary>
    public int References;
}
