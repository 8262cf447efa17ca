using System;
using System.Collections.Generic;
using System.Threading;
using NUnit.Framework;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>What every INic promises, run against each implementation.</summary>
public abstract class NicContract
{
    protected const int Slots = 64;

    private protected static byte[] Make(int length, int seed)
    {
        var frame = new byte[length];
        var random = new RandomStream((ulong)seed, "frame");
        for (int i = 0; i < length; i++)
        {
            frame[i] = (byte)random.NextUInt32();
        }

        new MacAddress(0x0200_0000_00aa).Write(frame, 0);
        new MacAddress(0x0200_0000_00bb).Write(frame, 6);
        BigEndian.WriteUInt16(frame, 12, 0x88b5); // IEEE 802 local experimental: nobody's kernel reacts
        return frame;
    }

    private protected static byte[] MakeTagged(int length, int seed)
    {
        byte[] frame = Make(length, seed);
        BigEndian.WriteUInt16(frame, 12, 0x8100);
        BigEndian.WriteUInt16(frame, 14, 0x2064); // priority 1, VLAN 100
        BigEndian.WriteUInt16(frame, 16, 0x88b5);
        return frame;
    }

    private protected static Frame Rent(IFramePool pool, byte[] octets)
    {
        Assert.That(pool.TryRent(out Frame frame), Is.True, "the pool of the test is too small");
        frame.Length = octets.Length;
        octets.CopyTo(pool.Octets(frame));
        return frame;
    }

    /// <summary>
    /// Receives until a count or a second has passed. Frames of the kernel's own (IPv6 noise) are left out.
    /// </summary>
    private protected static List<byte[]> Collect(NicPair pair, int count, int batch = 16)
    {
        var got = new List<byte[]>();
        var frames = new Frame[batch];
        long deadline = Environment.TickCount64 + 1000;
        while (got.Count < count && Environment.TickCount64 < deadline)
        {
            int received = pair.Nic.Receive(frames);
            for (int i = 0; i < received; i++)
            {
                byte[] octets = pair.Pool.Octets(frames[i]).ToArray();
                pair.Pool.Return(frames[i]);
                if (BigEndian.ReadUInt16(octets, 12) != 0x86dd)
                {
                    got.Add(octets);
                }
            }

            if (received == 0)
            {
                Thread.Sleep(1);
            }
        }

        return got;
    }

    /// <summary>No slot is lost: each is free or the driver's.</summary>
    private protected static void AssertBalanced(NicPair pair) =>
        Assert.That(pair.Pool.Available + pair.Nic.SlotsHeld, Is.EqualTo(pair.Pool.Capacity));

    private protected abstract void WithPair(Action<NicPair> body);

