using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using NUnit.Framework;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class ImpairmentTests
{
    private static readonly Duration s_ms = Duration.FromMilliseconds(1);

    [Test]
    public void Delay_shifts_every_frame_by_exactly_that_much()
    {
        Wires wires = new(1, new ImpairmentPatch { Delay = Duration.FromMilliseconds(7) }, s_ms, limit: 5);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Arrived.Select(a => a.At.Nanoseconds / 1_000_000),
            Is.EqualTo(new long[] { 7, 8, 9, 10, 11 }));
    }

    [Test]
    public void Jitter_keeps_order_unless_reordering_is_asked_for()
    {
        ImpairmentPatch jitter = new() { Delay = s_ms * 20, Jitter = s_ms * 10 };
        Wires ordered = new(1, jitter, s_ms, limit: 500);
        ordered.Simulation.RunUntil(Wires.Ms(1000));
        Assert.That(ordered.Arrived.Select(a => a.Number), Is.Ordered);
        Assert.That(ordered.Arrived, Has.Count.EqualTo(500));

        Wires reordered = new(1, jitter with { Reorder = true }, s_ms, limit: 500);
        reordered.Simulation.RunUntil(Wires.Ms(1000));
        Assert.That(reordered.Arrived.Select(a => a.Number), Is.Not.Ordered);
        Assert.That(reordered.Arrived.Select(a => a.Number).Order(), Is.EqualTo(Enumerable.Range(0, 500)));
        Assert.That(reordered.Arrived.Select(a => a.At), Is.Ordered);
        foreach ((uint number, Instant at, byte[] _) in reordered.Arrived)
        {
            Assert.That((at - Wires.Ms(number)).Milliseconds, Is.InRange(10, 30));
        }
    }

    [Test]
    public void Rate_serialises_frames_one_after_another()
    {
        // 125 octets are 1,000 bits: 1 ms each at 1 Mbit/s.
        ImpairmentPatch megabit = new() { Delay = Duration.Zero, Rate = 1_000_000 };
        Wires wires = new(1, megabit, Duration.FromMicroseconds(1),
            limit: 4, length: 125);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Arrived.Select(a => a.At),
            Is.EqualTo(new[] { Wires.Ms(1), Wires.Ms(2), Wires.Ms(3), Wires.Ms(4) }));
    }

    [Test]
    public void Serialisation_time_is_rounded_up()
    {
        Wires wires = new(
            1, new ImpairmentPatch { Delay = Duration.Zero, Rate = 3 }, Duration.FromSeconds(1), limit: 1, length: 20);
        wires.Simulation.RunUntil(Wires.Ms(1_000_000));
        Assert.That(wires.Arrived.Single().At.Nanoseconds, Is.EqualTo(53_333_333_334));
    }

    [Test]
    public void Queue_holds_its_number_of_frames_and_loses_the_rest()
    {
        Wires wires = new(
            1, new ImpairmentPatch { Rate = 1_000_000, Queue = 3 }, Duration.FromMicroseconds(1), limit: 10,
            length: 125);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Arrived.Select(a => a.Number), Is.EqualTo(new uint[] { 0, 1, 2 }));
        Assert.That(wires.Link.Forward.Counters.Dropped(WireDrop.QueueFull), Is.EqualTo(7));
        Assert.That(Wires.Imbalance(wires.Link.Forward), Is.Zero);
    }

    [TestCase(1514, 1500, 1)]
    [TestCase(1515, 1500, 0)]
    public void Mtu_counts_the_packet_not_the_ethernet_header(int length, int mtu, int arrives)
    {
        Wires wires = new(1, new ImpairmentPatch { Mtu = mtu }, s_ms, limit: 1, length: length);
        wires.Simulation.RunUntil(Wires.Ms(10));
        Assert.That(wires.Arrived, Has.Count.EqualTo(arrives));
        Assert.That(wires.Link.Forward.Counters.Dropped(WireDrop.Mtu), Is.EqualTo(1 - arrives));
    }

    [Test]
    public void Every_nth_frame_is_lost()
    {
        Wires wires = new(1, new ImpairmentPatch { LossEvery = 3 }, s_ms, limit: 9);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Arrived.Select(a => a.Number), Is.EqualTo(new uint[] { 0, 1, 3, 4, 6, 7 }));
    }

    [Test]
    public void Independent_loss_is_near_its_rate()
    {
        Wires wires = new(7, new ImpairmentPatch { LossPpm = 100_000 }, Duration.FromMicroseconds(10), limit: 20_000);
        wires.Simulation.RunUntil(Wires.Ms(1000));

        // Binomial: mean 2,000, standard deviation 42; five of them.
        Assert.That(wires.Link.Forward.Counters.Dropped(WireDrop.Loss), Is.InRange(1790, 2210));
    }

    [Test]
    public void Burst_loss_comes_in_runs_of_the_expected_length()
    {
        // Leaves the bad state with 1/4: runs of 4 on average; enters with 1/100.
        ImpairmentPatch patch = new() { Burst = new BurstLoss(10_000, 250_000) };
        Wires wires = new(7, patch, Duration.FromMicroseconds(10), limit: 40_000);
        wires.Simulation.RunUntil(Wires.Ms(1000));
        HashSet<uint> seen = wires.Arrived.Select(a => a.Number).ToHashSet();
        int lost = 40_000 - seen.Count;
        int runs = Enumerable.Range(1, 39_999).Count(n => !seen.Contains((uint)n) && seen.Contains((uint)n - 1));
        Assert.That((double)lost / runs, Is.InRange(3.4, 4.6));
    }

    [Test]
    public void A_duplicate_arrives_beside_its_original()
    {
        Wires wires = new(1, new ImpairmentPatch { DuplicatePpm = 1_000_000 }, s_ms, limit: 3);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Arrived.Select(a => a.Number), Is.EqualTo(new uint[] { 0, 0, 1, 1, 2, 2 }));
        Assert.That(Wires.Imbalance(wires.Link.Forward), Is.Zero);
        Assert.That(wires.Pool.Available, Is.EqualTo(wires.Pool.Capacity));
    }

    [Test]
    public void Corruption_changes_exactly_one_bit()
    {
        Wires clean = new(1, null, s_ms, limit: 50);
        Wires corrupt = new(1, new ImpairmentPatch { CorruptPpm = 1_000_000 }, s_ms, limit: 50);
        clean.Simulation.RunUntil(Wires.Ms(100));
        corrupt.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(clean.Arrived, Has.Count.EqualTo(50));
        for (int i = 0; i < 50; i++)
        {
            int bits = clean.Arrived[i].Octets
                .Zip(corrupt.Arrived[i].Octets, (x, y) => BitOperations.PopCount((uint)(x ^ y))).Sum();
            Assert.That(bits, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_patch_leaves_what_it_does_not_name()
    {
        Wires wires = new(1, new ImpairmentPatch { Delay = s_ms, LossEvery = 5 }, s_ms);
        Simulation.Impair(wires.Link, new ImpairmentPatch { Rate = 1000 }, null);
        Assert.That(wires.Link.Forward.Impairment,
            Is.EqualTo(Impairment.Cable with { Delay = s_ms, LossEvery = 5, Rate = 1000 }));
        Assert.That(wires.Link.Backward.Impairment, Is.EqualTo(Impairment.Cable));
    }
}
