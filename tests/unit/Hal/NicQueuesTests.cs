using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>One interface in several NICs: each flow comes to one of them, and each frame to exactly one.</summary>
public sealed class NicQueuesTests
{
    private const int Flows = 64;
    private const int Rounds = 4;

    [Test]
    public void Packet_sockets_share_an_interface_by_flow() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        IReadOnlyList<IFramePool> pools = [new FramePool(512), new FramePool(512)];
        Check(NicQueues.OpenPacket("near0", pools), pools);
    });

    [Test]
    public void Packet_sockets_share_what_is_in_a_tunnel_by_the_flows_inside() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        IReadOnlyList<IFramePool> pools = [new FramePool(512), new FramePool(512)];
        Check(NicQueues.OpenPacket("near0", pools), pools, Tunnelled);
    });

    [Test]
    public void Xdp_sockets_take_a_queue_each() => PrivateNetwork.Run(() =>
    {
        MakeTwoQueues();
        using var first = new NativeFramePool(1024);
        using var second = new NativeFramePool(1024);
        Check(NicQueues.OpenXdp("near0", [new XdpMemory(first), new XdpMemory(second)]),
            new List<IFramePool> { first, second });
        Assert.That(first.Available, Is.EqualTo(1024));
        Assert.That(second.Available, Is.EqualTo(1024));
        Assert.That(PrivateNetwork.Execute("ip", "link show dev near0"), Does.Not.Contain("xdp"));
    });

    [Test]
    public void A_bundle_has_the_frames_of_all_queues() => PrivateNetwork.Run(() =>
    {
        MakeTwoQueues();
        using var pool = new NativeFramePool(1024);
        var farPool = new FramePool(8);
        using (INic nic = XdpBundle.Open("near0", new XdpMemory(pool)))
        using (var far = new PacketNic("far0", farPool))
        using (var loop = new PollLoop(new MonotonicClock()))
        {
            Assert.That(((XdpBundle)nic).Queues, Has.Count.EqualTo(2));
            loop.Watch(nic.ReadinessDescriptor, PollEvents.Readable);
            var sender = new NicFarEnd(far, farPool, "far0");
            var owner = new Dictionary<int, int>();
            for (int flow = 0; flow < Flows; flow++)
            {
                sender.Send(Make(flow));
                Assert.That(loop.Wait(new MonotonicClock().Now + Duration.FromSeconds(1), new Ready[1]), Is.EqualTo(1));
                Assert.That(Take(nic, pool, 0, owner), Is.EqualTo(1));
            }

            Assert.That(owner, Has.Count.EqualTo(Flows));
            Assert.That(((XdpBundle)nic).Queues.Select(queue => queue.Counters.Received), Has.None.Zero);
            Assert.That(pool.Available + nic.SlotsHeld, Is.EqualTo(1024));
            pool.TryRent(out Frame frame);
            frame.Length = 100;
            Assert.That(nic.Transmit([frame]), Is.EqualTo(1));
            Assert.That(sender.Receive(), Has.Length.EqualTo(100));
        }

        Assert.That(pool.Available, Is.EqualTo(1024));
    });

    [Test]
    public void Too_few_workers_are_refused_with_the_remedy() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        using var pool = new NativeFramePool(16);
        var memory = new XdpMemory(pool);
        Assert.That(Assert.Throws<NicException>(() => NicQueues.OpenXdp("near0", [memory, memory]))!.Message,
            Does.Contain("1 queues").And.Contain("ethtool -L near0"));
    });

    private static void Check(
        IReadOnlyList<INic> queues, IReadOnlyList<IFramePool> pools, Func<int, byte[]>? make = null)
    {
        make ??= Make;
        var farPool = new FramePool(8);
        using (var far = new PacketNic("far0", farPool))
        {
            var sender = new NicFarEnd(far, farPool, "far0");
            var owner = new Dictionary<int, int>();
            int count = 0;
            for (int round = 0; round < Rounds; round++)
            {
                if (round == 1)
                {
                    // The kernel may draw the key of its flow hash with the first frames after it was booted.
                    owner.Clear();
                }

                for (int flow = 0; flow < Flows; flow++)
                {
                    sender.Send(make(flow));
                }

                long deadline = Environment.TickCount64 + 1000;
                while (count < Flows * (round + 1) && Environment.TickCount64 < deadline)
                {
                    for (int q = 0; q < queues.Count; q++)
                    {
                        count += Take(queues[q], pools[q], q, owner);
                    }

                    Thread.Sleep(1);
                }
            }

            Assert.That(count, Is.EqualTo(Flows * Rounds), "each frame came once");
            Assert.That(owner, Has.Count.EqualTo(Flows));
            Assert.That(owner.Values.Distinct().Count(), Is.EqualTo(2), "both queues have work");
        }

        foreach (INic queue in queues)
        {
            queue.Dispose();
        }
    }

    private static int Take(INic nic, IFramePool pool, int queue, Dictionary<int, int> owner)
    {
        var frames = new Frame[64];
        int mine = 0;
        int got = nic.Receive(frames);
        for (int i = 0; i < got; i++)
        {
            Span<byte> octets = pool.Octets(frames[i]);
            if (BigEndian.ReadUInt16(octets, 12) == 0x0800)
            {
                int inner = octets[23] == IpProtocol.Ipip ? Ipv4Header.Size : 0;
                int flow = BigEndian.ReadUInt16(octets, inner + 34) - 10_000;
                _ = owner.TryAdd(flow, queue);
                Assert.That(owner[flow], Is.EqualTo(queue), $"flow {flow} changed its queue");
                mine++;
            }

            pool.Return(frames[i]);
        }

        return mine;
    }

    private static void MakeTwoQueues()
    {
        const string Two = "numrxqueues 2 numtxqueues 2";
        PrivateNetwork.Ip($"link add near0 {Two} type veth peer name far0 {Two}");
        PrivateNetwork.Ip("link set near0 up");
        PrivateNetwork.Ip("link set far0 up");
    }

    private static byte[] Make(int flow)
    {
        byte[] frame = Packets.Make(Packets.Udp, Packets.Payload(100), (ushort)flow);
        BigEndian.WriteUInt16(frame, 34, 10_000 + flow);
        BigEndian.WriteUInt16(frame, 24, InternetChecksum.Of(frame, 14, 20));
        return frame;
    }

    // RFC 2003: all flows between two nodes have one outer header.
    private static byte[] Tunnelled(int flow)
    {
        byte[] inner = Make(flow);
        byte[] frame = new byte[inner.Length + Ipv4Header.Size];
        inner.AsSpan(0, 34).CopyTo(frame);
        inner.AsSpan(14).CopyTo(frame.AsSpan(34));
        BigEndian.WriteUInt16(frame, 16, (ushort)(frame.Length - 14));
        frame[23] = IpProtocol.Ipip;
        BigEndian.WriteUInt16(frame, 24, 0);
        BigEndian.WriteUInt16(frame, 24, InternetChecksum.Of(frame, 14, 20));
        return frame;
    }
}
