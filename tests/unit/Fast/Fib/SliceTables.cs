using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Tests.Fast;

/// <summary>Seeded prefixes, each shape aimed at one part of the structure.</summary>
internal sealed class SliceTables
{
    public const int Shapes = 6;

    private readonly Random _random;
    private readonly int _shape;
    private readonly List<Prefix> _used = [];

    public SliceTables(int shape, int seed)
    {
        _shape = shape;
        _random = new Random((seed * Shapes) + shape);
    }

    /// <summary>Every second shape has few groups, so that runs join and part; some need two octets.</summary>
    public int Groups => _shape % 2 == 0 ? 7 : _shape == 1 ? 200 : 900;

    public int Next(int bound) => _random.Next(bound);

    public Prefix Next()
    {
        if (_used.Count > 0 && _random.Next(3) == 0)
        {
            return _used[_random.Next(_used.Count)];
        }

        uint any = (uint)_random.NextInt64(1L << 32);
        (uint address, int length) = _shape switch
        {
            0 => (any, _random.Next(33)),
            1 => (0x0a00_0000 | (any & 0x1_ffff), _random.Next(16, 33)),
            2 => (0x0a10_0000 | (any & 0xf_ffff), _random.Next(3) == 0 ? 32 : 26),
            3 => (0x0a00_0000 | (any & 0xff_ffff), _random.Next(8, 33)),
            4 => (0xc000_0000 | (any & 0xfff), _random.Next(24, 33)),
            _ => (any & 0xff0f_0fff, _random.Next(10) == 0 ? _random.Next(25, 33) : _random.Next(8, 25)),
        };
        _used.Add(Prefix.Containing(new Ipv4Address(address), length));
        return _used[^1];
    }

    /// <summary>Addresses where a change of the prefix can go wrong, and some that it does not concern.</summary>
    public void Around(Prefix prefix, Span<Ipv4Address> addresses)
    {
        uint first = prefix.Address.Value;
        uint size = (uint)(0xffff_ffffUL >> prefix.Length);
        for (int i = 0; i < addresses.Length; i++)
        {
            addresses[i] = new Ipv4Address(i switch
            {
                0 => first,
                1 => first + size,
                2 => first - 1,
                3 => first + size + 1,
                < 12 => first + (uint)_random.NextInt64(size + 1L),
                < 24 => _used[_random.Next(_used.Count)].Address.Value + (uint)_random.Next(-1, 2),
                _ => (uint)_random.NextInt64(1L << 32),
            });
        }
    }
}
