using System.Collections.Generic;
using NUnit.Framework;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class DigestTests
{
    private static readonly ImpairmentPatch s_rough = new()
    {
        Jitter = Duration.FromMicroseconds(40),
        LossPpm = 50_000,
        DuplicatePpm = 20_000,
        CorruptPpm = 20_000,
        Reorder = true,
    };

    [Test]
    public void Same_seed_same_digest_and_other_seed_other_digest()
    {
        Digest128 first = Run(42).Digest;
        Digest128 again = Run(42).Digest;
        Assert.That(again, Is.EqualTo(first));
        Assert.That(again.ToString(), Does.Match("^[0-9a-f]{32}$"));
        Assert.That(Run(43).Digest, Is.Not.EqualTo(first));
    }

    [Test]
    public void How_a_run_is_cut_into_calls_does_not_matter()
    {
        Wires pieces = new(42, s_rough, Duration.FromMicroseconds(30), returns: true);
        for (int i = 1; i <= 100; i++)
        {
            pieces.Simulation.RunUntil(Wires.Us(i * 1000));
        }

        Assert.That(pieces.Simulation.Digest, Is.EqualTo(Run(42).Digest));
    }

    [Test]
    public void The_trail_finds_where_two_runs_part()
    {
        Simulation left = Run(1);
        Simulation same = Run(1);
        Assert.That(DigestTrail.FirstDifference(left.Trail, same.Trail), Is.Null);

        // The same run, but one operator's command in the middle.
        Wires wires = new(1, s_rough, Duration.FromMicroseconds(30), returns: true);
        wires.Simulation.Schedule(Wires.Ms(50), -1, "poke", _ => { });
        wires.Simulation.RunUntil(Wires.Ms(100));
        DigestTrail.Checkpoint? parted = DigestTrail.FirstDifference(left.Trail, wires.Simulation.Trail);
        Assert.That(parted, Is.Not.Null);
        Assert.That(parted!.Value.Time, Is.InRange(Wires.Ms(50), Wires.Ms(65)));
    }

    [Test]
    public void A_full_trail_keeps_every_second_checkpoint()
    {
        Wires wires = new(
            1, s_rough, Duration.FromMicroseconds(30), options: new SimulationOptions { CheckpointSpacing = 1 });
        wires.Simulation.RunUntil(Wires.Ms(300));
        DigestTrail trail = wires.Simulation.Trail;
        Assert.That(wires.Simulation.Events, Is.GreaterThan(8192));
        Assert.That(trail.Count, Is.LessThanOrEqualTo(4096));
        for (int i = 0; i < trail.Count; i++)
        {
            Assert.That(trail[i].Events, Is.EqualTo((i + 1) * trail.Spacing));
        }
    }

    [Test]
    public void A_late_joining_link_changes_nobodys_draws()
    {
        Wires alone = new(5, s_rough, Duration.FromMicroseconds(100), limit: 500);
        alone.Simulation.RunUntil(Wires.Ms(100));

        Wires joined = new(5, s_rough, Duration.FromMicroseconds(100), limit: 500);
        joined.Simulation.Schedule(Wires.Ms(10), -1, "join", _ =>
        {
            Simulation simulation = joined.Simulation;
            PingPongNode talker = new("c", joined.Pool, Duration.FromMicroseconds(70)) { Limit = 300 };
            int c = simulation.AddNode(talker);
            int d = simulation.AddNode(new PingPongNode("d", joined.Pool, Duration.Zero));
            simulation.Connect(new LinkEnd(c, 0, "eth1"), new LinkEnd(d, 0, "eth1"), s_rough, s_rough);
        });
        joined.Simulation.RunUntil(Wires.Ms(100));

        Assert.That(joined.Simulation.Links[1].Forward.Counters.Offered, Is.EqualTo(300));
        Assert.That(joined.Arrived.Count, Is.EqualTo(alone.Arrived.Count));
        Assert.That(joined.Link.Forward.Counters, Is.EqualTo(alone.Link.Forward.Counters));
        for (int i = 0; i < alone.Arrived.Count; i++)
        {
            Assert.That(joined.Arrived[i].At, Is.EqualTo(alone.Arrived[i].At));
            Assert.That(joined.Arrived[i].Octets, Is.EqualTo(alone.Arrived[i].Octets));
        }
    }

    [Test]
    public void Shuffling_permutes_ties_and_is_itself_reproducible()
    {
        HashSet<string> orders = [];
        for (ulong shuffle = 0; shuffle < 8; shuffle++)
        {
            string order = TieOrder(shuffle);
            string again = TieOrder(shuffle);
            Assert.That(again, Is.EqualTo(order));
            orders.Add(order);
        }

        Assert.That(TieOrder(0), Is.EqualTo("0123"));
        Assert.That(orders, Has.Count.GreaterThan(3));
    }

    private static string TieOrder(ulong shuffle)
    {
        Simulation simulation = new(1, new SimulationOptions { Shuffle = shuffle });
        string order = string.Empty;
        for (int node = 0; node < 4; node++)
        {
            simulation.AddNode(new PingPongNode("n" + node, new FramePool(1), Duration.Zero));
        }

        foreach (int node in (int[])[2, 0, 3, 1])
        {
            simulation.Schedule(Wires.Ms(1), node, "tie", _ => order += node);
        }

        simulation.RunUntil(Wires.Ms(2));
        return order;
    }

    private static Simulation Run(ulong seed)
    {
        Wires wires = new(seed, s_rough, Duration.FromMicroseconds(30), returns: true);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Simulation.Events, Is.GreaterThan(5000));
        return wires.Simulation;
    }
}
