using System;
using NUnit.Framework;
using Router.Hal;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>A TAP device; a packet socket on the kernel's side of it is the other end of the wire.</summary>
[TestFixture]
public sealed class TapNicTests : NicContract
{
    private protected override void WithPair(Action<NicPair> body) => PrivateNetwork.Run(() =>
    {
        var pool = new FramePool(Slots);
        var farPool = new FramePool(Slots);
        using var nic = new TapNic("tap7", pool);
        using var far = new PacketNic("tap7", farPool);
        body(new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "tap7") });
    });

    [Test]
    public void It_makes_the_interface_and_takes_it_away() => PrivateNetwork.Run(() =>
    {
        using (var nic = new TapNic("tap3", new FramePool(4)))
        {
            KernelInterface? made = KernelInterfaces.Find("tap3");
            Assert.That(made, Is.Not.Null);
            Assert.That(made!.IsUp, Is.True);
            Assert.That(nic.Mac, Is.Not.EqualTo(made.Mac), "the kernel's side is another station");
            Assert.That(nic.Mac.IsMulticast, Is.False);
        }

        Assert.That(KernelInterfaces.Find("tap3"), Is.Null);
    });

    [Test]
    public void A_persistent_interface_stays_and_is_found_again() => PrivateNetwork.Run(() =>
    {
        MacAddress mac;
        using (var nic = new TapNic("tap4", new FramePool(4), persistent: true))
        {
            mac = nic.Mac;
        }

        Assert.That(KernelInterfaces.Find("tap4"), Is.Not.Null);
        using var again = new TapNic("tap4", new FramePool(4));
        Assert.That(again.Mac, Is.EqualTo(mac));
    });

    [Test]
    public void A_persistent_interface_of_a_virtual_machine_gets_our_header_again() => PrivateNetwork.Run(() =>
    {
        // Twelve octets of header (VIRTIO_NET_F_MRG_RXBUF) stay with the interface when its user goes.
        PrivateNetwork.Execute("python3", "-c \"" +
            "import fcntl,os,struct\n" +
            "f=os.open('/dev/net/tun',os.O_RDWR)\n" +
            "fcntl.ioctl(f,0x400454ca,struct.pack('16sH22x',b'tap8',0x5002))\n" +
            "fcntl.ioctl(f,0x400454d8,struct.pack('i',12))\n" +
            "fcntl.ioctl(f,0x400454cb,1)\"");
        var pool = new FramePool(Slots);
        var farPool = new FramePool(Slots);
        using var nic = new TapNic("tap8", pool);
        using var far = new PacketNic("tap8", farPool);
        var pair = new NicPair { Nic = nic, Pool = pool, Far = new NicFarEnd(far, farPool, "tap8") };
        pair.Far.Send(Make(100, 3));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(100, 3) }));
        Assert.That(nic.Transmit([Rent(pool, Make(100, 4))]), Is.EqualTo(1));
        Assert.That(pair.Far.Receive(), Is.EqualTo(Make(100, 4)));
    });

    [Test]
    public void A_busy_or_misnamed_interface_is_refused() => PrivateNetwork.Run(() =>
    {
        using var nic = new TapNic("tap5", new FramePool(4));
        Assert.That(Assert.Throws<NicException>(() => new TapNic("tap5", new FramePool(4)))!.Message,
            Does.Contain("another process holds"));
        Assert.That(Assert.Throws<NicException>(() => new TapNic("a name too long for it", new FramePool(4)))!.Message,
            Does.Contain("cannot name an interface"));
        Assert.That(Assert.Throws<NicException>(() => new TapNic("lo", new FramePool(4)))!.Message,
            Does.StartWith("lo:"));
    });

    [Test]
    public void A_vanished_interface_is_reported_and_does_not_throw_or_spin() => PrivateNetwork.Run(() =>
    {
        var pool = new FramePool(4);
        using var nic = new TapNic("tap6", pool);
        PrivateNetwork.Ip("link del tap6");
        Assert.That(nic.Receive(new Frame[4]), Is.Zero);
        Assert.That(nic.LinkUp, Is.False);
        Assert.That(nic.Fault, Is.EqualTo("tap6: the interface is gone"));
        Assert.That(nic.Transmit([Rent(pool, Make(64, 1))]), Is.EqualTo(1));
        Assert.That(pool.Available, Is.EqualTo(4));
        using var loop = new PollLoop(new MonotonicClock());
        loop.Watch(nic.ReadinessDescriptor, PollEvents.Readable);
        Assert.That(loop.Wait(new MonotonicClock().Now + Duration.FromMilliseconds(20), new Ready[4]), Is.Zero);
    });
}
