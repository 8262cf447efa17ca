using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>The plain reference for IPv6: all prefixes in a dictionary, asked from the longest length down. One thread.
/// </summary>
public sealed class PlainTable6 : IPrefixTable6
{
    private readonly Dictionary<Ipv6Prefix, int> _groups = new();
    private readonly int[] _perLength = new int[129];

    public int Count => _groups.Count;

    public void Set(Ipv6Prefix prefix, int group)
    {
        if (group <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(group), group, "0 means no route");
        }

        _perLength[prefix.Length] += _groups.ContainsKey(prefix) ? 0 : 1;
        _groups[prefix] = group;
    }

    public bool Remove(Ipv6Prefix prefix)
    {
        bool had = _groups.Remove(prefix);
        _perLength[prefix.Length] -= had ? 1 : 0;
        return had;
    }

    public int Lookup(Ipv6Address address)
    {
        for (int length = 128; length >= 0; length--)
        {
            if (_perLength[length] > 0 && _groups.TryGetValue(Ipv6Prefix.Containing(address, length), out int group))
            {
                return group;
            }
        }

        return 0;
    }

    public void Lookup(ReadOnlySpan<Ipv6Address> addresses, Span<int> groups)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            groups[i] = Lookup(addresses[i]);
        }
    }
}
