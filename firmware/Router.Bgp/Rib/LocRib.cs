using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// All accepted paths of one family (Adj-RIBs-In after policy) and the best of each prefix (Loc-RIB). Changes mark a
/// prefix; the decision process runs later, in the order of the first mark, once however often a prefix changed.
/// </summary>
internal sealed partial class LocRib
{
    public const int NoPath = -1;

    private readonly IndexQueue _dirty = new();
    private readonly List<RibPeer> _peers = [];
    private int _sweepCursor;
    private int _sweepHigh;
    private int _sweepLeft;

    public LocRib(BgpFamily family, AttributeStore attributes, ulong seed)
    {
        Family = family;
        Attributes = attributes;
        Prefixes = new PrefixTable(family == BgpFamily.Ipv6Unicast, seed);
    }

    public BgpFamily Family { get; }

    public PrefixTable Prefixes { get; }

    public Slots<PathEntry> Paths { get; } = new(shift: 12);

    /// <summary>Shared by the families.</summary>
    public AttributeStore Attributes { get; }

    public ChangeLog Log { get; } = new();

    /// <summary>Sees peers' paths come and go; null where nobody looks.</summary>
    public RibTap? Tap { get; set; }

    public bool HasWork => _dirty.Count > 0 || _sweepLeft > 0;

    public int DirtyCount => _dirty.Count;

    public long Octets => Prefixes.Octets + (Paths.Capacity * 28L) + (_dirty.Capacity * 4L) + Log.Octets;

    /// <summary>Takes the next number, or that of a peer whose paths are all gone.</summary>
    public RibPeer AddPeer(int index)
    {
        RibPeer peer = new(index);
        if (index < _peers.Count)
        {
            _peers[index] = peer;
        }
        else
        {
            _peers.Add(peer);
        }

        return peer;
    }

    public RibPeer PeerOf(int index) => _peers[index];

    public bool IsUsable(in PathEntry path) => path.Peer == BgpPath.Local || _peers[path.Peer].Has(path.Epoch);

    /// <summary>The last decision found it fit to be chosen.</summary>
    public bool IsSelectable(in PathEntry path) => (path.Flags & PathFlags.Fit) != 0 && IsUsable(path);

    public bool IsStale(in PathEntry path) => path.Peer != BgpPath.Local && path.Epoch != _peers[path.Peer].Epoch;

    /// <summary>Adds or replaces a path; takes over the caller's reference to the attributes.</summary>
    public void Set(IpPrefix prefix, int peer, uint pathId, int attributes)
    {
        int index = Prefixes.GetOrAdd(prefix);
        ushort epoch = peer == BgpPath.Local ? (ushort)0 : _peers[peer].Epoch;
        int found = FindPath(index, peer, pathId);
        if (found == NoPath)
        {
            Add(index, peer, pathId, attributes, epoch);
            Tap?.OnAccepted(this, index, peer, pathId, attributes);
            return;
        }

        ref PathEntry path = ref Paths[found];
        bool usable = IsUsable(path);
        if (peer != BgpPath.Local && path.Epoch != epoch)
        {
            _peers[peer].Stale--;
        }

        if (path.Attributes != attributes || path.Epoch != epoch)
        {
            Tap?.OnAccepted(this, index, peer, pathId, attributes);
        }

        bool wasLongStale = (path.Flags & PathFlags.LongStale) != 0;
        path.Flags &= ~PathFlags.LongStale;
        path.Epoch = epoch;
        if (path.Attributes == attributes && usable && !wasLongStale)
        {
            // The same path again changes nothing.
            Attributes.Release(attributes);
            return;
        }

        Attributes.Release(path.Attributes);
        path.Attributes = attributes;
        path.Flags |= PathFlags.Fresh;
        if ((path.Flags & PathFlags.InUse) != 0)
        {
            Prefixes[index].Flags |= PrefixFlags.Changed;
        }

        MarkDirty(index);
    }

    public void Remove(IpPrefix prefix, int peer, uint pathId)
    {
        int index = Prefixes.Find(prefix);
        int path = index == PrefixTable.None ? NoPath : FindPath(index, peer, pathId);
        if (path != NoPath)
        {
            RemovePath(path);
        }
    }

    public void MarkDirty(int prefix)
    {
        ref PrefixEntry entry = ref Prefixes[prefix];
        if ((entry.Flags & PrefixFlags.Dirty) == 0)
        {
            entry.Flags |= PrefixFlags.Dirty;
            _dirty.Enqueue(prefix);
        }
    }

    public void MarkAllDirty()
    {
        for (int i = 0; i < Prefixes.High; i++)
        {
            if (!Prefixes.IsFree(i))
            {
                MarkDirty(i);
            }
        }
    }

