using System;
using System.Collections.Generic;

namespace Router.Core;

/// <summary>The next-hop table: FIB lookups return indexes into it. Grows, and reuses what is released.</summary>
internal sealed class HopTable
{
    private readonly Dictionary<HopSet.Key, HopSet> _sets = new();
    private readonly Dictionary<int, Stack<int>> _free = new();
    private readonly List<HopSet> _ordered = new();
    private HopEntry[] _entries = new HopEntry[64];
    private int _used = 1;

    /// <summary>Entries there may be, for whoever keeps something beside each.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Grows when the meaning of an index that was handed out changes.</summary>
    public long Version { get; private set; }

    public ref HopEntry this[int index] => ref _entries[index];

    /// <summary>In the order of their making, for passes that touch all.</summary>
    public IReadOnlyList<HopSet> Sets => _ordered;

    public HopSet Acquire(Route route, int stratum, out bool created)
    {
        var key = new HopSet.Key(route, stratum);
        created = !_sets.TryGetValue(key, out HopSet? set);
        if (set == null)
        {
            set = new HopSet(key, Allocate(BlockSize(key)));
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

        _sets.Remove(set.Identity);
        _ordered.Remove(set);
        Version++;
        int size = BlockSize(set.Identity);
        Array.Clear(_entries, set.Index, size);
        if (!_free.TryGetValue(size, out Stack<int>? stack))
        {
            _free.Add(size, stack = new Stack<int>());
        }

        stack.Push(set.Index);
    }

    /// <summary>The entry for a flow: the index itself, or one member of a group, by weight.</summary>
    public int Select(int index, uint hash)
    {
        ref HopEntry group = ref _entries[index];
        if (group.Kind != HopKind.Group)
        {
            return index;
        }

        // Multiply-shift maps the hash to a point below the sum of weights without a division.
        uint point = (uint)(((ulong)hash * group.Weight) >> 32);
        int member = index + 1;
        while (point >= _entries[member].Weight)
        {
            member++;
        }

        return member;
    }

    /// <summary>True when the entry, or a member of it, leaves by the interface.</summary>
    public bool LeavesBy(int index, int outInterface)
    {
        ref HopEntry entry = ref _entries[index];
        if (entry.Kind != HopKind.Group)
        {
            return entry.Kind == HopKind.Unicast && entry.Interface == outInterface;
        }

        for (int i = 1; i <= entry.Count; i++)
        {
            if (_entries[index + i].Interface == outInterface)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the resolved members of a set; an empty span makes it unusable.</summary>
    public void Store(HopSet set, ReadOnlySpan<HopEntry> members)
    {
        int index = set.Index;
        Version++;
        set.Usable = members.Length > 0;
        if (BlockSize(set.Identity) == 1)
        {
            _entries[index] = members.Length > 0 ? members[0] : default;
            return;
        }

        uint weight = 0;
        for (int i = 0; i < members.Length; i++)
        {
            HopEntry member = members[i];
            weight += member.Weight;
            member.Weight = weight;
            _entries[index + 1 + i] = member;
        }

        HopEntry group = default;
        group.Kind = members.Length > 0 ? HopKind.Group : HopKind.None;
        group.Count = members.Length;
        group.Weight = weight;
        _entries[index] = group;
    }

    private static int BlockSize(in HopSet.Key key) => key.Hops.Count > 1 ? key.Hops.Count + 1 : 1;

    private int Allocate(int size)
    {
        if (_free.TryGetValue(size, out Stack<int>? stack) && stack.Count > 0)
        {
            return stack.Pop();
        }

        int index = _used;
        _used += size;
        while (_used > _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        return index;
    }
}
