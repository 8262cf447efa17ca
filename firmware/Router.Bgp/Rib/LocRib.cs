using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// All accepted paths (Adj-RIBs-In after policy) and the best of each prefix (Loc-RIB). Changes mark a prefix; the
/// decision process runs later, in the order of the first mark, once however often a prefix changed.
/// </summary>
internal sealed class LocRib
{
    private readonly IndexQueue _dirty = new();
    private readonly List<RibPeer> _peers = [];
    private int _sweepCursor;
    private int _sweepHigh;
    private int _sweepLeft;

    public PrefixTable Prefixes { get; } = new();

    public PathTable Paths { get; } = new();

    public AttributeStore Attributes { get; } = new();

    public bool HasWork => _dirty.Count > 0 || _sweepLeft > 0;

    public int DirtyCount => _dirty.Count;

    public RibPeer AddPeer()
    {
        RibPeer peer = new(_peers.Count);
        _peers.Add(peer);
        return peer;
    }

    public RibPeer PeerOf(int index) => _peers[index];

    public bool IsUsable(in PathEntry path) => path.Peer == BgpPath.Local || _peers[path.Peer].Has(path.Epoch);

    public bool IsStale(in PathEntry path) => path.Peer != BgpPath.Local && path.Epoch != _peers[path.Peer].Epoch;

    /// <summary>Adds or replaces a path; takes over the caller's reference to the attributes.</summary>
    public void Set(IpPrefix prefix, int peer, uint pathId, int attributes)
    {
        int index = Prefixes.GetOrAdd(prefix);
        ushort epoch = peer == BgpPath.Local ? (ushort)0 : _peers[peer].Epoch;
        int found = FindPath(index, peer, pathId);
        if (found == PathTable.None)
        {
            found = Paths.Add(new PathEntry
            {
                Prefix = index,
                Next = Prefixes[index].FirstPath,
                Attributes = attributes,
                Peer = peer,
                PathId = pathId,
                Epoch = epoch,
            });
            Prefixes[index].FirstPath = found;
            CountPaths(peer, 1);
            MarkDirty(index);
            return;
        }

        ref PathEntry path = ref Paths[found];
        bool usable = IsUsable(path);
        if (peer != BgpPath.Local && path.Epoch != epoch)
        {
            _peers[peer].Stale--;
        }

        path.Epoch = epoch;
        if (path.Attributes == attributes && usable)
        {
            // The same path again changes nothing.
            Attributes.Release(attributes);
            return;
        }

        Attributes.Release(path.Attributes);
        path.Attributes = attributes;
        if ((path.Flags & PathFlags.InUse) != 0)
        {
            Prefixes[index].Flags |= PrefixFlags.Changed;
        }

        MarkDirty(index);
    }

    public void Remove(IpPrefix prefix, int peer, uint pathId)
    {
        int index = Prefixes.Find(prefix);
        int path = index == PrefixTable.None ? PathTable.None : FindPath(index, peer, pathId);
        if (path != PathTable.None)
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
            if ((path.Flags & PathFlags.Live) != 0 && !IsUsable(path))
            {
                RemovePath(_sweepCursor);
            }
        }
    }

    private void RemovePath(int removed)
    {
        PathEntry path = Paths[removed];
        ref int link = ref Prefixes[path.Prefix].FirstPath;
        while (link != removed)
        {
            link = ref Paths[link].Next;
        }

        link = path.Next;
        CountPaths(path.Peer, -1);
        if (IsStale(path))
        {
            _peers[path.Peer].Stale--;
        }

        ref PrefixEntry prefix = ref Prefixes[path.Prefix];
        if ((path.Flags & PathFlags.InUse) != 0)
        {
            prefix.Flags |= PrefixFlags.Changed;
        }

        if (prefix.Best == removed)
        {
            // The slot is used again before the decision process comes round, and peers may export in between.
            prefix.Best = PathTable.None;
        }

        Attributes.Release(path.Attributes);
        Paths.Remove(removed);
        MarkDirty(path.Prefix);
    }

    private int FindPath(int prefix, int peer, uint pathId)
    {
        int index = Prefixes[prefix].FirstPath;
        while (index != PathTable.None && (Paths[index].Peer != peer || Paths[index].PathId != pathId))
        {
            index = Paths[index].Next;
        }

        return index;
    }

    private void CountPaths(int peer, int change)
    {
        if (peer != BgpPath.Local)
        {
            _peers[peer].Paths += change;
        }
    }
}
