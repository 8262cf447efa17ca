using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// The decision process of RFC 4271 §9.1.2 as elimination: each step keeps the paths that no other path beats, so the
/// result does not depend on the order in which paths arrived (MED compares only some pairs; pairwise ranking would
/// depend on it).
/// </summary>
internal sealed class Decision
{
    private readonly BgpSpeakerOptions _options;
    private Candidate[] _candidates = new Candidate[16];
    private int[] _selected = new int[16];
    private int _count;

    public Decision(BgpSpeakerOptions options) => _options = options;

    /// <summary>
    /// The paths of a prefix that are as good up to §9.1.2.2 e, the best first; empty when none is usable.
    /// </summary>
    /// <param name="rib">The table of the prefix.</param>
    /// <param name="firstPath">The first path of the prefix.</param>
    /// <param name="localOnly">Selection of learned routes is deferred (RFC 4724 §4.1).</param>
    public ReadOnlySpan<int> Select(LocRib rib, int firstPath, bool localOnly)
    {
        Collect(rib, firstPath, localOnly);
        if (_count > 1)
        {
            KeepPreferred();
            if (_count > 1)
            {
                CompareMed();
                KeepNearest();
                BreakTies(rib);
            }
        }

        if (_selected.Length < _count)
        {
            _selected = new int[_candidates.Length];
        }

        for (int i = 0; i < _count; i++)
        {
            _selected[i] = _candidates[i].Path;
        }

        return _selected.AsSpan(0, _count);
    }

    private void Collect(LocRib rib, int firstPath, bool localOnly)
    {
        _count = 0;
        for (int index = firstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
        {
            ref PathEntry path = ref rib.Paths[index];
            bool isLocal = path.Peer == BgpPath.Local;
            uint metric = 0;
            if (!rib.IsUsable(path)
                || (!isLocal && (localOnly || !Resolves(rib.Attributes, path.Attributes, out metric))))
            {
                Mark(ref path, isFit: false);
                continue;
            }

            Mark(ref path, isFit: true);
            if (_count == _candidates.Length)
            {
                Array.Resize(ref _candidates, _count * 2);
            }

            _candidates[_count++] = Rank(rib, index, path, metric);
        }
    }

    // Who takes every path hears when one becomes fit or unfit.
    private static void Mark(ref PathEntry path, bool isFit)
    {
        if (isFit != ((path.Flags & PathFlags.Fit) != 0))
        {
            path.Flags ^= PathFlags.Fit;
            path.Flags |= PathFlags.Fresh;
        }
    }

    private static Candidate Rank(LocRib rib, int index, in PathEntry path, uint metric)
    {
        ref readonly AttributeFields fields = ref rib.Attributes.Fields(path.Attributes);
        bool isLocal = path.Peer == BgpPath.Local;
        bool isExternal = isLocal || rib.PeerOf(path.Peer).IsExternal;

        // RFC 9494 §4.3: a long-lived stale path comes after every other one.
        ulong last = (path.Flags & PathFlags.LongStale) != 0 || fields.Has(AttributeMarks.LlgrStale) ? 2ul : 0;
        return new Candidate
        {
            Path = index,
            Peer = path.Peer,
            PathId = path.PathId,
            Attributes = path.Attributes,

            // RFC 4271 §9.1.1: ours, then the higher degree of preference.
            Preference = ((last + (isLocal ? 0u : 1)) << 32) | ~fields.LocalPref,

            // RFC 4271 §9.1.2.2 a, b.
            Length = ((ulong)fields.AsPathLength << 8) | fields.Origin,
            Med = fields.Med,
            NeighbourAs = fields.NeighbourAs,

            // RFC 4271 §9.1.2.2 d, e: external before internal, then the nearest next hop.
            Distance = (isExternal ? 0 : 1ul << 32) | metric,
        };
    }

    // RFC 4271 §9.1.2: a path whose next hop cannot be resolved is left out.
    private bool Resolves(AttributeStore store, int attributes, out uint metric)
    {
        metric = 0;
        return _options.IgpMetric == null || _options.IgpMetric.TryGetMetric(store.NextHop(attributes), out metric);
    }

    private void KeepPreferred()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            int order = kept == 0 ? 0 : _candidates[i].ComparePreference(_candidates[0]);
            if (order <= 0)
            {
                kept = order < 0 ? 0 : kept;
                _candidates[kept++] = _candidates[i];
            }
        }

        _count = kept;
    }

    private void KeepNearest()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            int order = kept == 0 ? 0 : _candidates[i].Distance.CompareTo(_candidates[0].Distance);
            if (order <= 0)
            {
                kept = order < 0 ? 0 : kept;
                _candidates[kept++] = _candidates[i];
            }
        }

        _count = kept;
    }

    // RFC 4271 §9.1.2.2 c: lower MED wins between paths of the same neighbouring AS only, unless the operator wants all
    // compared. No MED is the lowest.
    private void CompareMed()
    {
        for (int i = 0; i < _count; i++)
        {
            ref Candidate mine = ref _candidates[i];
            mine.IsBeaten = false;
            for (int j = 0; j < _count && !mine.IsBeaten; j++)
            {
                ref Candidate other = ref _candidates[j];
                mine.IsBeaten = other.Med < mine.Med
                    && (_options.AlwaysCompareMed || other.NeighbourAs == mine.NeighbourAs);
            }
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!_candidates[i].IsBeaten)
            {
                _candidates[kept++] = _candidates[i];
            }
        }

        _count = kept;
    }

    private void BreakTies(LocRib rib)
    {
        Complete(rib);

        // Insertion: the survivors are few, and the order is total.
        for (int i = 1; i < _count; i++)
        {
            Candidate candidate = _candidates[i];
            int j = i;
            for (; j > 0 && candidate.CompareTies(_candidates[j - 1]) < 0; j--)
            {
                _candidates[j] = _candidates[j - 1];
            }

            _candidates[j] = candidate;
        }
    }

    private void Complete(LocRib rib)
    {
        for (int i = 0; i < _count; i++)
        {
            ref Candidate candidate = ref _candidates[i];
            ref readonly AttributeFields fields = ref rib.Attributes.Fields(candidate.Attributes);
            bool isLocal = candidate.Peer == BgpPath.Local;

            // RFC 4456 §9: ORIGINATOR_ID stands for the router id, then the shorter CLUSTER_LIST.
            RouterId own = isLocal ? default : rib.PeerOf(candidate.Peer).RouterId;
            candidate.Id = ((ulong)(fields.OriginatorId.IsZero ? own : fields.OriginatorId).Value << 16)
                | fields.ClusterListLength;
            candidate.Address = isLocal ? default : rib.PeerOf(candidate.Peer).Address;
        }
    }

    private struct Candidate
    {
        public ulong Preference;
        public ulong Length;
        public ulong Distance;
        public ulong Id;
        public IpAddress Address;
        public Asn NeighbourAs;
        public uint Med;
        public uint PathId;
        public int Path;
        public int Attributes;
        public short Peer;
        public bool IsBeaten;

        public readonly int ComparePreference(in Candidate other) => Preference == other.Preference
            ? Length.CompareTo(other.Length)
            : Preference.CompareTo(other.Preference);

        // RFC 4271 §9.1.2.2 f, g, then what ADD-PATH leaves open (RFC 7911 §4): a total order.
        public readonly int CompareTies(in Candidate other)
        {
            int order = Id.CompareTo(other.Id);
            order = order == 0 ? Address.CompareTo(other.Address) : order;
            order = order == 0 ? Peer.CompareTo(other.Peer) : order;
            return order == 0 ? PathId.CompareTo(other.PathId) : order;
        }
    }
}
