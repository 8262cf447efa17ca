using System.Collections.Generic;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Fib.Tables;

/// <summary>
/// The tables boards live in: Calico gives nodes blocks of a /26 out of a pool, here 10.16.0.0/12. A node that ran out
/// of room borrows single addresses from the blocks of others, and a node's own workloads are host routes.
/// </summary>
public static class CalicoTables
{
    private const uint Pool = 0x0a10_0000;
    private const int PoolBlocks = 1 << (26 - 12);

    /// <summary>10,000 blocks, 1,000 borrowed addresses, 110 workloads on this node.</summary>
    public static Table Cluster(ulong seed) => Make("calico", 10_000, 1_000, 110, seed);

    /// <summary>64 routes of the same kinds.</summary>
    public static Table Board(ulong seed) => Make("board", 56, 6, 2, seed);

    private static Table Make(string name, int blocks, int borrowed, int local, ulong seed)
    {
        var random = new RandomStream(seed, name);
        uint[] all = new uint[PoolBlocks];
        for (uint i = 0; i < PoolBlocks; i++)
        {
            all[i] = Pool + (i << 6);
        }

        for (int i = 0; i < blocks; i++)
        {
            int other = i + (int)random.NextBelow((uint)(PoolBlocks - i));
            (all[i], all[other]) = (all[other], all[i]);
        }

        var hosts = new HashSet<uint>();
        while (hosts.Count < borrowed)
        {
            hosts.Add(all[random.NextBelow((uint)blocks)] + random.NextBelow(64));
        }

        // This node's own blocks are the first ones: 64 workloads in each.
        for (int i = 0; hosts.Count < borrowed + local; i++)
        {
            hosts.Add(all[i / 64] + (uint)(i % 64));
        }

        IEnumerable<IpRange> ranges = all.Take(blocks).Select(block => IpRange.Ipv4(block, 26))
            .Concat(hosts.Select(host => IpRange.Ipv4(host, 32)));
        TableEntry[] entries = [.. ranges.Order().Select(range => new TableEntry(range, -1, 0))];
        return new Table(name, V6: false, entries, 0,
            [$"built in: {blocks} random /26 of 10.16.0.0/12, {borrowed} borrowed /32, {local} local /32"]);
    }
}
