using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Core.Fast;
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
public sealed class XdpNicTests(XdpMode mode) : NicContract
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
}
