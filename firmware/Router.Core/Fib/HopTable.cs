using System;
using System.Collections.Generic;

namespace Router.Core;

/// <summary>
/// The next-hop groups by number, and the entries that their members are: a FIB lookup returns a group, its usable
/// members stand side by side from its first entry on. Numbers are dense, the lowest free one is given first.
/// </summary>
internal sealed class HopTable
{
    /// <summary>Group numbers have 15 bits, and 0 is none.</summary>
    public const int MostGroups = RouteKey.MaxClass;

    private readonly Dictionary<HopSet.Key, HopSet> _sets = new();
    private readonly Dictionary<int, Stack<int>> _free = new();
    private readonly List<HopSet> _ordered = new();
    private HopSet?[] _groups = new HopSet?[16];
    private HopEntry[] _entries = new HopEntry[32];
    private int _usedEntries = 1;
    private int _lowestFree = 1;
    private HashSet<int>? _kept;
    private List<int> _released = new();

    /// <summary>Entries there may be, for whoever keeps something beside each.</summary>
    public int Capacity => _entries.Length;

    /// <summary>One more than the largest group number that may be in use.</summary>
    public int Groups => _groups.Length;

    /// <summary>Grows when the meaning of a group or an entry that was handed out changes.</summary>
    public long Version { get; private set; }

    /// <summary>An entry; entry 0 is no route.</summary>
    public ref HopEntry this[int entry] => ref _entries[entry];

    /// <summary>In the order of their making, for passes that touch all.</summary>
    public IReadOnlyList<HopSet> Sets => _ordered;

    /// <summary>The set of these next hops; null when there are too many sets already.</summary>
    public HopSet? Acquire(in HopSet.Key wanted, out bool created)
    {
        created = !_sets.TryGetValue(wanted, out HopSet? set);
        if (set == null)
        {
            int group = TakeGroup();
            if (group == 0)
            {
                return null;
            }

            HopSet.Key key = wanted.Own();
            set = new HopSet(key, group, Allocate(BlockSize(key)));
            _groups[group] = set;
            _sets.Add(key, set);
            _ordered.Add(set);
        }

        set.References++;
        return set;
    }

    public void Release(HopSet set)
    {
        if (--set.References > 0)
        {
            return;
        }

        Version++;
        _sets.Remove(set.Identity);
        _ordered.Remove(set);
        _groups[set.Group] = null;
        if (_kept != null)
        {
            _kept.Add(set.Group);
            _released.Add(set.Group);
        }
        else
        {
            _lowestFree = Math.Min(_lowestFree, set.Group);
        }

        int size = BlockSize(set.Identity);
        Array.Clear(_entries, set.First, size);
        if (!_free.TryGetValue(size, out Stack<int>? stack))
        {
            _free.Add(size, stack = new Stack<int>());
        }

        stack.Push(set.First);
    }

    /// <summary>
    /// From now on released numbers get no new meaning before <see cref="GiveBack"/>: readers on other threads may hold
    /// an answer of the forwarding table from before.
    /// </summary>
    public void KeepReleased() => _kept ??= new HashSet<int>();

    /// <summary>Numbers released since this was last asked.</summary>
    public List<int> TakeReleased()
    {
        List<int> released = _released;
        _released = new List<int>();
        return released;
    }

    public void GiveBack(List<int> groups)
    {
        foreach (int group in groups)
        {
            _kept!.Remove(group);
            _lowestFree = Math.Min(_lowestFree, group);
        }
    }

    /// <summary>The entries of a group's usable members.</summary>
    public void Members(int group, out int first, out int count)
    {
        HopSet? set = _groups[group];
        first = set?.First ?? 0;
        count = set?.Count ?? 0;
    }

    /// <summary>The first usable member; 0 is none.</summary>
    public int First(int group) => _groups[group] is { Count: > 0 } set ? set.First : 0;

    /// <summary>What a group's members do, which is the same for all.</summary>
    public HopKind KindOf(int group) => _entries[First(group)].Kind;

    /// <summary>True when the flow decides which member a packet takes.</summary>
    public bool IsShared(int group) => _groups[group] is { Count: > 1 };

    /// <summary>
    /// The member, counted from <see cref="First"/>, of each of <see cref="HopShares.Buckets"/> parts of the flows, see
    /// <see cref="HopShares.BucketOf"/>; false when there is but one or none.
    /// </summary>
    public bool TryGetShares(int group, out ReadOnlySpan<ushort> members)
    {
        members = IsShared(group) ? _groups[group]!.Members : default;
        return members.Length > 0;
    }

    /// <summary>The entry for a flow.</summary>
    public int Select(int group, uint hash) => _groups[group] is { Count: > 1 } set
        ? set.First + set.Members[HopShares.BucketOf(hash)]
        : First(group);

    /// <summary>True when a member of the group leaves by the interface.</summary>
    public bool LeavesBy(int group, int outInterface)
    {
        Members(group, out int first, out int count);
        for (int i = first; i < first + count; i++)
        {
            if (_entries[i].Kind == HopKind.Unicast && _entries[i].Interface == outInterface)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Writes the resolved members of a set, in order and as long as its next hops; those of kind none are not usable.
    /// False when nothing changed.
    /// </summary>
    public bool Store(HopSet set, ReadOnlySpan<HopEntry> members)
    {
        int count = 0;
        bool changed = false;
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Kind != HopKind.None)
            {
                changed |= count >= set.Count || !Same(in _entries[set.First + count], in members[i]);
                count++;
            }
        }

        if (!changed && count == set.Count)
        {
            return false;
        }

        Version++;
        int entry = set.First;
        Array.Clear(_entries, set.First, members.Length);
        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].Kind != HopKind.None)
            {
                _entries[entry++] = members[i];
            }
        }

        set.SetMembers(members, count);
        return true;
    }

    private static bool Same(in HopEntry left, in HopEntry right) => left.Kind == right.Kind
        && left.Interface == right.Interface && left.Gateway == right.Gateway && left.Mtu == right.Mtu
        && left.Source == right.Source;

    private static int BlockSize(in HopSet.Key key) => Math.Max(key.Hops.Count, 1);

    private int TakeGroup()
    {
        int group = _lowestFree;
        while (group < _groups.Length && (_groups[group] != null || _kept?.Contains(group) == true))
        {
            group++;
        }

        if (group > MostGroups)
        {
            return 0;
        }

        if (group == _groups.Length)
        {
            Array.Resize(ref _groups, group * 2);
        }

        _lowestFree = group + 1;
        return group;
    }

    private int Allocate(int size)
    {
        if (_free.TryGetValue(size, out Stack<int>? stack) && stack.Count > 0)
        {
            return stack.Pop();
        }

        int first = _usedEntries;
        _usedEntries += size;
        while (_usedEntries > _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        return first;
    }
}
