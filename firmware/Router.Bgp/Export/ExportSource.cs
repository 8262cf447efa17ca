using System;

namespace Router.Bgp;

/// <summary>What the attributes of an announced path depend on besides the set itself.</summary>
internal readonly struct ExportSource : IEquatable<ExportSource>
{
    private const int Local = -1;
    private const int External = -2;

    private readonly int _origin;
    private readonly ExportFlags _flags;

    private ExportSource(int origin, ExportFlags flags)
    {
        _origin = origin;
        _flags = flags;
    }

    public bool IsLocal => _origin == Local;

    public bool IsInternal => _origin >= 0;

    /// <summary>Of an internal path: who gave it to us, for ORIGINATOR_ID depends on it (RFC 4456 §8).</summary>
    public int Peer => _origin;

    public static ExportSource Of(LocRib rib, in PathEntry path, ExportFlags flags) => new(
        path.Peer == BgpPath.Local ? Local : rib.PeerOf(path.Peer).IsExternal ? External : path.Peer,
        (path.Flags & PathFlags.LongStale) != 0 ? flags | ExportFlags.LongStale : flags);

    public bool Has(ExportFlags flag) => (_flags & flag) != 0;

    public bool Equals(ExportSource other) => _origin == other._origin && _flags == other._flags;

    public override bool Equals(object? obj) => obj is ExportSource other && Equals(other);

    public override int GetHashCode() => (_origin * 8) + (int)_flags;
}