    [Test]
    public void Every_length_arrives_intact_and_in_order() => WithPair(pair =>
    {
        int most = pair.Nic.Mtu + 14;
        for (int length = 14; length <= most; length += length < 80 || length > most - 8 ? 1 : 37)
        {
            byte[] sent = Make(length, length);
            pair.Far.Send(sent);
            List<byte[]> got = Collect(pair, 1);
            Assert.That(got, Has.Count.EqualTo(1), $"{length} octets inwards");
            Assert.That(got[0], Is.EqualTo(sent), $"{length} octets inwards");

            Frame frame = Rent(pair.Pool, sent);
            Assert.That(pair.Nic.Transmit([frame]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(sent), $"{length} octets outwards");
        }

        AssertBalanced(pair);
    });

    [Test]
    public void Vlan_tags_pass_both_ways_up_to_four_octets_more() => WithPair(pair =>
    {
        // 20: Linux drops a tag that is not followed by two octets; no real wire carries fewer than 60.
        foreach (int length in (int[])[20, 60, 1000, pair.Nic.Mtu + 18])
        {
            byte[] sent = MakeTagged(length, length);
            pair.Far.Send(sent);
            List<byte[]> got = Collect(pair, 1);
            Assert.That(got, Has.Count.EqualTo(1), $"{length} octets inwards");
            Assert.That(got[0], Is.EqualTo(sent), $"{length} octets inwards");

            Assert.That(pair.Nic.Transmit([Rent(pair.Pool, sent)]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(sent), $"{length} octets outwards");
        }

        AssertBalanced(pair);
    });

    [Test]
    public void Two_tags_pass_both_ways() => WithPair(pair =>
    {
        // 802.1ad around 802.1Q; what is longer than one tag allows no driver sends (FrameSize.Fits).
        foreach (int length in (int[])[64, 777, pair.Nic.Mtu + 18])
        {
            byte[] sent = MakeTagged(length, length);
            BigEndian.WriteUInt16(sent, 12, 0x88a8);
            BigEndian.WriteUInt16(sent, 16, 0x8100);
            BigEndian.WriteUInt32(sent, 18, 0x0007_88b5);
            pair.Far.Send(sent);
            Assert.That(Collect(pair, 1), Is.EqualTo(new[] { sent }), $"{length} octets inwards");
            Assert.That(pair.Nic.Transmit([Rent(pair.Pool, sent)]), Is.EqualTo(1));
            Assert.That(pair.Far.Receive(), Is.EqualTo(sent), $"{length} octets outwards");
        }

        AssertBalanced(pair);
    });

    [Test]
    public void Batches_keep_their_order() => WithPair(pair =>
    {
        var frames = new Frame[40];
        for (int i = 0; i < frames.Length; i++)
        {
            byte[] octets = Make(100 + i, i);
            frames[i] = Rent(pair.Pool, octets);
            pair.Far.Send(octets);
        }

        Assert.That(pair.Nic.Transmit(frames), Is.EqualTo(frames.Length));
        List<byte[]> got = Collect(pair, frames.Length, batch: 7);
        Assert.That(got, Has.Count.EqualTo(frames.Length));
        for (int i = 0; i < frames.Length; i++)
        {
            Assert.That(got[i], Is.EqualTo(Make(100 + i, i)));
            Assert.That(pair.Far.Receive(), Is.EqualTo(Make(100 + i, i)));
        }

        AssertBalanced(pair);
        Assert.That(pair.Nic.Counters.Received, Is.GreaterThanOrEqualTo(frames.Length));
        Assert.That(pair.Nic.Counters.Transmitted, Is.EqualTo(frames.Length));
    });

    [Test]
    public void Received_frames_leave_the_headroom_free() => WithPair(pair =>
    {
        pair.Far.Send(Make(100, 1));
        var frames = new Frame[4];
        int got = 0;
        for (int i = 0; i < 1000 && (got = pair.Nic.Receive(frames)) == 0; i++)
        {
            Thread.Sleep(1);
        }

        Assert.That(got, Is.GreaterThan(0));
        Assert.That(frames[0].Offset, Is.GreaterThanOrEqualTo(pair.Pool.Headroom));
        for (int i = 0; i < got; i++)
        {
            pair.Pool.Return(frames[i]);
        }
    });

    [Test]
    public virtual void An_empty_pool_leaves_frames_in_the_device() => WithPair(pair =>
    {
        var held = new Frame[pair.Pool.Available];
        for (int i = 0; i < held.Length; i++)
        {
            Assert.That(pair.Pool.TryRent(out held[i]), Is.True);
        }

        pair.Far.Send(Make(200, 7));
        Thread.Sleep(20);
        var frames = new Frame[4];
        Assert.That(pair.Nic.Receive(frames), Is.Zero);
        foreach (Frame frame in held)
        {
            pair.Pool.Return(frame);
        }

        List<byte[]> got = Collect(pair, 1);
        Assert.That(got, Has.Count.EqualTo(1));
        Assert.That(got[0], Is.EqualTo(Make(200, 7)));
    });

    [Test]
    public void Unfit_frames_are_taken_dropped_and_counted() => WithPair(pair =>
    {
        Frame tooLong = Rent(pair.Pool, Make(pair.Nic.Mtu + 15, 1));
        Frame tooShort = Rent(pair.Pool, Make(20, 1));
        tooShort.Length = 13;
        Frame good = Rent(pair.Pool, Make(64, 2));
        Assert.That(pair.Nic.Transmit([tooLong, tooShort, good]), Is.EqualTo(3));
        Assert.That(pair.Nic.Counters.TransmitErrors, Is.EqualTo(2));
        Assert.That(pair.Nic.Counters.Transmitted, Is.EqualTo(1));
        Assert.That(pair.Nic.Counters.TransmittedOctets, Is.EqualTo(64));
        Assert.That(pair.Far.Receive(), Is.EqualTo(Make(64, 2)));
        AssertBalanced(pair);
    });

    [Test]
    public void The_link_is_seen_going_and_coming() => WithPair(pair =>
    {
        Assert.That(pair.Nic.LinkUp, Is.True);
        pair.Far.SetLink(false);
        Assert.That(() => pair.Nic.LinkUp, Is.False.After(1000, 5));
        Assert.That(pair.Nic.Transmit([Rent(pair.Pool, Make(64, 1))]), Is.EqualTo(1),
            "a dead link must not clog the board");
        AssertBalanced(pair);
        pair.Far.SetLink(true);
        Assert.That(() => pair.Nic.LinkUp, Is.True.After(1000, 5));
        pair.Far.Send(Make(99, 3));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(99, 3) }));
    });

    [Test]
    public void Readiness_follows_what_waits() => WithPair(pair =>
    {
        if (pair.Nic.ReadinessDescriptor < 0)
        {
            return; // a NIC without a descriptor is asked every time
        }

        using var loop = new Router.Hal.Linux.PollLoop(new Router.Hal.Linux.MonotonicClock());
        loop.Watch(pair.Nic.ReadinessDescriptor, Router.Hal.Linux.PollEvents.Readable);
        var ready = new Router.Hal.Linux.Ready[4];
        var frames = new Frame[16];
        for (int count; (count = pair.Nic.Receive(frames)) > 0;)
        {
            for (int i = 0; i < count; i++)
            {
                pair.Pool.Return(frames[i]);
            }
        }

        Instant now = new Router.Hal.Linux.MonotonicClock().Now;
        Assert.That(loop.Wait(now, ready), Is.Zero, "nothing waits");
        pair.Far.Send(Make(64, 5));
        Assert.That(loop.Wait(now + Duration.FromSeconds(1), ready), Is.EqualTo(1));
        Assert.That(ready[0].Descriptor, Is.EqualTo(pair.Nic.ReadinessDescriptor));
        Assert.That(Collect(pair, 1), Is.EqualTo(new[] { Make(64, 5) }));
    });

    [Test]
    public void Dispose_twice_is_harmless_and_ends_traffic() => WithPair(pair =>
    {
        pair.Nic.Dispose();
        pair.Nic.Dispose();
        Assert.That(pair.Nic.Receive(new Frame[4]), Is.Zero);
        Assert.That(pair.Nic.LinkUp, Is.False);
    });

    [Test]
    public void Frames_cost_no_allocation() => WithPair(pair =>
    {
        var frames = new Frame[16];
        byte[] octets = Make(512, 9);
        Move(200);
        Assert.That(Allocation.Of(() => Move(100)), Is.Zero);
        Assert.That(pair.Nic.Counters.Received, Is.GreaterThan(100), "the loop must have moved frames");

        void Move(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                pair.Far.Send(octets);
                int count = 0;

                // A driver may hand frames over in blocks, by a timer.
                for (int tries = 0; count == 0 && tries < 100_000; tries++)
                {
                    count = pair.Nic.Receive(frames);
                }

                _ = pair.Nic.Counters;
                int sent = pair.Nic.Transmit(frames.AsSpan(0, count));
                for (int i = sent; i < count; i++)
                {
                    pair.Pool.Return(frames[i]);
                }
            }
        }
    });
}
