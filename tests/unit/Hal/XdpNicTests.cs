using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>
/// AF_XDP on one end of a veth pair; a packet socket holds the other. It takes root of the machine itself: in a user
/// namespace (`unshare -Urnm`) the kernel allows no BPF, and these tests fail with the remedy.
/// </summary>
[TestFixture(XdpMode.Auto)]
[TestFixture(XdpMode.Copy)]
public sealed class XdpNicTests(XdpMode mode) : KernelNicContract
{
    private XdpOptions Options => new() { Mode = mode, Pass = XdpPass.Nothing, FillSlots = Slots };

    private protected override void WithPair(Action<NicPair> body) => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        using var pool = new NativeFramePool(2 * Slots);
        var farPool = new FramePool(Slots);
        using var far = new PacketNic("far0", farPool);
        using (XdpNic nic = XdpNic.Open("near0", new XdpMemory(pool), Options))
        {
            Assert.That(nic.IsNative, Is.True, "veth runs XDP in its driver");
            body(new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") });
        }

        Assert.That(pool.Available, Is.EqualTo(2 * Slots), "a closed NIC holds nothing");
    });

    // The veth counts as dropped what its program's socket had no room for.
    private protected override long LostOnTheWay(NicPair pair) =>
        base.LostOnTheWay(pair) - pair.Nic.Counters.ReceiveOverruns;

    [Test]
    public override void An_empty_pool_leaves_frames_in_the_device() => WithPair(pair =>
    {
        // The device has slots already: it goes on until those are used up, and the kernel counts the rest.
        var held = new List<Frame>();
        while (pair.Pool.TryRent(out Frame frame))
        {
            held.Add(frame);
        }

        int slots = pair.Nic.SlotsHeld;
        for (int i = 0; i < slots + 5; i++)
        {
            pair.Far.Send(Make(200, i));
        }

        var frames = new Frame[Slots];
        int got = 0;
        Assert.That(() => got += pair.Nic.Receive(frames.AsSpan(got)), Is.EqualTo(slots).After(1000, 5));
        Assert.That(pair.Nic.Receive(frames.AsSpan(got)), Is.Zero);
        Assert.That(pair.Nic.Counters.ReceiveOverruns, Is.EqualTo(5));
        for (int i = 0; i < got; i++)
        {
            Assert.That(pair.Pool.Octets(frames[i]).ToArray(), Is.EqualTo(Make(200, i)));
            pair.Pool.Return(frames[i]);
        }

        held.ForEach(frame => pair.Pool.Return(frame));
        _ = pair.Nic.Receive(frames);
        pair.Far.Send(Make(201, 1));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(201, 1) }), "it goes on when there are slots again");
    });

    [Test]
    public void A_frame_passes_from_one_NIC_to_another_in_its_slot() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        PrivateNetwork.Ip("link add near1 type veth peer name far1");
        PrivateNetwork.Ip("link set far1 up");
        using var pool = new NativeFramePool(4 * Slots);
        var farPool = new FramePool(Slots);
        var memory = new XdpMemory(pool);
        using var far0 = new PacketNic("far0", farPool);
        using var far1 = new PacketNic("far1", farPool);
        using (XdpNic left = XdpNic.Open("near0", memory, Options with { Pass = XdpPass.Default }))
        using (XdpNic right = XdpNic.Open("near1", memory, Options))
        {
            var sender = new NicFarEnd(far0, farPool, "far0");
            var receiver = new NicFarEnd(far1, farPool, "far1");
            var frames = new Frame[4];
            for (int i = 0; i < 1000; i++)
            {
                byte[] octets = Make(60 + i, i);
                sender.Send(octets);
                Assert.That(() => left.Receive(frames), Is.EqualTo(1).After(1000, 1), "only IPv6 is not ours");
                Assert.That(right.Transmit(frames.AsSpan(0, 1)), Is.EqualTo(1));
                Assert.That(receiver.Receive(), Is.EqualTo(octets));
                Assert.That(pool.Available + left.SlotsHeld + right.SlotsHeld, Is.EqualTo(pool.Capacity));
            }

            // Both directions of one NIC at a time do not mix: what the first received the second sent.
            Assert.That(left.Counters.Received, Is.EqualTo(right.Counters.Transmitted));
        }

        Assert.That(pool.Available, Is.EqualTo(pool.Capacity));
    });

    [Test]
    public void What_is_the_kernels_passes_and_what_is_ours_does_not() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        using var pool = new NativeFramePool(2 * Slots);
        var farPool = new FramePool(Slots);
        using var far = new PacketNic("far0", farPool);
        var pass = new XdpPass { EtherTypes = [XdpPass.Ipv6, 0x88cc], TcpPorts = [22, 179] };
        using XdpNic nic = XdpNic.Open("near0", new XdpMemory(pool), Options with { Pass = pass });

        // A packet socket beside the program sees what comes out of it.
        var kernelPool = new FramePool(Slots);
        using var kernel = new PacketNic("near0", kernelPool);
        var ours = new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") };
        var theirs = new NicPair { Nic = kernel, Pool = kernelPool, Far = ours.Far };
        (byte[] Frame, bool Passes)[] cases =
        [
            (Typed(0x88cc), true),
            (Typed(0x0806), false),
            (Typed(0x88b5), false),
            (Typed(0x0800), false), // random octets
            (Tcp(22), true),
            (Tcp(179), true),
            (Tcp(2222), false),
            (Tcp(22, fragment: 100), false),
            (Tcp(22, protocol: 17), false),
            (Tcp(22, words: 15), true),
            (Tcp(22)[..36], false),
            (Make(14, 1), false),
        ];
        foreach ((byte[] frame, bool passes) in cases)
        {
            ours.Far.Send(frame);
            Assert.That(Collect(passes ? theirs : ours, 1), Is.EqualTo(new[] { frame }));
        }

        Assert.That(nic.Counters.Received, Is.EqualTo(System.Linq.Enumerable.Count(cases, c => !c.Passes)));
    });

    [Test]
    public void An_empty_queue_of_the_program_leaves_no_trace() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        using var pool = new NativeFramePool(2 * Slots);
        XdpNic.Open("near0", new XdpMemory(pool), Options).Dispose();
        Assert.That(PrivateNetwork.Execute("ip", "link show dev near0"), Does.Not.Contain("xdp"));
        using XdpNic again = XdpNic.Open("near0", new XdpMemory(pool), Options);
        Assert.That(PrivateNetwork.Execute("ip", "link show dev near0"), Does.Contain("xdp"));
    });

    [Test]
    public void What_cannot_be_opened_says_why_and_what_to_do() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        using var pool = new NativeFramePool(2 * Slots);
        var memory = new XdpMemory(pool);
        Refused("eth7", "no such interface", "near0");
        using (XdpNic.Open("near0", memory, Options))
        {
            Refused("near0", "another XDP program", "ip link set dev near0 xdp off");
        }

        PrivateNetwork.Ip("link set near0 mtu 1775");
        Refused("near0", "MTU of 1775", "1774", "ip link set near0 mtu");
        PrivateNetwork.Ip("link set near0 mtu 1774");
        XdpNic.Open("near0", memory, Options).Dispose();
        PrivateNetwork.Ip("addr add 192.0.2.1/24 dev near0");
        Refused("near0", "192.0.2.1/24", "ip addr flush dev near0");
        PrivateNetwork.Ip("link add many numrxqueues 2 type veth peer name few numtxqueues 2");
        Refused("many", "2 queues", "ethtool -L many");
        Assert.That(Assert.Throws<NicException>(() => new XdpMemory(new NativeFramePool(4, 8192)))!.Message,
            Does.Contain("2048 or 4096"));
        Assert.That(
            Assert.Throws<NicException>(
                () => XdpNic.Open("far0", memory, Options with { Mode = XdpMode.ZeroCopy }))!.Message,
            Does.Contain("no zero-copy").And.Contain("mode: copy"), "veth has none");
        Assert.That(pool.Available, Is.EqualTo(pool.Capacity));

        void Refused(string name, params string[] words)
        {
            string message = Assert.Throws<NicException>(() => XdpNic.Open(name, memory, Options))!.Message;
            Assert.That(message, Does.StartWith(name + ":"));
            foreach (string word in words)
            {
                Assert.That(message, Does.Contain(word));
            }
        }
    });

    [Test]
    public void A_vanished_interface_is_reported_and_does_not_throw_or_spin() => WithPair(pair =>
    {
        PrivateNetwork.Ip("link del near0");
        Assert.That(pair.Nic.LinkUp, Is.False);
        Assert.That(pair.Nic.Fault, Is.EqualTo("near0: the interface is gone"));
        Assert.That(pair.Nic.Receive(new Frame[4]), Is.Zero);
        Assert.That(pair.Nic.Transmit([Rent(pair.Pool, Make(100, 1))]), Is.EqualTo(1));
        Assert.That(pair.Nic.Counters.TransmitErrors, Is.EqualTo(1));
        AssertBalanced(pair);
        using var loop = new PollLoop(new MonotonicClock());
        loop.Watch(pair.Nic.ReadinessDescriptor, PollEvents.Readable);
        Assert.That(loop.Wait(new MonotonicClock().Now + Duration.FromMilliseconds(20), new Ready[4]), Is.Zero);
    });

    [Test]
    public void Larger_slots_take_larger_frames() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        PrivateNetwork.Ip("link set near0 mtu 3400");
        PrivateNetwork.Ip("link set far0 mtu 3400");
        using var pool = new NativeFramePool(2 * Slots, 4096);
        var farPool = new FramePool(8, 4096);
        using var far = new PacketNic("far0", farPool);
        using XdpNic nic = XdpNic.Open("near0", new XdpMemory(pool), Options);
        var pair = new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") };
        foreach (int length in (int[])[1515, 2049, 3414])
        {
            pair.Far.Send(Make(length, length));
            Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(length, length) }), "inwards");
            Assert.That(nic.Transmit([Rent(pool, Make(length, length))]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(Make(length, length)), "outwards");
        }
    });

    [Test]
    public void A_frame_longer_than_a_slot_is_refused_and_counted() => WithPair(pair =>
    {
        // The peer's MTU is its own affair: its frames may be longer than ours.
        PrivateNetwork.Ip("link set far0 mtu 3000");
        var farPool = new FramePool(2, 4096);
        using var far = new PacketNic("far0", farPool);
        var sender = new NicFarEnd(far, farPool, "far0");
        PrivateNetwork.Ip("link set near0 mtu 3000");
        sender.Send(Make(1793, 1));
        sender.Send(Make(1792, 2));
        Assert.That(Collect(pair, 2), Is.EqualTo(new[] { Make(1792, 2) }));
        Assert.That(pair.Nic.Counters.ReceiveErrors, Is.EqualTo(1));
        Assert.That(pair.Nic.Counters.ReceiveOverruns, Is.Zero);
    });

    [Test]
    public void A_driver_without_XDP_is_served_by_the_kernels_generic_one() => PrivateNetwork.Run(() =>
    {
        PacketNicTests.MakeVeth();
        PrivateNetwork.Ip("link add br0 type bridge mcast_snooping 0");
        PrivateNetwork.Ip("link set near0 master br0");
        using var pool = new NativeFramePool(2 * Slots);
        var farPool = new FramePool(Slots);
        using var far = new PacketNic("far0", farPool);
        using XdpNic nic = XdpNic.Open("br0", new XdpMemory(pool), Options);
        Assert.That(nic.IsNative, Is.False);
        Assert.That(nic.Warnings, Has.Count.EqualTo(1).And.Some.Contains("generic XDP"));
        Assert.That(() => nic.LinkUp, Is.True.After(1000, 5));
        var pair = new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") };
        foreach (int length in (int[])[60, 777, 1514])
        {
            pair.Far.Send(Make(length, length));
            Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(length, length) }), "inwards");
            Assert.That(nic.Transmit([Rent(pool, Make(length, length))]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(Make(length, length)), "outwards");
        }

        AssertBalanced(pair);
    });

    private static byte[] Typed(int type)
    {
        byte[] frame = Make(100, type);
        BigEndian.WriteUInt16(frame, 12, type);
        return frame;
    }

    private static byte[] Tcp(int port, int fragment = 0, int protocol = 6, int words = 5)
    {
        byte[] frame = Typed(0x0800);
        frame[14] = (byte)(0x40 | words);
        BigEndian.WriteUInt16(frame, 20, fragment);
        frame[23] = (byte)protocol;
        BigEndian.WriteUInt16(frame, 14 + (words * 4) + 2, port);
        return frame;
    }
}
