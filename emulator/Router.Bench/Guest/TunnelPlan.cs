using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Bench.Nic;
using Router.Bench.Traffic;
using Router.Wire;

namespace Router.Bench.Guest;

/// <summary>
/// A node with one neighbour node, whose blocks lie behind the tunnel, and stations that are reached without one.
/// </summary>
internal static class TunnelPlan
{
    /// <summary>The other node: the far end of the tunnel, at the sink's end of the second cable.</summary>
    public const string Peer = TestNetwork.NextHop;

    public const string Pool = "198.19.0.0/20";

    /// <summary>Flows in random order.</summary>
    public const int Flows = 1024;

    private const int Blocks = 64;
    private const int BlockSize = 64;

    private static readonly Prefix s_pool = Prefix.Parse(Pool);
    private static readonly Prefix s_stations = Prefix.Parse(TestNetwork.Sources);

    /// <summary>The neighbour's blocks, a /26 each as Calico cuts them.</summary>
    public static IEnumerable<string> RemoteBlocks =>
        from block in Enumerable.Range(0, Blocks)
        let address = new Ipv4Address(s_pool.Address.Value + (uint)(block * BlockSize))
        select string.Create(CultureInfo.InvariantCulture, $"{address}/26");

    /// <summary>
    /// The board's Calico resources. Felix of v3.33 writes tunnel routes from the blocks, without BGP.
    /// </summary>
    public static string Cluster =>
        $"""
        apiVersion: projectcalico.org/v3
        kind: BGPConfiguration
        metadata:
          name: default
        spec:
          nodeToNodeMeshEnabled: false
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata:
          name: pool
        spec:
          cidr: {Pool}
          blockSize: 26
          ipipMode: Always
          vxlanMode: Never
        ---
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata:
          name: bench
        spec:
          bgp:
            ipv4Address: {TestNetwork.OutAddress}/24
        ---
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata:
          name: peer
        spec:
          bgp:
            ipv4Address: {Peer}/24

        """ + string.Concat(RemoteBlocks.Select(static (block, i) =>
        $"""
        ---
        apiVersion: projectcalico.org/v3
        kind: BlockAffinity
        metadata:
          name: peer-{i}
        spec:
          cidr: {block}
          node: peer
          state: confirmed
          deleted: "false"

        """));

    /// <summary>The same for a kernel, as a script.</summary>
    public static string KernelScript =>
        $"""
        ip link set tunl0 mtu 1480 up
        ip addr add {TestNetwork.InAddress}/24 dev {TestNetwork.In}
        ip addr add {TestNetwork.OutAddress}/24 dev {TestNetwork.Out}
        ip neigh add {TestNetwork.SourceGateway} lladdr {TestNetwork.NextHopMac} dev {TestNetwork.In} nud permanent
        ip neigh add {Peer} lladdr {TestNetwork.NextHopMac} dev {TestNetwork.Out} nud permanent
        ip route add {TestNetwork.Sources} via {TestNetwork.SourceGateway}

        """ + string.Concat(RemoteBlocks.Select(static block => $"ip route add {block} via {Peer} dev tunl0 onlink\n"))
        + """
        for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done
        echo 1 > /proc/sys/net/ipv4/ip_forward
        """;

    /// <summary>Where frames of a way go in and come out: the outer ends of the two cables.</summary>
    public static (string Sender, string Sink) Ends(TunnelWay way) => way == TunnelWay.Encapsulate
        ? (TestNetwork.Sender, TestNetwork.Sink)
        : (TestNetwork.Sink, TestNetwork.Sender);

    /// <summary>What is sent.</summary>
    public static TrafficOptions Traffic(GuestCase one) => one.Way == TunnelWay.Encapsulate
        ? new TrafficOptions
        {
            DestinationMac = TestNetwork.RouterMac,
            Sources = s_stations,
            Destinations = [s_pool],
            Flows = Flows,
            FrameSize = one.Size,
        }
        : new TrafficOptions
        {
            DestinationMac = TestNetwork.RouterOutMac,
            Sources = s_pool,
            Destinations = [s_stations],
            Flows = Flows,
            FrameSize = one.Size + Ipip.Overhead,
            Tunnel = (Ipv4Address.Parse(Peer), Ipv4Address.Parse(TestNetwork.OutAddress)),
        };

    /// <summary>What a router makes of it (RFC 2003 §3: one hop less, DF and TTL copied, as Linux does).</summary>
    public static RouterOutput Output(TunnelWay way, TrafficOptions sent) => way == TunnelWay.Encapsulate
        ? new RouterOutput(TestNetwork.RouterOutMac, TestNetwork.NextHopMac, (byte)(sent.Ttl - 1),
            (Ipv4Address.Parse(TestNetwork.OutAddress), Ipv4Address.Parse(Peer)))
        : new RouterOutput(TestNetwork.RouterMac, TestNetwork.NextHopMac, (byte)(sent.Ttl - 1), null);
}
