using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>
/// Workers on threads of their own, while the core's thread changes the routes under them: every frame is counted once,
/// flows keep their order on each worker, and nothing leaves by a next hop that is not of its prefix, though numbers of
/// groups and memory of the table are used again all the time.
/// </summary>
public sealed class WorkerTests
{
    [Test]
    public void Routes_change_under_running_workers()
    {
        const int Batches = 20_000;
        using var board = new WorkerBoard();
        using var first = new WorkerLoad(board, 1);
        using var second = new WorkerLoad(board, 2);
        WorkerLoad[] loads = [first, second];
        var random = new RandomStream(9, "churn");
        Task running = Task.WhenAll(loads.Select(load => Task.Run(() => load.Run(Batches, board.Now))));
        int changes = 0;
        while (!running.IsCompleted)
        {
            for (int i = 0; i < 8; i++, changes++)
            {
                int prefix = (int)random.NextBelow(WorkerBoard.Prefixes);
                if (random.NextBelow(8) == 0)
                {
                    board.Unroute(prefix);
                }
                else
                {
                    board.Route(prefix, (int)random.NextBelow(WorkerBoard.Gateways));
                }
            }

            board.Round();
        }

        running.Wait();
        board.Round();
        CoreCounters counters = board.Core.Counters;
        TestContext.Out.WriteLine($"{changes} changes, {loads.Sum(load => load.Forwarded)} of " +
            $"{loads.Sum(load => load.Offered)} forwarded by workers, {counters.Dropped(DropReason.NoRoute)} without " +
            $"a route, {counters.Dropped(DropReason.NoFrame)} overran");
        Assert.Multiple(() =>
        {
            Assert.That(loads.Select(load => load.Fault), Is.All.Null);
            Assert.That(loads.Select(load => load.PoolIsWhole), Is.All.True);
            Assert.That(counters.Received, Is.EqualTo(loads.Sum(load => load.Offered)));
            Assert.That(board.Core.Port(0)!.Counters.Received, Is.EqualTo(counters.Received));
            Assert.That(counters.Forwarded + counters.DroppedTotal, Is.EqualTo(counters.Received));
            Assert.That(board.Core.Port(1)!.Counters.Transmitted, Is.GreaterThanOrEqualTo(counters.Forwarded));

            // How many is the scheduler's choice: while it lets the core's thread wait, workers know few routes.
            Assert.That(loads.Sum(load => load.Forwarded), Is.GreaterThan(1000));
            Assert.That(changes, Is.GreaterThan(100));
        });
        board.AssertWhole();
    }

    [Test]
    public void After_a_round_workers_follow_the_new_route()
    {
        using var board = new WorkerBoard();
        using var load = new WorkerLoad(board, 1);
        load.Run(20, board.Now);
        for (int i = 1; i < 12; i++)
        {
            board.Round();
            for (int prefix = 0; prefix < WorkerBoard.Prefixes; prefix++)
            {
                board.Route(prefix, i % WorkerBoard.Gateways);
            }

            // The first round shows the change, and what it meets unknown it learns; from then on all is known.
            board.Round();
            load.Run(2, board.Now);
            board.Round();
            Array.Clear(load.Left);
            load.Run(20, board.Now);
            Assert.That(load.Left, Is.All.EqualTo(1 << (i % WorkerBoard.Gateways)));
        }

        Assert.That(load.Fault, Is.Null);
        board.Round();
        Assert.That(board.Core.Counters.Received, Is.EqualTo(load.Offered));
        Assert.That(load.Forwarded, Is.GreaterThan(load.Offered / 2));
        board.AssertWhole();
    }

    [Test]
    public void While_the_core_wants_to_see_all_frames_it_gets_them()
    {
        using var board = new WorkerBoard();
        using var load = new WorkerLoad(board, 1);
        load.Run(4, board.Now);
        board.Round();
        load.Run(4, board.Now);
        long before = load.Forwarded;
        Assert.That(before, Is.Positive);
        board.Workers.Settle(slow: true, board.Now);
        load.Run(4, board.Now);
        Assert.That(load.Forwarded, Is.EqualTo(before));
        board.AssertWhole();
    }

