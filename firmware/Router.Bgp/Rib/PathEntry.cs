namespace Router.Bgp;

/// <summary>
/// One path of one peer to one prefix: 24 octets, all of them indices (DESIGN §5: a route is an index).
/// </summary>
internal struct PathEntry
{
    public int Prefix;

    /// <summary>Next path of the same prefix, or of the free list.</summary>
    public int Next;

    public int Attributes;

    /// <summary>Peer index, or <see cref="BgpPath.Local"/>.</summary>
    public int Peer;

    public uint PathId;

    /// <summary>The peer's epoch when the path was last announced; an older epoch is a stale path.</summary>
    public ushort Epoch;

    public PathFlags Flags;
}
