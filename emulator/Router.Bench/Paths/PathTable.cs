using System.Collections.Generic;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>
/// The routes of one node of a large Calico cluster: 10,000 blocks of a /26 from a pool of a /12, each on one of 128
/// nodes, 1,000 addresses that nodes borrowed from others' blocks, and this node's 110 workloads. Answers by looking at
/// the lists: whoever forwards is checked against it.
/// </summary>
public sealed class PathTable
{
    public const int Nodes = 128;
    public const int Workloads = 110;

    private const int Blocks = 10_000;
    private const int Borrowed = 1_000;
    private const uint Pool = 0x0a10_0000;
    private const int PoolBlocks = 1 << (26 - 12);
    private const int OwnBlocks = 2;

    private readonly Dictionary<uint, int> _blocks = [];
    private readonly Dictionary<uint, int> _hosts = [];

    public PathTable(ulong seed)
    {
        var random = new RandomStream(seed, "path table");
        uint[] all = [.. Enumerable.Range(0, PoolBlocks).Select(static i => Pool + ((uint)i << 6))];
        for (int i = 0; i < Blocks; i++)
        {
            int other = i + (int)random.NextBelow((uint)(PoolBlocks - i));
            (all[i], all[other]) = (all[other], all[i]);
        }

        Own = [.. all.Take(OwnBlocks).Select(static block => new Prefix(new Ipv4Address(block), 26))];
        for (int i = OwnBlocks; i < Blocks; i++)
        {
            _blocks.Add(all[i], (int)random.NextBelow(Nodes));
        }

        while (_hosts.Count < Borrowed)
        {
            uint host = all[OwnBlocks + random.NextBelow(Blocks - OwnBlocks)] + random.NextBelow(64);
            _hosts.TryAdd(host, (int)random.NextBelow(Nodes));
        }

        Local = [.. Enumerable.Range(0, Workloads).Select(i => new Ipv4Address(all[i % OwnBlocks] + (uint)(i / 2)))];
    }

    /// <summary>This node's own blocks: what none of its workloads has is dropped.</summary>
    public IReadOnlyList<Prefix> Own { get; }

    /// <summary>The addresses of this node's workloads, by number.</summary>
    public IReadOnlyList<Ipv4Address> Local { get; }

    /// <summary>Blocks and borrowed addresses with the number of the node that has them.</summary>
    public IEnumerable<(Prefix Prefix, int Node)> Remote =>
        _blocks.Select(static block => (new Prefix(new Ipv4Address(block.Key), 26), block.Value))
            .Concat(_hosts.Select(static host => (Prefix.Host(new Ipv4Address(host.Key)), host.Value)))
            .OrderBy(static route => route.Item1);

    /// <summary>The node that has an address of another one; the longest prefix counts.</summary>
    public int NodeOf(Ipv4Address address) =>
        _hosts.TryGetValue(address.Value, out int node) ? node : _blocks[address.Value & ~63u];

    public static Ipv4Address NodeAddress(int node) => new(0x0a01_0100 + (uint)node);

    public static MacAddress NodeMac(int node) => new(0x0201_0000_0000 + (ulong)node);

    public static MacAddress WorkloadMac(int workload) => new(0x0202_0000_0000 + (ulong)workload);
}
