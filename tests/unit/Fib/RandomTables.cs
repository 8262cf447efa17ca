using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Fib;

/// <summary>Seeded prefixes of the shapes that tables have.</summary>
internal sealed class RandomTables
{
    private readonly Random _random;

    public RandomTables(int seed) => _random = new Random(seed);

    public int Next(int bound) => _random.Next(bound);

    /// <summary>All lengths, most of them crowded into a few slices so that prefixes nest.</summary>
    public Prefix Crowded()
    {
        uint address = (uint)_random.NextInt64(1L << 32);
        int length = _random.Next(33);
        uint slice = (uint)_random.Next(4) switch
        {
            0 => 0x0a00_0000,
            1 => 0x0a00_0000 | (address & 0x0003_0000),
            2 => 0xc0a8_0000,
            _ => address & 0xffff_0000,
        };
        return Prefix.Containing(new Ipv4Address(slice | (address & 0xffff)), length);
    }

    /// <summary>Few prefixes in a small corner: they come back, and their bounds touch.</summary>
    public Prefix Corner()
    {
        uint address = 0x0a00_0000 | (uint)(_random.Next(4) << 16) | (uint)(_random.Next(4) << 8)
            | (uint)(_random.Next(16) << 4) | (uint)_random.Next(16);
        return Prefix.Containing(new Ipv4Address(address), _random.Next(33));
    }

    /// <summary>A Calico cluster's table: /26 blocks of a /12, borrowed and local /32.</summary>
    public IReadOnlyList<Prefix> Calico(int blocks, int borrowed, int local)
    {
        var prefixes = new List<Prefix>();
        var seen = new HashSet<Prefix>();
        const uint Pool = 0xac10_0000;
        while (prefixes.Count < blocks)
        {
            Add(new Ipv4Address(Pool | (uint)_random.Next(1 << 20)), 26);
        }

        while (prefixes.Count < blocks + borrowed)
        {
            Ipv4Address block = prefixes[_random.Next(blocks)].Address;
            Add(new Ipv4Address(block.Value | (uint)_random.Next(64)), 32);
        }

        uint own = prefixes[0].Address.Value;
        for (uint i = 0; i < local; i++)
        {
            Add(new Ipv4Address(own + i), 32);
        }

        return prefixes;

        void Add(Ipv4Address address, int length)
        {
            Prefix prefix = Prefix.Containing(address, length);
            if (seen.Add(prefix))
            {
                prefixes.Add(prefix);
            }
        }
    }

    /// <summary>The four addresses where a change of the prefix can go wrong first.</summary>
    public static void Bounds(Prefix prefix, Span<Ipv4Address> addresses)
    {
        uint first = prefix.Address.Value;
        uint last = first | (uint)(0xffff_ffffUL >> prefix.Length);
        addresses[0] = new Ipv4Address(first - 1);
        addresses[1] = new Ipv4Address(first);
        addresses[2] = new Ipv4Address(last);
        addresses[3] = new Ipv4Address(last + 1);
    }

    /// <summary>The part of a real table: prefixes in order, each with its origin as a group.</summary>
    public static (Prefix Prefix, int Group)[] Real(int groups) =>
    [
        .. Lines("ipv4-2015-11-part.txt.gz").Select(line => line.Split(' '))
            .Select(fields => (Prefix.Parse(fields[0]), 1 + (Number(fields[1]) % 9973 * 7919 % groups))),
    ];

    /// <summary>The hour of real updates; group 0 withdraws.</summary>
    public static (Prefix Prefix, int Group)[] Updates() =>
    [
        .. Lines("ipv4-updates-2014-12-17.txt.gz").Select(line => line.Split(' '))
            .Select(fields => (Prefix.Parse(fields[1]), fields[0] == "a" ? Number(fields[2]) : 0)),
    ];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static List<string> Lines(string file)
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "data", "fib", file);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
