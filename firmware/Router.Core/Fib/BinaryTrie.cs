using System;
using System.Threading;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// One node per bit in two arrays: the plain reference that every compact table is held against, and enough for small
/// ones. A node is complete before the one write that links it, and growth swaps in a copy, so that a reader on
/// another thread sees the table before or after a change, never in between.
/// </summary>
public sealed class BinaryTrie : IPrefixTable
{
    private const int Root = 1;

    private Arrays _arrays = new(64);
    private int _used = Root + 1;
    private int _count;

    public int Count => _count;

    public void Set(Prefix prefix, int group)
    {
        if (group <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(group), group, "0 means no route");
        }

        int node = Descend(prefix, create: true);
        if (_arrays.Values[node] == 0)
        {
            _count++;
        }

        Volatile.Write(ref _arrays.Values[node], group);
    }

    public bool Remove(Prefix prefix)
    {
        int node = Descend(prefix, create: false);
        if (node == 0 || _arrays.Values[node] == 0)
        {
            return false;
        }

        Volatile.Write(ref _arrays.Values[node], 0);
        _count--;
        if (_used > 1024 && _used / 64 > _count)
        {
            Compact();
        }

        return true;
    }

    public int Lookup(Ipv4Address address)
    {
        Arrays arrays = Volatile.Read(ref _arrays);
        int[] children = arrays.Children;
        int[] values = arrays.Values;
        uint bits = address.Value;
        int best = 0;
        int node = Root;
        while (node != 0)
        {
            int value = values[node];
            if (value != 0)
            {
                best = value;
            }

            node = children[(node * 2) + (int)(bits >> 31)];
            bits <<= 1;
        }

        return best;
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            groups[i] = Lookup(addresses[i]);
        }
    }

    private int Descend(Prefix prefix, bool create)
    {
        uint bits = prefix.Address.Value;
        int node = Root;
        for (int depth = 0; depth < prefix.Length; depth++)
        {
            int child = (node * 2) + (int)(bits >> 31);
            bits <<= 1;
            int next = _arrays.Children[child];
            if (next == 0)
            {
                if (!create)
                {
                    return 0;
                }

                next = NewNode();
                Volatile.Write(ref _arrays.Children[child], next);
            }

            node = next;
        }

        return node;
    }

    private int NewNode()
    {
        // A node at depth 32 has no children but lookups still read its two links, so arrays cover them.
        if (_used == _arrays.Values.Length)
        {
            Volatile.Write(ref _arrays, new Arrays(_arrays));
        }

        return _used++;
    }

    // Emptied branches are left in place until they outnumber the living: then the living move to fresh arrays.
    private void Compact()
    {
        var copy = new BinaryTrie();
        CopyBranch(copy, Root, 0, 0);
        _used = copy._used;
        Volatile.Write(ref _arrays, copy._arrays);
    }

    private void CopyBranch(BinaryTrie target, int node, uint address, int depth)
    {
        if (_arrays.Values[node] != 0)
        {
            target.Set(new Prefix(new Ipv4Address(address), depth), _arrays.Values[node]);
        }

        for (int bit = 0; bit < 2; bit++)
        {
            int child = _arrays.Children[(node * 2) + bit];
            if (child != 0)
            {
                CopyBranch(target, child, address | ((uint)bit << (31 - depth)), depth + 1);
            }
        }
    }

    private sealed class Arrays
    {
        public Arrays(int nodes)
        {
            Children = new int[nodes * 2];
            Values = new int[nodes];
        }

        public Arrays(Arrays smaller)
        {
            Children = smaller.Children;
            Values = smaller.Values;
            int nodes = Values.Length * 2;
            Array.Resize(ref Children, nodes * 2);
            Array.Resize(ref Values, nodes);
        }

        public readonly int[] Children;
        public readonly int[] Values;
    }
}
