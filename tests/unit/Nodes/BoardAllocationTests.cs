using System;
using NUnit.Framework;
using Router.Core;
using Router.Lab.Engine;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Node;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>
/// The whole board, not only its core, allocates nothing per packet: Receive and Poll with TCP, BGP and jobs.
/// </summary>
public sealed class BoardAllocationTests
{
    private const int Rounds = 20_000;
    private const int Warm = 500;

    [Test]
    public void Encapsulated() => AssertNothingAllocated(
        1, Packets.Echo("172.165.231.156", "172.173.55.45"), counters => counters.Encapsulated);

    [Test]
    public void Decapsulated() => AssertNothingAllocated(
        0,
        Packets.Ipip("192.168.101.201", "192.168.101.202", Packets.Echo("172.173.55.45", "172.165.231.156")),
        counters => counters.Decapsulated);

    [Test]
    public void Forwarded() => AssertNothingAllocated(
        1, Packets.Udp("172.165.231.156", "192.168.101.201"), counters => counters.Forwarded);

    [Test]
    public void Dropped() => AssertNothingAllocated(
        0, Packets.Udp("192.168.101.201", "172.165.231.180"), counters => counters.Dropped(DropReason.Blackhole));

    [Test]
    public void Answered() => AssertNothingAllocated(
        0, Packets.Echo("192.168.101.201", "192.168.101.202"), counters => counters.EchoReplies);

    private static void AssertNothingAllocated(int port, byte[] packet, Func<CoreCounters, long> count)
    {
        var pool = new FramePool(64);
        Instant now = Instant.Zero + Duration.FromSeconds(1);
        Board board = Node02(pool, now);
        var sink = new Sink(pool);
        board.Poll(now, sink);
        byte[] frame = Packets.Ethernet(board.Host.Core.Port(port)!.Mac, Packets.PeerMac, EtherType.Ipv4, packet);
        long before = 0;
        for (int i = 0; i < Warm + Rounds; i++)
        {
            before = i == Warm ? GC.GetAllocatedBytesForCurrentThread() : before;
            pool.TryRent(out Frame rented);
            rented.Length = frame.Length;
            frame.CopyTo(pool.Octets(rented));
            board.Receive(port, rented, now);
            board.Poll(now, sink);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(count(board.Host.Core.Counters), Is.GreaterThanOrEqualTo(Rounds),
            "the packets went where they should");
        Assert.That(board.Host.Core.Counters.IsConserved());
        Assert.That(pool.Available, Is.EqualTo(pool.Capacity));
    }

    // The walk-through's node02, with its neighbours known and the route that BGP would bring.
    private static Board Node02(FramePool pool, Instant now)
    {
        LabConfiguration configuration = TestLab.Configure(TestLab.Shipped());
        LabNode node = configuration.File.FindNode("node02")!;
        var host = (LabBoard)new LabNodeFactory(configuration).CreateNode(configuration.File, node, pool, 1, now);
        RouterCore core = host.Board.Host.Core;
        host.Board.SetLink(0, true, now);
        host.Board.SetLink(1, true, now);
        Ipv4Address node01 = Ipv4Address.Parse("192.168.101.201");
        core.Neighbours.AddStatic(0, node01, Packets.PeerMac, now);
        core.Neighbours.AddStatic(1, Ipv4Address.Parse("172.165.231.156"), Packets.PeerMac, now);
        core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("172.173.55.0/26"),
            Protocol = RouteProtocol.Bird,
            NextHops = [new NextHop(NextHop.Tunnel, node01, Onlink: true)],
        });
        return host.Board;
    }

    private sealed class Sink(FramePool pool) : INodeSink
    {
        public void Transmit(int port, Frame frame) => pool.Return(frame);

        public void Log(in LogEntry entry)
        {
        }
    }
}