    [Test]
    public void What_finds_no_room_on_the_way_to_the_core_is_counted()
    {
        using var board = new WorkerBoard();
        using var load = new WorkerLoad(board, 1);
        board.Workers.Settle(slow: true, board.Now);

        // A mebibyte of way holds some ten thousand of these.
        load.Run(400, board.Now);
        board.Workers.Collect();
        CoreCounters counters = board.Core.Counters;
        Assert.That(counters.Dropped(DropReason.NoFrame), Is.Positive);
        Assert.That(counters.Received, Is.EqualTo(counters.Dropped(DropReason.NoFrame)), "the rest is on its way");
        Assert.That(board.Core.Port(0)!.Counters.Dropped, Is.EqualTo(counters.DroppedTotal));
        board.Round();
        Assert.That(counters.Received, Is.EqualTo(load.Offered));
        board.AssertWhole();
    }

    [Test]
    public void What_the_board_sends_by_a_worker_leaves_in_order_until_there_is_no_room()
    {
        using var board = new WorkerBoard();
        using var pool = new NativeFramePool(64);
        WorkerForwarder worker = board.Workers.Add(pool);
        var random = new RandomStream(3, "lengths");
        byte[] sent = new byte[1514];
        int next = 0;
        int came = 0;
        for (int turn = 0; turn < 20; turn++)
        {
            // Longer than what is fetched at once, and around the end of the ring every other time.
            bool room = true;
            for (int i = 0; i < 3000 && room; i++)
            {
                sent.AsSpan().Fill((byte)next);
                room = worker.TrySend(next % 2, sent.AsSpan(0, 60 + (int)random.NextBelow(1455)));
                next += room ? 1 : 0;
            }

            Assert.That(room, Is.False, "a mebibyte holds fewer than 3000 of these");
            for (bool more = true; more;)
            {
                more = worker.Fetch(32);
                int before = came;
                var frames = new List<(byte Number, int Port)>();
                foreach (int port in worker.Busy)
                {
                    foreach (Frame frame in worker.Output(port))
                    {
                        Span<byte> octets = pool.Octets(frame);
                        Assert.That(octets.IndexOfAnyExcept(octets[0]), Is.Negative, "whole");
                        frames.Add((octets[0], port));
                    }
                }

                Assert.That(frames.Count, Is.EqualTo(32).Or.EqualTo(next - came));
                foreach (int port in (int[])[0, 1])
                {
                    Assert.That(frames.Where(frame => frame.Port == port).Select(frame => frame.Number), Is.EqualTo(
                        Enumerable.Range(came, frames.Count).Where(i => i % 2 == port).Select(i => (byte)i)));
                }

                came += frames.Count;
                WorkerBoard.ReturnOutput(worker, pool);
                Assert.That(came, Is.GreaterThan(before));
            }

            Assert.That(came, Is.EqualTo(next));
        }

        // Who fetches has counted it; who sends has too.
        board.Workers.Collect();
        Assert.That(board.Core.Counters.Received + board.Core.Port(1)!.Counters.Transmitted, Is.Zero);
        Assert.That(pool.Available, Is.EqualTo(64));
        board.AssertWhole();
    }

    [Test]
    public void What_finds_no_frame_of_the_workers_waits_for_one()
    {
        using var board = new WorkerBoard();
        using var pool = new NativeFramePool(2);
        WorkerForwarder worker = board.Workers.Add(pool);
        for (byte i = 0; i < 3; i++)
        {
            Assert.That(worker.TrySend(0, [i, i]), Is.True);
        }

        Assert.That(worker.Fetch(32), Is.True);
        Assert.That(worker.Output(0).Length, Is.EqualTo(2));
        WorkerBoard.ReturnOutput(worker, pool);
        Assert.That(worker.Fetch(32), Is.False);
        Assert.That(pool.Octets(worker.Output(0)[0]).ToArray(), Is.EqualTo(new byte[] { 2, 2 }));
        WorkerBoard.ReturnOutput(worker, pool);
        board.AssertWhole();
    }

