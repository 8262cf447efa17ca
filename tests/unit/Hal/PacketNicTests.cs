using System;
using System.Collections.Generic;
using System.Threading;
using NUnit.Framework;
using Router.Hal;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>A packet socket on one end of a veth pair; the other end is held by a second one.</summary>
[TestFixture(PacketRingKind.Slots)]
[TestFixture(PacketRingKind.Blocks)]
public sealed class PacketNicTests(PacketRingKind ring) : KernelNicContract
{
    private PacketOptions Options => new() { Ring = ring };

    private protected override void WithPair(Action<NicPair> body) => PrivateNetwork.Run(() =>
    {
        MakeVeth();
        var pool = new FramePool(Slots);
        var farPool = new FramePool(Slots);
        using var far = new PacketNic("far0", farPool);
        using var nic = new PacketNic("near0", pool, Options);
        body(new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") });
    });

    [Test]
    public void An_interface_with_an_address_is_refused_with_the_remedy() => PrivateNetwork.Run(() =>
    {
        MakeVeth();
        PrivateNetwork.Ip("addr add 192.0.2.1/24 dev near0");
        NicException? e = Assert.Throws<NicException>(() => new PacketNic("near0", new FramePool(4)));
        Assert.That(e!.Message, Does.Contain("192.0.2.1/24").And.Contain("`ip addr flush dev near0`")
            .And.Contain("ARP"));
        PrivateNetwork.Ip("addr flush dev near0");
        using var nic = new PacketNic("near0", new FramePool(4));
        Assert.That(nic.Name, Is.EqualTo("near0"));
    });

    [Test]
    public void A_missing_interface_is_refused_with_what_there_is() => PrivateNetwork.Run(() =>
    {
        MakeVeth();
        NicException? e = Assert.Throws<NicException>(() => new PacketNic("eth7", new FramePool(4)));
        Assert.That(e!.Message, Does.StartWith("eth7:").And.Contain("near0").And.Contain("far0")
            .And.Not.Contain(" lo"));
    });

    [Test]
    public void An_interface_that_is_down_is_brought_up() => PrivateNetwork.Run(() =>
    {
        MakeVeth();
        PrivateNetwork.Ip("link set near0 down");
        using var nic = new PacketNic("near0", new FramePool(4));
        Assert.That(() => nic.LinkUp, Is.True.After(1000, 5));
    });

    [Test]
    public void Own_transmissions_are_never_received() => WithPair(pair =>
    {
        Assert.That(pair.Nic.Transmit([Rent(pair.Pool, Make(100, 1))]), Is.EqualTo(1));
        Assert.That(pair.Far.Receive(), Is.EqualTo(Make(100, 1)));
        pair.Far.Send(Make(100, 2));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(100, 2) }));
    });

    [Test]
    public void A_vanished_interface_is_reported_and_does_not_throw_or_spin() => WithPair(pair =>
    {
        var nic = (PacketNic)pair.Nic;
        using var monitor = new LinkMonitor();
        PrivateNetwork.Ip("link del near0");
        Assert.That(() => monitor.Drain(), Is.True.After(1000, 5));
        Assert.That(nic.LinkUp, Is.False);
        Assert.That(nic.Fault, Is.EqualTo("near0: the interface is gone"));
        Assert.That(nic.Receive(new Frame[4]), Is.Zero);
        Assert.That(nic.Transmit([Rent(pair.Pool, Make(100, 1))]), Is.EqualTo(1));
        Assert.That(nic.Counters.TransmitErrors, Is.EqualTo(1));

        using var loop = new PollLoop(new MonotonicClock());
        loop.Watch(nic.ReadinessDescriptor, PollEvents.Readable);
        Assert.That(loop.Wait(new MonotonicClock().Now + Duration.FromMilliseconds(20), new Ready[4]), Is.Zero);
    });

    [Test]
    public void The_kernel_says_when_frames_overran_the_ring() => WithPair(pair =>
    {
        // Blocks take small frames without a gap between them, so that more fit.
        int sent = ring == PacketRingKind.Slots ? 3000 : 60_000;
        byte[] frame = Make(60, 1);
        for (int i = 0; i < sent; i++)
        {
            pair.Far.Send(frame);
        }

        Thread.Sleep(20);
        int got = Collect(pair, sent).Count;
        Assert.That(got, Is.InRange(512, sent - 1));
        Assert.That(pair.Nic.Counters.ReceiveOverruns, Is.GreaterThanOrEqualTo(sent - got));
    });

    [Test]
    public void Jumbo_frames_arrive_where_slots_take_them() => PrivateNetwork.Run(() =>
    {
        MakeVeth();
        PrivateNetwork.Ip("link set near0 mtu 9000");
        PrivateNetwork.Ip("link set far0 mtu 9000");
        var pool = new FramePool(8, 16384);
        var farPool = new FramePool(8, 16384);
        using var far = new PacketNic("far0", farPool);
        using var nic = new PacketNic("near0", pool, Options);
        Assert.That(nic.Mtu, Is.EqualTo(9000));
        var pair = new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "far0") };
        foreach (int length in (int[])[1515, 4096, 9014])
        {
            pair.Far.Send(Make(length, length));
            Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(length, length) }), "inwards");
            Assert.That(nic.Transmit([Rent(pool, Make(length, length))]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(Make(length, length)), "outwards");
        }
    });

    [TestCase(false, 3000)]
    [TestCase(true, 3000)]
    [TestCase(true, 1460, Description = "short enough for a ring slot")]
    [TestCase(true, 60_000)]
    public void An_oversized_frame_is_cut_and_keeps_its_tag(bool tagged, int payload) => WithPair(pair =>
    {
        byte[] frame = SendOversized(tagged, payload);
        int link = tagged ? 18 : 14;

        int expected = (payload + 499) / 500;
        List<byte[]> got = Collect(pair, expected);
        Assert.That(got, Has.Count.EqualTo(expected));
        var joined = new List<byte>();
        foreach (byte[] segment in got)
        {
            Assert.That(segment[..link], Is.EqualTo(frame[..link]));
            Assert.That(Packets.Ipv4Verifies(segment.AsSpan(link)), Is.True);
            joined.AddRange(segment[(link + 52)..]);
        }

        Assert.That(joined, Is.EqualTo(Packets.Payload(payload)));
        Assert.That(pair.Nic.Counters.Segmented, Is.EqualTo(1), "one oversized frame, cut by the driver");
        Assert.That(pair.Nic.Counters.ReceiveErrors, Is.Zero);
        Assert.That(pair.Pool.Available, Is.EqualTo(Slots));
    });

    [Test]
    public void A_lost_link_does_not_put_ring_and_queue_out_of_step() => WithPair(pair =>
    {
        // Too long for a ring slot: the slot only says that the frame waits in the socket's queue. The lost link then
        // leaves an error there, which the next read gets in place of the frame.
        SendOversized(tagged: false, 60_000);
        SendOversized(tagged: false, 50_000);
        PrivateNetwork.Ip("link set near0 down");
        PrivateNetwork.Ip("link set near0 up");
        Assert.That(Collect(pair, 220), Has.Count.EqualTo(220));
        Assert.That(pair.Nic.Counters.ReceiveErrors, Is.Zero);
        using var loop = new PollLoop(new MonotonicClock());
        loop.Watch(pair.Nic.ReadinessDescriptor, PollEvents.Readable);
        var frames = new Frame[4];
        int idle = 0;
        Instant Soon() => new MonotonicClock().Now + Duration.FromMilliseconds(20);
        for (int i = 0; i < 20 && loop.Wait(Soon(), new Ready[4]) > 0; i++)
        {
            // The kernel's own router solicitations come when they like; what must not be is a wake-up without a frame,
            // again and again. Once it tells of the lost link.
            int count = pair.Nic.Receive(frames);
            idle += count == 0 ? 1 : 0;
            Assert.That(idle, Is.LessThanOrEqualTo(1), "the socket wakes the loop for nothing");
            while (count > 0)
            {
                pair.Pool.Return(frames[--count]);
            }
        }
    });

    private static byte[] SendOversized(bool tagged, int payload)
    {
        // A raw socket with PACKET_VNET_HDR hands the kernel a frame as its own TCP would; veth passes it on whole.
        byte[] frame = Packets.Make(Packets.Tcp, Packets.Payload(payload), 9, tcpFlags: 0x18, tagged: tagged);
        int link = tagged ? 18 : 14;
        BigEndian.WriteUInt16(frame, link + 10, 0);
        BigEndian.WriteUInt16(frame, link + 10, InternetChecksum.Of(frame, link, 20));
        string path = System.IO.Path.GetTempFileName();
        try
        {
            System.IO.File.WriteAllBytes(path, frame);
            PrivateNetwork.Execute("python3", "-c \"" +
                "import socket,struct\n" +
                "s=socket.socket(socket.AF_PACKET,socket.SOCK_RAW)\n" +
                "s.setsockopt(263,15,1)\n" +
                "s.bind(('far0',0))\n" +
                $"s.send(struct.pack('=BBHHHH',1,1,{link + 52},500,{link + 20},16)+open('{path}','rb').read())\"");
        }
        finally
        {
            System.IO.File.Delete(path);
        }

        return frame;
    }

    internal static void MakeVeth()
    {
        PrivateNetwork.Ip("link add near0 type veth peer name far0");
        PrivateNetwork.Ip("link set near0 up");
        PrivateNetwork.Ip("link set far0 up");
    }
}
