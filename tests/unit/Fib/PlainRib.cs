using System;
using System.Collections.Generic;
using System.Linq;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>Feeds an <see cref="IFib"/> from prefixes, without any cleverness: class is group, each change publishes
/// what it touches in full.</summary>
internal sealed class PlainRib : IPrefixTable
{
    private readonly Dictionary<int, SortedDictionary<uint, int>> _slices = new();
    private readonly Dictionary<(uint Bits, int Length), int> _short = new();
    private readonly IFib _fib;
    private readonly ushort[] _groups = Enumerable.Range(0, 32768).Select(i => (ushort)i).ToArray();

    public PlainRib(IFib fib, bool hints)
    {
        _fib = fib;
        Hints = hints;
    }

    /// <summary>Tells the table which prefix has changed.</summary>
    public bool Hints { get; set; }

    public int Count => _short.Count + _slices.Values.Sum(s => s.Count);

    public void Set(Prefix prefix, int group)
    {
        if (prefix.Length > 16)
        {
            Slice(prefix)[KeyOf(prefix)] = group;
        }
        else
        {
            _short[(prefix.Address.Value >> 16, prefix.Length)] = group;
        }

        Publish(prefix);
    }

    public bool Remove(Prefix prefix)
    {
        bool had = prefix.Length > 16
            ? Slice(prefix).Remove(KeyOf(prefix))
            : _short.Remove((prefix.Address.Value >> 16, prefix.Length));
        Publish(prefix);
        return had;
    }

    public int Lookup(Ipv4Address address) => _fib.Lookup(address);

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups) => _fib.Lookup(addresses, groups);

    /// <summary>Many at once: each slice is published when all are in.</summary>
    public void Load(IEnumerable<(Prefix Prefix, int Group)> routes)
    {
        foreach ((Prefix prefix, int group) in routes)
        {
            if (prefix.Length > 16)
            {
                Slice(prefix)[KeyOf(prefix)] = group;
            }
            else
            {
                _short[(prefix.Address.Value >> 16, prefix.Length)] = group;
            }
        }

        PublishSlices(0, 65536, 0);
    }

    private static uint KeyOf(Prefix prefix) => RouteKey.Of(prefix.Address.Value & 0xffff, prefix.Length - 16);

    private SortedDictionary<uint, int> Slice(Prefix prefix)
    {
        int slice = (int)(prefix.Address.Value >> 16);
        if (!_slices.TryGetValue(slice, out SortedDictionary<uint, int>? routes))
        {
            // By address, then length.
            routes = new(Comparer<uint>.Create((a, b) => RouteKey.BitsOf(a) != RouteKey.BitsOf(b)
                ? RouteKey.BitsOf(a).CompareTo(RouteKey.BitsOf(b))
                : RouteKey.LengthOf(a).CompareTo(RouteKey.LengthOf(b))));
            _slices.Add(slice, routes);
        }

        return routes;
    }

    private void Publish(Prefix prefix)
    {
        int first = (int)(prefix.Address.Value >> 16);
        if (prefix.Length > 16)
        {
            PublishSlices(first, 1, Hints ? KeyOf(prefix) : 0);
        }
        else
        {
            PublishSlices(first, 1 << (16 - prefix.Length), 0);
        }
    }

    private void PublishSlices(int first, int count, uint changed)
    {
        int uniform = first;
        int last = first + count;
        for (int slice = first; slice < last; slice++)
        {
            int cover = Cover(slice);
            if (_slices.TryGetValue(slice, out SortedDictionary<uint, int>? routes) && routes.Count > 0)
            {
                Flush(uniform, slice);
                uint[] keys = routes.Select(r => RouteKey.Pack(r.Key, r.Value)).ToArray();
                _fib.Publish(slice, keys, 0, keys.Length, _groups, cover, changed);
                uniform = slice + 1;
            }
            else if (uniform < slice && Cover(uniform) != cover)
            {
                Flush(uniform, slice);
                uniform = slice;
            }
        }

        Flush(uniform, last);
    }

    private void Flush(int first, int last)
    {
        if (first < last)
        {
            _fib.PublishUniform(first, last - first, Cover(first));
        }
    }

    private int Cover(int slice)
    {
        for (int length = 16; length >= 0; length--)
        {
            if (_short.TryGetValue((((uint)slice >> (16 - length)) << (16 - length), length), out int group))
            {
                return group;
            }
        }

        return 0;
    }
}
