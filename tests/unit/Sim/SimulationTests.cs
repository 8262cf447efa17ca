using System;
using System.Linq;
using NUnit.Framework;
using Router.Hal.Capture;
using Router.Sim;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Sim;

public sealed class SimulationTests
{
    [Test]
    public void An_event_allocates_nothing_in_steady_state()
    {
        ImpairmentPatch rough = new()
        {
            Jitter = Duration.FromMicroseconds(40),
            LossPpm = 10_000,
            DuplicatePpm = 10_000,
            Rate = 1_000_000_000,
        };
        Wires wires = new(3, rough, Duration.FromMicroseconds(20), returns: true, remember: false);
        BridgeNode bridge = new("lan", wires.Pool, 3);
        int lan = wires.Simulation.AddNode(bridge);
        for (int port = 0; port < 3; port++)
        {
            int id = wires.Simulation.AddNode(
                new PingPongNode("h" + port, wires.Pool, Duration.FromMicroseconds(50 + port)));
            wires.Simulation.Connect(new LinkEnd(lan, port, "p" + port), new LinkEnd(id, 0, "eth0"));
        }

        wires.Simulation.RunUntil(Wires.Ms(500));
        long events = wires.Simulation.Events;
        long end = 500;
        long allocated = Allocation.Of(() => wires.Simulation.RunUntil(Wires.Ms(end += 2000)));
        Assert.That(wires.Simulation.Events - events, Is.GreaterThan(100_000));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Runs_until_a_predicate_holds_and_no_further()
    {
        Wires wires = new(1, null, Duration.FromMilliseconds(1));
        Assert.That(wires.Simulation.RunUntil(_ => wires.Right.Received == 7, Wires.Ms(100)), Is.True);
        Assert.That(wires.Simulation.Now, Is.EqualTo(Wires.Us(6_050)));
        Assert.That(wires.Simulation.RunUntil(_ => wires.Right.Received == 1_000_000, Wires.Ms(100)), Is.False);
        Assert.That(wires.Simulation.Now, Is.EqualTo(Wires.Ms(100)));
    }

    [Test]
    public void Nodes_of_one_pool_exchange_slots_and_others_copies()
    {
        foreach (bool shared in (bool[])[true, false])
        {
            FramePool left = new(8);
            FramePool right = shared ? left : new FramePool(8);
            Simulation simulation = new(1);
            PingPongNode b = new("b", right, Duration.Zero) { Arrived = [] };
            int from = simulation.AddNode(new PingPongNode("a", left, Duration.FromMilliseconds(1)) { Limit = 20 });
            int to = simulation.AddNode(b);
            simulation.Connect(new LinkEnd(from, 0, "e"), new LinkEnd(to, 0, "e"));
            simulation.RunUntil(Wires.Ms(100));
            Assert.That(b.Arrived.Select(a => a.Number), Is.EqualTo(Enumerable.Range(0, 20)));
            Assert.That((left.Available, right.Available), Is.EqualTo((8, 8)));
        }
    }

    [Test]
    public void A_receiver_without_a_free_slot_loses_the_frame_with_a_reason()
    {
        FramePool left = new(8);
        FramePool right = new(1);
        Assert.That(right.TryRent(out Frame _), Is.True);
        Simulation simulation = new(1);
        int from = simulation.AddNode(new PingPongNode("a", left, Duration.FromMilliseconds(1)) { Limit = 20 });
        int to = simulation.AddNode(new PingPongNode("b", right, Duration.Zero));
        Link link = simulation.Connect(new LinkEnd(from, 0, "e"), new LinkEnd(to, 0, "e"));
        simulation.RunUntil(Wires.Ms(100));
        Assert.That(link.Forward.Counters.Dropped(WireDrop.NoSlot), Is.EqualTo(20));
        Assert.That(Wires.Imbalance(link.Forward), Is.Zero);
        Assert.That(left.Available, Is.EqualTo(8));
    }

    [Test]
    public void A_received_frame_has_its_headroom_even_when_the_sender_used_it()
    {
        FramePool pool = new(4);
        Simulation simulation = new(1);
        HeadroomNode sender = new("a", pool, send: true);
        HeadroomNode receiver = new("b", pool, send: false);
        int from = simulation.AddNode(sender);
        int to = simulation.AddNode(receiver);
        simulation.Connect(new LinkEnd(from, 0, "e"), new LinkEnd(to, 0, "e"));
        simulation.RunUntil(Wires.Ms(1));
        Assert.That(receiver.Got.Offset, Is.GreaterThanOrEqualTo(pool.Headroom));
        Assert.That(pool.Octets(receiver.Got).ToArray(), Is.EqualTo(Enumerable.Range(0, 60).Select(i => (byte)i)));
    }

    [Test]
    public void A_node_that_never_lets_time_pass_is_named()
    {
        Simulation simulation = new(1);
        simulation.AddNode(new RestlessNode());
        Assert.That(() => simulation.RunUntil(Wires.Ms(1)),
            Throws.InvalidOperationException.With.Message.Contains("restless"));
    }

    [Test]
    public void A_loop_of_wires_without_delay_is_noticed()
    {
        ImpairmentPatch instant = new() { Delay = Duration.Zero };
        FramePool pool = new(4);
        Simulation simulation = new(1, new SimulationOptions { EventsPerInstant = 1000 });
        PingPongNode one = new("a", pool, Duration.FromMilliseconds(1)) { Limit = 1, Returns = true };
        int a = simulation.AddNode(one);
        int b = simulation.AddNode(new PingPongNode("b", pool, Duration.Zero) { Returns = true });
        simulation.Connect(new LinkEnd(a, 0, "e"), new LinkEnd(b, 0, "e"), instant, instant);
        Assert.That(() => simulation.RunUntil(Wires.Ms(1)),
            Throws.InvalidOperationException.With.Message.Contains("1000 events at 0.000000000"));
    }

    [Test]
    public void Captures_show_each_frame_at_both_ports_and_lost_ones_with_the_reason()
    {
        Wires wires = new(
            1, new ImpairmentPatch { LossEvery = 3, Delay = Duration.FromMilliseconds(2) },
            Duration.FromMilliseconds(1), limit: 3);
        Recorder left = new();
        Recorder right = new();
        Assert.That(wires.Simulation.TryCapture(0, 0, left) && wires.Simulation.TryCapture(1, 0, right), Is.True);
        Assert.That(wires.Simulation.TryCapture(1, 5, right), Is.False);
        wires.Simulation.RunUntil(Wires.Ms(100));
        Assert.That(left.Lines, Is.EqualTo(new[]
        {
            "0.000000000 Outbound None 64", "0.001000000 Outbound None 64", "0.002000000 Outbound Loss 64",
        }));
        Assert.That(right.Lines, Is.EqualTo(new[] { "0.002000000 Inbound None 64", "0.003000000 Inbound None 64" }));
    }

    [Test]
    public void A_capture_does_not_change_the_digest()
    {
        Wires plain = new(1, null, Duration.FromMilliseconds(1), returns: true);
        Wires watched = new(1, null, Duration.FromMilliseconds(1), returns: true);
        watched.Simulation.TryCapture(0, 0, new Recorder());
        plain.Simulation.RunUntil(Wires.Ms(50));
        watched.Simulation.RunUntil(Wires.Ms(50));
        Assert.That(watched.Simulation.Digest, Is.EqualTo(plain.Simulation.Digest));
    }

    [Test]
    public void Names_and_ports_are_used_once()
    {
        Wires wires = new(1, null, Duration.Zero);
        Assert.That(() => wires.Simulation.AddNode(new PingPongNode("a", wires.Pool, Duration.Zero)),
            Throws.ArgumentException);
        int c = wires.Simulation.AddNode(new PingPongNode("c", wires.Pool, Duration.Zero));
        Assert.That(() => wires.Simulation.Connect(new LinkEnd(c, 0, "eth1"), new LinkEnd(0, 0, "eth1")),
            Throws.ArgumentException.With.Message.Contains("a:eth1"));
    }

    private sealed class Recorder : ICaptureSink
    {
        public System.Collections.Generic.List<string> Lines { get; } = [];

        public void Capture(Instant time, CaptureDirection direction, WireDrop drop, ReadOnlySpan<byte> octets) =>
            Lines.Add($"{time} {direction} {drop} {octets.Length}");
    }

    private sealed class RestlessNode : ISimNode
    {
        public string Name => "restless";

        public IFramePool Pool { get; } = new FramePool(1);

        public void Receive(int port, Frame frame, Instant now) => Pool.Return(frame);

        public void Poll(Instant now, ISimSink sink)
        {
        }

        public Instant PollAt() => Instant.Zero;

        public void SetLink(int port, bool up, Instant now)
        {
        }
    }

    private sealed class HeadroomNode(string name, IFramePool pool, bool send) : ISimNode
    {
        private bool _up;

        public string Name => name;

        public IFramePool Pool => pool;

        public Frame Got { get; private set; }

        public void Receive(int port, Frame frame, Instant now) => Got = frame;

        public void Poll(Instant now, ISimSink sink)
        {
            if (_up && send && pool.TryRent(out Frame frame))
            {
                _up = false;
                frame.Offset -= 20;
                frame.Length = 60;
                for (int i = 0; i < 60; i++)
                {
                    pool.Octets(frame)[i] = (byte)i;
                }

                sink.Transmit(0, frame);
            }
        }

        public Instant PollAt() => Instant.Never;

        public void SetLink(int port, bool up, Instant now) => _up = up;
    }
}