    [Test]
    public void Ports_made_anew_a_thousand_times_go_the_slow_way()
    {
        using var board = new WorkerBoard();
        using var load = new WorkerLoad(board, 1);

        // As reloads that change an MTU do: indexes are never used again.
        for (int i = 0; i < BoardFacts.MostPorts; i++)
        {
            board.Core.RemovePort(1 + i, board.Now);
            board.Core.AddPort(CoreHarness.PortAt("eth1", CoreHarness.Mac1, "10.0.1.1"));
        }

        int port = BoardFacts.MostPorts + 1;
        Ipv4Address gateway = Ipv4Address.Parse("10.0.1.200");
        board.Core.Neighbours.AddStatic(port, gateway, WorkerBoard.MacOf(0, 0), board.Now);
        board.Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("172.16.0.0/16"),
            Protocol = RouteProtocol.Static,
            NextHops = [new(port, gateway)],
        });
        for (int prefix = 0; prefix < WorkerBoard.Prefixes; prefix++)
        {
            board.Unroute(prefix);
        }

        for (int i = 0; i < 3; i++)
        {
            board.Round();
            load.Run(1, board.Now);
        }

        board.Round();
        Assert.That(load.Forwarded, Is.Zero);
        Assert.That(board.Core.Counters.Forwarded, Is.EqualTo(load.Offered));
        Assert.That(board.Core.Port(port)!.Counters.Transmitted, Is.EqualTo(load.Offered));
        board.AssertWhole();
    }

    [Test]
    public void An_error_about_a_workers_outer_packet_is_believed()
    {
        // RFC 5927 §4: only who saw the packet knows an identification that was used lately.
        using var board = new WorkerBoard();
        board.Core.Tunnel.Enabled = true;
        board.Core.Tunnel.NodeAddress = Ipv4Address.Parse("10.0.0.1");
        board.Core.Tunnel.SetAllowedSources([Prefix.Parse("10.0.1.0/24")]);
        board.Core.Routes.Add(new Route
        {
            Prefix = Prefix.Parse("172.30.0.0/16"),
            NextHops = [new NextHop(NextHop.Tunnel, new Ipv4Address(0x0a00_0110), Onlink: true)],
        });
        using var pool = new NativeFramePool(16);
        WorkerForwarder worker = board.Workers.Add(pool);
        byte[] packet = Packets.Ethernet(MacAddress.Parse(CoreHarness.Mac0), Packets.PeerMac, EtherType.Ipv4,
            Packets.Udp("10.0.0.9", "172.30.1.1", 1000, df: true));
        byte[] outer = [];
        for (int i = 0; i < 2; i++)
        {
            board.Round();
            pool.TryRent(out Frame frame);
            frame.Length = packet.Length;
            packet.CopyTo(pool.Octets(frame));
            worker.Begin();
            worker.Process(0, [frame], board.Now);
            worker.Rest();
            outer = worker.Output(1).Length == 1 ? pool.Octets(worker.Output(1)[0])[14..].ToArray() : [];
            WorkerBoard.ReturnOutput(worker, pool);
        }

        Assert.That(outer, Has.Length.EqualTo(packet.Length - 14 + 20), "the second one takes the fast way");
        byte[] error = Packets.Ip("10.0.1.16", "10.0.0.1", 1, Packets.Icmp(3, 4, 900, outer[..48]));
        Assert.That(board.Core.PathMtu(Ipv4Address.Parse("172.30.1.1"), board.Now), Is.EqualTo(1480));
        board.Receive(1, error);
        Assert.That(board.Core.PathMtu(Ipv4Address.Parse("172.30.1.1"), board.Now), Is.EqualTo(880));
        board.AssertWhole();
    }
}
