namespace Router.Bgp;

/// <summary>
/// One path of one peer to one prefix: 28 octets, all of them numbers (DESIGN §5: a route is an index).
/// </summary>
internal struct PathEntry : ISlot
{
    public int Prefix;

    public int Attributes;

    /// <summary>ADD-PATH identifier that the peer gave it.</summary>
    public uint PathId;

    /// <summary>Place in the log of changes where this path was last new; exports of single paths ignore it.</summary>
    public uint ChangedAt;

    /// <summary>Peer index, or <see cref="BgpPath.Local"/>.</summary>
    public short Peer;

    /// <summary>The peer's epoch when the path was last announced; an older epoch is a stale path.</summary>
    public ushort Epoch;

    public PathFlags Flags;

    /// <summary>
    /// Tells it from other paths of its prefix towards ADD-PATH peers (RFC 7911 §3), from 1; 0: not to be sent so.
    /// </summary>
    public byte ExportId;

    /// <summary>Next path of the same prefix, or of the free list.</summary>
    public int Next { get; set; }
}