    public bool TryTakeDirty(out int prefix)
    {
        prefix = _dirty.Count > 0 ? _dirty.Dequeue() : PrefixTable.None;
        return prefix != PrefixTable.None;
    }

    /// <summary>A peer dropped paths: the sweep will look at every slot once more.</summary>
    public void StartSweep()
    {
        // Paths that come later are current; counting them in would leave as many of the old ones unseen.
        _sweepHigh = Paths.High;
        _sweepLeft = _sweepHigh;
    }

    /// <summary>Removes dropped paths among the next slots, so that a large table does not hold up the peers.</summary>
    public void Sweep(int slots)
    {
        for (; slots > 0 && _sweepLeft > 0; slots--, _sweepLeft--)
        {
            _sweepCursor = _sweepCursor + 1 < _sweepHigh ? _sweepCursor + 1 : 0;
            ref PathEntry path = ref Paths[_sweepCursor];
            if ((path.Flags & PathFlags.Live) == 0)
            {
                continue;
            }

            if (!IsUsable(path))
            {
                RemovePath(_sweepCursor);
            }
            else if (path.Peer != BgpPath.Local && _peers[path.Peer].IsLongGone && IsStale(path))
            {
                BecomeLongStale(_sweepCursor);
            }
        }
    }

    // RFC 9494 §4.2: what must not outlive the restart time goes, the rest stays as the last choice.
    private void BecomeLongStale(int index)
    {
        ref PathEntry path = ref Paths[index];
        if (Attributes.Fields(path.Attributes).Has(AttributeMarks.NoLlgr))
        {
            RemovePath(index);
        }
        else if ((path.Flags & PathFlags.LongStale) == 0)
        {
            path.Flags |= PathFlags.LongStale | PathFlags.Fresh;
            Prefixes[path.Prefix].Flags |= PrefixFlags.Changed;
            MarkDirty(path.Prefix);
        }
    }

    private void Add(int prefix, int peer, uint pathId, int attributes, ushort epoch)
    {
        byte exportId = FreeExportId(prefix);
        int index = Paths.Take();
        ref PrefixEntry entry = ref Prefixes[prefix];
        Paths[index] = new PathEntry
        {
            Prefix = prefix,
            Next = entry.FirstPath,
            Attributes = attributes,
            Peer = (short)peer,
            PathId = pathId,
            Epoch = epoch,
            Flags = PathFlags.Live | PathFlags.Fresh,
            ExportId = exportId,
        };
        entry.FirstPath = index;
        CountPaths(peer, 1);
        MarkDirty(prefix);
    }

    private void RemovePath(int removed)
    {
        PathEntry path = Paths[removed];
        Tap?.OnLost(this, path);
        ref PrefixEntry prefix = ref Prefixes[path.Prefix];
        Unlink(ref prefix, removed, path.Next);
        prefix.Flags |= PrefixFlags.PathGone;
        CountPaths(path.Peer, -1);
        if (IsStale(path))
        {
            _peers[path.Peer].Stale--;
        }

        if ((path.Flags & PathFlags.InUse) != 0)
        {
            prefix.Flags |= PrefixFlags.Changed;
        }

        if (prefix.Best == removed)
        {
            // The slot is used again before the decision process comes round, and peers may export in between.
            prefix.Best = NoPath;
        }

        Attributes.Release(path.Attributes);
        Paths.Free(removed, default);
        MarkDirty(path.Prefix);
    }

    private void Unlink(ref PrefixEntry prefix, int removed, int next)
    {
        if (prefix.FirstPath == removed)
        {
            prefix.FirstPath = next;
            return;
        }

        int before = prefix.FirstPath;
        while (Paths[before].Next != removed)
        {
            before = Paths[before].Next;
        }

        Paths[before].Next = next;
    }

    private int FindPath(int prefix, int peer, uint pathId)
    {
        int index = Prefixes[prefix].FirstPath;
        while (index != NoPath)
        {
            ref PathEntry path = ref Paths[index];
            if (path.Peer == peer && path.PathId == pathId)
            {
                break;
            }

            index = path.Next;
        }

        return index;
    }

    // The least number that no path of the prefix has.
    private byte FreeExportId(int prefix)
    {
        ulong taken = 1;
        for (int index = Prefixes[prefix].FirstPath; index != NoPath; index = Paths[index].Next)
        {
            taken |= 1ul << Paths[index].ExportId;
        }

        for (byte id = 1; id < RibOut.MaxPaths; id++)
        {
            if ((taken & (1ul << id)) == 0)
            {
                return id;
            }
        }

        return 0;
    }

    private void CountPaths(int peer, int change)
    {
        if (peer != BgpPath.Local)
        {
            _peers[peer].Paths += change;
        }
    }
}
