using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>A table under test and the plain one, changed alike and compared around each change.</summary>
internal sealed class FrontedPair : IDisposable
{
    public const uint Pool = 0x0a10_0000;

    private readonly ReaderEpochs _readers = new();
    private readonly PrefixTable _table;
    private readonly Random _random = new(6);
    private readonly Dictionary<Prefix, int> _places = [];
    private readonly int _reader;

    public FrontedPair(bool reader)
    {
        Fib = new FrontedFib(reader ? _readers : null, poison: true);
        _table = new PrefixTable(Fib);
        _reader = reader ? _readers.Register() : -1;
    }

    public FrontedFib Fib { get; }

    public BinaryTrie Plain { get; } = new();

    public List<Prefix> Live { get; } = [];

    /// <summary>Half of the addresses of a comparison come from so many slices from <see cref="Pool"/> on.</summary>
    public int PoolSlices { get; init; } = 1;

    /// <summary>Sets, or removes when the group is 0.</summary>
    public void Set(Prefix prefix, int group)
    {
        if (group != 0)
        {
            _table.Set(prefix, group);
            Plain.Set(prefix, group);
            if (_places.TryAdd(prefix, Live.Count))
            {
                Live.Add(prefix);
            }

            return;
        }

        Assert.That(_table.Remove(prefix), Is.EqualTo(Plain.Remove(prefix)));
        if (_places.Remove(prefix, out int place))
        {
            Prefix last = Live[^1];
            Live[place] = last;
            Live.RemoveAt(Live.Count - 1);
            if (last != prefix)
            {
                _places[last] = place;
            }
        }
    }

    public void Compare(Prefix prefix)
    {
        Span<Ipv4Address> addresses = stackalloc Ipv4Address[70];
        Span<int> groups = stackalloc int[70];
        uint size = (uint)(0xffff_ffffUL >> prefix.Length);
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = new Ipv4Address(i switch
            {
                0 => prefix.Address.Value - 1,
                1 => prefix.Address.Value,
                2 => prefix.Address.Value + size,
                3 => prefix.Address.Value + size + 1,
                4 => Pool - 1,
                5 => Pool + (uint)(PoolSlices << 16),
                < 12 => prefix.Address.Value + (uint)_random.NextInt64(size + 1L),
                < 40 => Pool + (uint)_random.Next(PoolSlices << 16),
                _ => (uint)_random.NextInt64(1L << 32),
            });
        }

        Fib.Lookup(addresses, groups);
        for (int i = 0; i < addresses.Length; i++)
        {
            int expected = Plain.Lookup(addresses[i]);
            if (groups[i] != expected || Fib.Lookup(addresses[i]) != expected)
            {
                Assert.Fail($"after {prefix}, front {Fib.Front}: {addresses[i]} has {groups[i]} "
                    + $"(alone {Fib.Lookup(addresses[i])}) instead of {expected}");
            }
        }

        if (_reader >= 0 && _random.Next(8) == 0)
        {
            _readers.Quiesce(_reader);
        }
    }

    public void Dispose()
    {
        _table.Dispose();
        _readers.Dispose();
    }
}
