using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>
/// Tunnel packets from a node that the fast path knows are opened without a question to the table; whatever is not
/// exactly that, or no longer, ends as RFC 1812, RFC 2003, RFC 6040 and Calico's rules have it, on a board with the
/// fast path as on one without.
/// </summary>
public sealed class TunnelShortcutTests
{
    private const string Node = "10.0.0.2";
    private const string Board = "10.0.0.1";
    private const string Workload = "172.16.1.2";

    private static readonly byte[] s_plain = Packets.Ipip(Node, Board, Inner());

    private static readonly Dictionary<string, Action<RouterCore>> s_changes = new()
    {
        ["no node may send"] = static core => core.Tunnel.SetAllowedSources([]),
        ["tunnel down"] = static core => core.Tunnel.Enabled = false,
        ["node is this board"] = static core =>
            core.AddAddress(1, new InterfaceAddress(Ipv4Address.Parse(Node), 32)),
        ["node behind another port"] = static core => core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse(Node + "/32"),
            Protocol = RouteProtocol.Static,
            NextHops = [new NextHop(1, Ipv4Address.Parse("10.0.1.2"), Onlink: true)],
        }),
        ["inner source not by the tunnel"] = static core => core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("172.17.0.9/32"),
            Protocol = RouteProtocol.Static,
            NextHops = [new NextHop(1, Ipv4Address.Parse("10.0.1.2"), Onlink: true)],
        }),
        ["another node address"] = static core => core.Tunnel.NodeAddress = Ipv4Address.Parse("10.0.2.1"),
    };

    private static IEnumerable<TestCaseData> Strangers()
    {
        yield return Case("not a node", Packets.Ipip("10.0.0.9", Board, Inner()), DropReason.IpipSource);
        yield return Case("the node itself", Packets.Ipip(Board, Board, Inner()), DropReason.MartianSource);
        yield return Case("broadcast source", Packets.Ipip("10.0.0.255", Board, Inner()), DropReason.MartianSource);
        yield return Case("loopback source", Packets.Ipip("127.0.0.1", Board, Inner()), DropReason.MartianSource);
        yield return Case("group source", Packets.Ipip("224.0.0.1", Board, Inner()), DropReason.MartianSource);
        yield return Case("zero source", Packets.Ipip("0.0.0.0", Board, Inner()), DropReason.MartianSource);
        yield return Case("class E source", Packets.Ipip("240.1.1.1", Board, Inner()), DropReason.MartianSource);
        yield return Case("link-local source", Packets.Ipip("169.254.3.3", Board, Inner()), DropReason.IpipSource);
        yield return Case("inner source ours",
            Packets.Ipip(Node, Board, Inner("172.16.0.1")), DropReason.MartianSource);
        yield return Case("inner martian", Packets.Ipip(Node, Board, Inner("127.0.0.1")), DropReason.MartianSource);
        yield return Case("inner link-local", Packets.Ipip(Node, Board, Inner("169.254.1.9")), DropReason.LinkLocal);
        yield return Case("back to where it came from",
            Packets.Ipip(Node, Board, Inner(destination: "172.17.0.77")), DropReason.IpipLoop);
        yield return Case("one inside another",
            Packets.Ipip(Node, Board, Packets.Ipip(Node, Board, Inner())), DropReason.IpipNested);
        yield return Case("outer sum wrong", Flip(Packets.Ipip(Node, Board, Inner()), 10), DropReason.Ipv4BadChecksum);
        yield return Case("inner sum wrong", Flip(Packets.Ipip(Node, Board, Inner()), 30), DropReason.Ipv4BadChecksum);
        yield return Case("inner cut off", Packets.Ipip(Node, Board, Inner()[..24]), DropReason.Ipv4BadTotalLength);
        yield return Case("inner header cut off", Packets.Ipip(Node, Board, Inner()[..19]), DropReason.Ipv4Truncated);
        yield return Case("inner TTL spent", Packets.Ipip(Node, Board, Inner(ttl: 1)), DropReason.TtlExceeded);
        yield return Case("congestion that cannot be told", Packets.Ipip(Node, Board, Inner(), tos: 3),
            DropReason.IpipEcn);
        yield return Case("outer TTL of the last hop", Packets.Ipip(Node, Board, Inner(), ttl: 1), DropReason.None);
        yield return Case("another address of the board", Packets.Ipip(Node, "10.0.1.1", Inner()), DropReason.None);
        yield return Case("another node", Packets.Ipip("10.0.0.3", Board, Inner()), DropReason.None);
    }

    [TestCaseSource(nameof(Strangers))]
    public void Beside_what_is_known(byte[] packet, DropReason reason)
    {
        using var pair = new Pair();
        pair.Receive(s_plain, s_plain, packet, s_plain);
        Assert.Multiple(() =>
        {
            Assert.That(pair.Dropped, Is.EqualTo(reason == DropReason.None ? "" : $"{reason} 1"));
            Assert.That(pair.Forwarded, Is.EqualTo(reason == DropReason.None ? 4 : 3));
            Assert.That(pair.Fast, Is.GreaterThanOrEqualTo(3), "the others went the fast way");
        });
    }

    [TestCase("no node may send", RpfMode.Off, RpfMode.Off, DropReason.IpipSource)]
    [TestCase("tunnel down", RpfMode.Off, RpfMode.Off, DropReason.IpipDisabled)]
    [TestCase("node is this board", RpfMode.Off, RpfMode.Off, DropReason.MartianSource)]
    [TestCase("node behind another port", RpfMode.Strict, RpfMode.Off, DropReason.ReversePath)]
    [TestCase("node behind another port", RpfMode.Loose, RpfMode.Off, DropReason.None)]
    [TestCase("node behind another port", RpfMode.Off, RpfMode.Strict, DropReason.None)]
    [TestCase("inner source not by the tunnel", RpfMode.Off, RpfMode.Strict, DropReason.ReversePath)]
    [TestCase("inner source not by the tunnel", RpfMode.Strict, RpfMode.Off, DropReason.None)]
    [TestCase("another node address", RpfMode.Strict, RpfMode.Strict, DropReason.None)]
    public void After_a_change(string change, RpfMode port, RpfMode tunnel, DropReason reason)
    {
        using var pair = new Pair(port, tunnel);
        pair.Receive(s_plain, s_plain);
        Assert.That(pair.Forwarded, Is.EqualTo(2), "before");
        pair.Change(s_changes[change]);
        pair.Receive(s_plain, s_plain, s_plain);
        Assert.Multiple(() =>
        {
            Assert.That(pair.Dropped, Is.EqualTo(reason == DropReason.None ? "" : $"{reason} 3"));
            Assert.That(pair.Forwarded, Is.EqualTo(reason == DropReason.None ? 5 : 2));
        });
    }

    // Nothing is new but the route: the hop is that of the default route, and no packet of the tunnel goes to the node.
    [Test]
    public void A_node_moves_to_a_way_that_others_use()
    {
        using var pair = new Pair(RpfMode.Strict);
        byte[] packet = Packets.Ipip(Node, Board, Inner("8.8.8.8"));
        pair.Receive(packet, packet);
        Assert.That(pair.Fast, Is.Positive);
        pair.Change(static core => TwinBoards.Route(core, Node + "/32", (4, "10.0.2.2")));
        pair.Receive(packet, packet, packet);
        Assert.That(pair.Dropped, Is.EqualTo($"{DropReason.ReversePath} 3"));
    }

    [Test]
    public void No_workload_sends_as_a_node()
    {
        using var pair = new Pair();
        pair.Receive(s_plain, s_plain);
        pair.ReceiveAt(2, s_plain);
        Assert.That(pair.Dropped, Is.EqualTo($"{DropReason.IpipFromWorkload} 1"));
    }

    // RFC 6040 figure 4.
    [TestCase(0, 2, 2)]
    [TestCase(0, 3, 3)]
    [TestCase(1, 2, 1)]
    [TestCase(2, 1, 1)]
    [TestCase(2, 0, 0)]
    [TestCase(3, 1, 3)]
    [TestCase(3, 2, 3)]
    public void Congestion_is_carried(int outer, int inner, int expected)
    {
        using var pair = new Pair();
        pair.Receive(s_plain, Packets.Ipip(Node, Board, Inner(tos: (byte)(0xb8 | inner)), tos: (byte)outer));
        byte[] sent = pair.Last;
        Assert.Multiple(() =>
        {
            Assert.That(sent[EthernetHeader.Size + 1], Is.EqualTo(0xb8 | expected));
            Assert.That(Packets.SlowChecksum(sent.AsSpan(EthernetHeader.Size, 20)), Is.Zero);
            Assert.That(pair.Fast, Is.EqualTo(2));
        });
    }

    private static TestCaseData Case(string name, byte[] packet, DropReason reason) =>
        new TestCaseData(packet, reason).SetArgDisplayNames(name);

    private static byte[] Inner(
        string source = "172.17.0.9", string destination = Workload, byte ttl = 64, byte tos = 0) =>
        Packets.Ip(source, destination, IpProtocol.Udp, Packets.UdpPayload(32), ttl, tos);

    private static byte[] Flip(byte[] packet, int at)
    {
        packet[at] ^= 1;
        return packet;
    }

    /// <summary>A plain and a fast board that know node and workload; both are alike after each batch.</summary>
    private sealed class Pair : IDisposable
    {
        private static readonly Instant s_now = Instant.Zero + Duration.FromSeconds(1);

        private readonly Side[] _sides =
            [new(TwinBoards.Options, fast: false), new(TwinBoards.Options, fast: true)];

        private string _output = "";

        public Pair(RpfMode port = RpfMode.Off, RpfMode tunnel = RpfMode.Off)
        {
            Change(core =>
            {
                TwinBoards.Build(core);
                core.Neighbours.AddStatic(0, Ipv4Address.Parse(Node), Packets.PeerMac, s_now);
                core.Neighbours.AddStatic(2, Ipv4Address.Parse(Workload), Packets.PeerMac, s_now);
                core.Port(0)!.Rpf = port;
                core.Tunnel.Rpf = tunnel;
            });
        }

        public long Fast => _sides[1].Fast;

        public long Forwarded => _sides[1].Core.Counters.Forwarded;

        public string Dropped
        {
            get
            {
                List<string> dropped = [];
                for (int reason = 0; reason < DropReasons.Count; reason++)
                {
                    if (_sides[1].Core.Counters.Dropped((DropReason)reason) is > 0 and var count)
                    {
                        dropped.Add($"{(DropReason)reason} {count}");
                    }
                }

                return string.Join(", ", dropped);
            }
        }

        /// <summary>The last frame to the workload.</summary>
        public byte[] Last
        {
            get
            {
                string[] lines = Array.FindAll(
                    _output.Split('\n'), static line => line.StartsWith("2: ", StringComparison.Ordinal));
                return Convert.FromHexString(lines[^1][3..].Trim());
            }
        }

        public void Change(Action<RouterCore> change) => Array.ForEach(_sides, side => change(side.Core));

        public void Receive(params byte[][] packets) => ReceiveAt(0, packets);

        public void ReceiveAt(int port, params byte[][] packets)
        {
            MacAddress station = _sides[0].Core.Port(port)!.Mac;
            byte[][] frames = Array.ConvertAll(packets, packet =>
                Packets.Ethernet(station, Packets.PeerMac, EtherType.Ipv4, packet));
            foreach (Side side in _sides)
            {
                side.Receive(port, frames, s_now);
                side.Poll(s_now);
            }

            _output = _sides[1].Take(s_now);
            Assert.That(_output, Is.EqualTo(_sides[0].Take(s_now)));
        }

        public void Dispose() => Array.ForEach(_sides, static side => side.Dispose());
    }
}
