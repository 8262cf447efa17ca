using System;
using System.Buffers.Binary;
using Router.Wire;

namespace Router.Bench.Bgp.Feed;

/// <summary>
/// All UPDATEs of one peer, ready to be sent (RFC 4271 §4.3). Made before any time is taken, and by hand: who checks a
/// speaker does not use its code.
/// </summary>
internal sealed class RouteFeed
{
    private const int HeaderSize = 19;
    private const byte Update = 2;
    private const int ShortestPath = 3;
    private const uint FirstFarAs = 100_000;

    private readonly byte[] _octets;
    private int _length;

    /// <param name="table">What is announced.</param>
    /// <param name="asn">Of the peer.</param>
    /// <param name="nextHop">Its address.</param>
    /// <param name="index">Which of the peers it is.</param>
    /// <param name="peers">How many peers announce the same.</param>
    public RouteFeed(RouteTable table, uint asn, uint nextHop, int index, int peers)
    {
        var random = new RandomStream((ulong)index, "bench.bgp.feed");
        _octets = new byte[(table.Groups * 160L) + (table.Prefixes * 4L)];
        for (int group = 0; group < table.Groups; group++)
        {
            bool isBest = peers > 1 && BestPeer(group, peers) == index;
            int hops = isBest ? ShortestPath : ShortestPath + 1 + (int)random.NextBelow(4);
            Write(table, table.GroupStarts[group], table.GroupStarts[group + 1], asn, nextHop, hops, random);
        }
    }

    private RouteFeed(RouteTable table, uint nextHop, int start, int end)
    {
        _octets = new byte[160 + ((end - start) * 4)];
        Write(table, start, end, asn: 0, nextHop, hops: 0, new RandomStream(nextHop, "bench.bgp.pair"));
    }

    /// <summary>An internal peer that has two prefixes of the table.</summary>
    public static RouteFeed Pair(RouteTable table, int index, uint nextHop) =>
        new(table, nextHop, 2 * index, (2 * index) + 2);

    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    public int Updates { get; private set; }

    /// <summary>
    /// Who has the shortest path to a group's prefixes, so that a table is complete only by all feeds.
    /// </summary>
    public static int BestPeer(int group, int peers) => (int)((uint)group * 2_654_435_761U >> 16) % peers;

    // AS 0: an internal peer, whose AS_PATH is empty (RFC 4271 §5.1.2).
    private void Write(
        RouteTable table, int first, int end, uint asn, uint nextHop, int hops, RandomStream random)
    {
        int start = _length;
        _octets.AsSpan(start, 16).Fill(0xff);
        _octets[start + 18] = Update;
        int at = start + HeaderSize + 4;

        // ORIGIN IGP.
        Put(ref at, 0x40, 1, 1, 0);
        Put(ref at, 0x40, 2, (byte)(hops == 0 ? 0 : 2 + (hops * 4)));
        if (hops > 0)
        {
            Put(ref at, 2, (byte)hops);
            Put32(ref at, asn);
            for (int hop = 1; hop < hops; hop++)
            {
                Put32(ref at, FirstFarAs + random.NextBelow(80_000));
            }
        }

        Put(ref at, 0x40, 3, 4);
        Put32(ref at, nextHop);
        if (asn == 0)
        {
            Put(ref at, 0x40, 5, 4);
            Put32(ref at, 100);
        }

        // Half of the sets carry communities, up to eight.
        int communities = Math.Max(0, (int)random.NextBelow(16) - 7);
        if (communities > 0)
        {
            Put(ref at, 0xc0, 8, (byte)(communities * 4));
            for (int i = 0; i < communities; i++)
            {
                Put32(ref at, (random.NextBelow(60_000) << 16) | (uint)i);
            }
        }

        BinaryPrimitives.WriteUInt16BigEndian(
            _octets.AsSpan(start + HeaderSize + 2), (ushort)(at - start - HeaderSize - 4));
        for (int i = first; i < end; i++)
        {
            int slot = table.Order[i];
            Put(ref at, (byte)table.LengthOf(slot));
            uint address = RouteTable.AddressOf(slot);
            Put(ref at, (byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8));
        }

        BinaryPrimitives.WriteUInt16BigEndian(_octets.AsSpan(start + 16), (ushort)(at - start));
        _length = at;
        Updates++;
    }

    private void Put(ref int at, params ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_octets.AsSpan(at));
        at += octets.Length;
    }

    private void Put32(ref int at, uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_octets.AsSpan(at), value);
        at += 4;
    }
}
