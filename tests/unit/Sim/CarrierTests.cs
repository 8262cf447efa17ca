using System.Linq;
using NUnit.Framework;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class CarrierTests
{
    [Test]
    public void Both_ends_learn_of_carrier_and_of_its_loss()
    {
        Wires wires = new(1, null, Duration.Zero);
        wires.Simulation.Schedule(Wires.Ms(5), -1, "cut", _ => wires.Simulation.SetCarrier(wires.Link, false));
        wires.Simulation.RunUntil(Wires.Ms(10));
        (int, bool, Instant)[] expected = [(0, true, Instant.Zero), (0, false, Wires.Ms(5))];
        Assert.That(wires.Left.Links, Is.EqualTo(expected));
        Assert.That(wires.Right.Links, Is.EqualTo(expected));
    }

    [Test]
    public void A_cut_loses_what_is_on_the_wire_and_refuses_what_follows()
    {
        // One frame each millisecond, ten milliseconds long: ten are on the wire when it is cut.
        Wires wires = new(
            1, new ImpairmentPatch { Delay = Duration.FromMilliseconds(10) }, Duration.FromMilliseconds(1), limit: 40);
        wires.Simulation.RunUntil(Wires.Us(20_500));
        Assert.That(wires.Link.Forward.InFlightCount, Is.EqualTo(10));
        wires.Simulation.SetCarrier(wires.Link, false);
        wires.Simulation.RunUntil(Wires.Us(29_500));
        wires.Simulation.SetCarrier(wires.Link, true);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(wires.Link.Forward.Counters.Dropped(WireDrop.CarrierDown), Is.EqualTo(10 + 9));
        Assert.That(wires.Arrived.Select(a => a.Number),
            Is.EqualTo(Enumerable.Range(0, 11).Concat(Enumerable.Range(30, 10))));
        Assert.That(Wires.Imbalance(wires.Link.Forward), Is.Zero);
        Assert.That(wires.Pool.Available, Is.EqualTo(wires.Pool.Capacity));
    }

    [Test]
    public void A_crash_silences_a_node_and_its_neighbour_sees_carrier_go()
    {
        Wires wires = new(1, null, Duration.FromMilliseconds(1));
        wires.Simulation.RunUntil(Wires.Us(10_500));
        wires.Simulation.Crash(0);
        wires.Simulation.RunUntil(Wires.Ms(50));
        Assert.That(wires.Left.Disposed, Is.True);
        Assert.That(wires.Left.Links, Has.Count.EqualTo(1), "the dead are told nothing");
        Assert.That(wires.Right.Links.Last(), Is.EqualTo((0, false, Wires.Us(10_500))));
        Assert.That(wires.Arrived, Has.Count.EqualTo(11));

        PingPongNode fresh = new("a", wires.Pool, Duration.FromMilliseconds(1)) { Limit = 60 };
        wires.Simulation.Restart(0, fresh);
        wires.Simulation.RunUntil(Wires.Ms(200));
        Assert.That(fresh.Links, Is.EqualTo(new[] { (0, true, Wires.Ms(50)) }));
        Assert.That(wires.Right.Received, Is.GreaterThan(11));
    }

    [Test]
    public void A_frame_to_a_port_without_a_cable_is_counted_and_its_slot_returned()
    {
        FramePool pool = new(16);
        Simulation simulation = new(1);
        int lone = simulation.AddNode(new PingPongNode("lone", pool, Duration.FromMilliseconds(1)) { Limit = 30 });
        simulation.RunUntil(Wires.Ms(100));
        Assert.That(simulation.Unplugged(lone), Is.EqualTo(30));
        Assert.That(pool.Available, Is.EqualTo(16));
    }
}
