using System;

namespace Router.Bgp;

/// <summary>
/// The decision process of RFC 4271 §9.1.2 as elimination: each step keeps the paths that no other path beats, so the
/// result does not depend on the order in which paths arrived (MED compares only some pairs; pairwise ranking would
/// depend on it).
/// </summary>
internal sealed class Decision
{
    private readonly LocRib _rib;
    private readonly IIgpMetric? _igp;
    private int[] _paths = new int[16];
    private uint[] _metrics = new uint[16];
    private int _count;

    public Decision(LocRib rib, IIgpMetric? igp)
    {
        _rib = rib;
        _igp = igp;
    }

    /// <summary>
    /// The paths of a prefix that are as good up to §9.1.2.2 e, the best first; empty when none is usable.
    /// </summary>
    /// <param name="localOnly">Selection of learned routes is deferred (RFC 4724 §4.1).</param>
    public ReadOnlySpan<int> Select(int firstPath, bool localOnly)
    {
        Collect(firstPath, localOnly);
        if (_count > 1)
        {
            Keep(static (LocRib rib, in PathEntry path) => path.Peer == BgpPath.Local ? 0 : 1L);

            // RFC 4271 §9.1.1: the higher degree of preference.
            Keep(static (LocRib rib, in PathEntry path) => -(long)rib.Attributes.Fields(path.Attributes).LocalPref);

            // RFC 4271 §9.1.2.2 a, b.
            Keep(static (LocRib rib, in PathEntry path) => rib.Attributes.Fields(path.Attributes).AsPathLength);
            Keep(static (LocRib rib, in PathEntry path) => rib.Attributes.Fields(path.Attributes).Origin);
            CompareMed();

            // RFC 4271 §9.1.2.2 d: external before internal.
            Keep(static (LocRib rib, in PathEntry path) =>
                path.Peer == BgpPath.Local || rib.PeerOf(path.Peer).IsExternal ? 0 : 1);
            CompareMetric();
            BreakTies();
        }

        return _paths.AsSpan(0, _count);
    }

    private void Collect(int firstPath, bool localOnly)
    {
        _count = 0;
        for (int index = firstPath; index != PathTable.None; index = _rib.Paths[index].Next)
        {
            ref PathEntry path = ref _rib.Paths[index];
            uint metric = 0;
            if (!_rib.IsUsable(path) || (path.Peer != BgpPath.Local && (localOnly || !Resolves(path, out metric))))
            {
                continue;
            }

            if (_count == _paths.Length)
            {
                Array.Resize(ref _paths, _count * 2);
                Array.Resize(ref _metrics, _count * 2);
            }

            _paths[_count] = index;
            _metrics[_count++] = metric;
        }
    }

    // RFC 4271 §9.1.2: a path whose next hop cannot be resolved is left out.
    private bool Resolves(in PathEntry path, out uint metric)
    {
        metric = 0;
        return _igp == null || _igp.TryGetMetric(_rib.Attributes.Fields(path.Attributes).NextHop, out metric);
    }

    private void Keep(RankOf rank)
    {
        long least = long.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            least = Math.Min(least, rank(_rib, _rib.Paths[_paths[i]]));
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (rank(_rib, _rib.Paths[_paths[i]]) == least)
            {
                Move(i, kept++);
            }
        }

        _count = kept;
    }

    // RFC 4271 §9.1.2.2 c: lower MED wins between paths of the same neighbouring AS only. No MED is the lowest.
    private void CompareMed()
    {
        int count = _count;
        Span<bool> beaten = count <= 256 ? stackalloc bool[count] : new bool[count];
        for (int i = 0; i < count; i++)
        {
            ref readonly AttributeFields mine = ref _rib.Attributes.Fields(_rib.Paths[_paths[i]].Attributes);
            beaten[i] = false;
            for (int j = 0; j < count && !beaten[i]; j++)
            {
                ref readonly AttributeFields other = ref _rib.Attributes.Fields(_rib.Paths[_paths[j]].Attributes);
                beaten[i] = other.NeighbourAs == mine.NeighbourAs && other.Med < mine.Med;
            }
        }

        _count = 0;
        for (int i = 0; i < count; i++)
        {
            if (!beaten[i])
            {
                Move(i, _count++);
            }
        }
    }

    // RFC 4271 §9.1.2.2 e.
    private void CompareMetric()
    {
        uint least = uint.MaxValue;
        for (int i = 0; i < _count; i++)
        {
            least = Math.Min(least, _metrics[i]);
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_metrics[i] == least)
            {
                Move(i, kept++);
            }
        }

        _count = kept;
    }

    private void Move(int from, int to)
    {
        _paths[to] = _paths[from];
        _metrics[to] = _metrics[from];
    }

    private void BreakTies()
    {
        // Insertion: the survivors are few, and the order is total.
        for (int i = 1; i < _count; i++)
        {
            int path = _paths[i];
            int j = i;
            for (; j > 0 && IsBefore(path, _paths[j - 1]); j--)
            {
                _paths[j] = _paths[j - 1];
            }

            _paths[j] = path;
        }
    }

    private bool IsBefore(int left, int right)
    {
        ref PathEntry a = ref _rib.Paths[left];
        ref PathEntry b = ref _rib.Paths[right];

        // RFC 4271 §9.1.2.2 f; RFC 4456 §9: ORIGINATOR_ID stands for the router id, then the shorter CLUSTER_LIST.
        int order = IdOf(a).CompareTo(IdOf(b));
        if (order == 0)
        {
            order = _rib.Attributes.Fields(a.Attributes).ClusterListLength
                .CompareTo(_rib.Attributes.Fields(b.Attributes).ClusterListLength);
        }

        // RFC 4271 §9.1.2.2 g, then what ADD-PATH leaves open (RFC 7911 §4).
        if (order == 0 && a.Peer != b.Peer)
        {
            order = _rib.PeerOf(a.Peer).Address.CompareTo(_rib.PeerOf(b.Peer).Address);
            order = order == 0 ? a.Peer.CompareTo(b.Peer) : order;
        }

        return (order == 0 ? a.PathId.CompareTo(b.PathId) : order) < 0;
    }

    private uint IdOf(in PathEntry path)
    {
        ref readonly AttributeFields fields = ref _rib.Attributes.Fields(path.Attributes);
        return fields.OriginatorId.IsZero ? _rib.PeerOf(path.Peer).RouterId.Value : fields.OriginatorId.Value;
    }

    private delegate long RankOf(LocRib rib, in PathEntry path);
}
