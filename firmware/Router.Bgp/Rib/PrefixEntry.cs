using System;

namespace Router.Bgp;

[Flags]
internal enum PrefixFlags : byte
{
    None = 0,

    /// <summary>Waits for the decision process.</summary>
    Dirty = 1,

    /// <summary>A path in use has changed or gone, so the next decision is news whatever it finds.</summary>
    Changed = 2,

    /// <summary>A path has gone since the last decision.</summary>
    PathGone = 4,
}

/// <summary>A prefix that has paths, or that some peer has from us: 24 octets.</summary>
internal struct PrefixEntry : ISlot
{
    /// <summary>In <see cref="Length"/>: the slot is free.</summary>
    public const byte Free = byte.MaxValue;

    /// <summary>The first 32 bits of the address.</summary>
    public uint Word;

    public byte Length;

    public PrefixFlags Flags;

    /// <summary>Peers that hold it; the slot lives as long as one does.</summary>
    public ushort Holders;

    public int FirstPath;

    public int Best;

    /// <summary>Place of its newest entry in the log of changes; older entries mean nothing.</summary>
    public uint ChangedAt;

    /// <summary>Next entry of the hash chain, or of the free list.</summary>
    public int Next { get; set; }
}
