using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bench.Traffic;
using Router.Hal;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Generator and sink with a wire between them whose faults the test knows.</summary>
public sealed class TrafficTests
{
    private const int Flows = 8;

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void Losses_duplicates_and_reordering_are_counted_exactly(ulong seed)
    {
        using var world = new ImpairedWire(new TrafficOptions { Flows = Flows });
        var random = new RandomStream(seed, "faults");
        int lost = 0, doubled = 0, overtaken = 0;
        for (int round = 0; round < 500; round++)
        {
            // One frame of each flow.
            List<byte[]> frames = world.Send(Flows);
            if (random.NextBelow(10) == 0)
            {
                frames.RemoveAt((int)random.NextBelow(Flows));
                lost++;
            }
            else if (random.NextBelow(10) == 0)
            {
                frames.Add(frames[(int)random.NextBelow((uint)frames.Count)]);
                doubled++;
            }
            else if (random.NextBelow(10) == 0)
            {
                // The first flow's frame of this round comes after that of the next one.
                byte[] held = frames[0];
                frames.RemoveAt(0);
                world.Deliver(frames);
                frames = world.Send(Flows);
                frames.Insert(1, held);
                overtaken++;
            }

            world.Deliver(frames);
        }

        FlowMeter meter = world.Sink.Meter;
        Assert.Multiple(() =>
        {
            Assert.That(meter.Lost(world.Generator.SentByFlow()), Is.EqualTo(lost));
            Assert.That(meter.Duplicates, Is.EqualTo(doubled));
            Assert.That(meter.Reordered, Is.EqualTo(overtaken));
            Assert.That(meter.Received, Is.EqualTo(world.Generator.Sent - lost + doubled));
            Assert.That(meter.Unique, Is.EqualTo(world.Generator.Sent - lost));
            Assert.That(meter.TooLate + meter.Foreign + meter.Corrupt, Is.Zero);
            Assert.That(lost * doubled * overtaken, Is.Positive, "each fault was tried");
        });
    }

    [Test]
    public void A_duplicate_is_known_a_thousand_frames_later_and_not_guessed_beyond()
    {
        using var world = new ImpairedWire(new TrafficOptions { Flows = 1 });
        byte[] first = world.Send(1)[0];
        world.Deliver([first]);
        for (int i = 0; i < 1_000; i++)
        {
            world.Deliver(world.Send(1));
        }

        world.Deliver([first]);
        Assert.That(world.Sink.Meter.Duplicates, Is.EqualTo(1));
        for (int i = 0; i < 1_000; i++)
        {
            world.Deliver(world.Send(1));
        }

        world.Deliver([first]);
        Assert.That(world.Sink.Meter.Duplicates, Is.EqualTo(1));
        Assert.That(world.Sink.Meter.TooLate, Is.EqualTo(1));
    }

    [Test]
    public void A_gap_longer_than_the_memory_of_a_flow_is_counted_whole()
    {
        using var world = new ImpairedWire(new TrafficOptions { Flows = 1 });
        world.Deliver(world.Send(1));
        for (int i = 0; i < 3_000; i++)
        {
            _ = world.Send(1);
        }

        world.Deliver(world.Send(1));
        Assert.That(world.Sink.Meter.Lost(world.Generator.SentByFlow()), Is.EqualTo(3_000));
        Assert.That(world.Sink.Meter.Missing, Is.EqualTo(3_000));
        Assert.That(world.Sink.Meter.Reordered + world.Sink.Meter.Duplicates + world.Sink.Meter.TooLate, Is.Zero);
    }

    [Test]
    public void Delays_are_those_of_the_clock()
    {
        using var world = new ImpairedWire(new TrafficOptions { Flows = 1 });
        foreach (int microseconds in Enumerable.Range(1, 1000))
        {
            List<byte[]> frames = world.Send(1);
            world.Clock.Now += Duration.FromMicroseconds(microseconds);
            world.Deliver(frames);
        }

        LatencyHistogram latency = world.Sink.Meter.Latency;
        Assert.That(latency.At(0.5), Is.InRange(500_000, 500_000 + (500_000 / 128)));
        Assert.That(latency.At(0.999), Is.InRange(999_000, 999_000 + (999_000 / 128)));
        Assert.That(latency.Max, Is.EqualTo(1_000_000));
    }

    [Test]
    public void Frames_of_others_and_broken_ones_count_apart()
    {
        using var world = new ImpairedWire(new TrafficOptions { Flows = 1 });
        byte[] arp = new byte[60];
        arp[12] = 0x08;
        arp[13] = 0x06;
        byte[] broken = world.Send(1)[0];
        broken[EthernetHeader.Size + Ipv4Header.TtlOffset] ^= 1;
        byte[] unmarked = world.Send(1)[0];
        unmarked[42] ^= 1;
        world.Deliver([arp, broken, unmarked]);
        Assert.That(world.Sink.Meter.Foreign, Is.EqualTo(2));
        Assert.That(world.Sink.Meter.Corrupt, Is.EqualTo(1));
        Assert.That(world.Sink.Meter.Received, Is.Zero);
    }

    [TestCase(62, false)]
    [TestCase(64, false)]
    [TestCase(1514, false)]
    [TestCase(84, true)]
    [TestCase(1514, true)]
    public void A_frame_is_valid_and_tells_its_stamp(int size, bool tunnel)
    {
        var options = new TrafficOptions
        {
            Flows = 100,
            FrameSize = size,
            Tunnel = tunnel ? (Ipv4Address.Parse("10.0.0.1"), Ipv4Address.Parse("10.0.0.2")) : null,
        };
        foreach (Flow flow in options.MakeFlows())
        {
            byte[] frame = TestFrame.Build(options, in flow);
            TestFrame.Stamp(frame, TestFrame.StampOffset(options), 0xfedc_ba98, 0x0123_4567_89ab_cdef);
            Assert.That(frame, Has.Length.EqualTo(size));
            Assert.That(TestFrame.TryRead(frame, out Stamp stamp), Is.EqualTo(FrameVerdict.Ours));
            Assert.That(stamp, Is.EqualTo(new Stamp((uint)flow.Number, 0xfedc_ba98, 0x0123_4567_89ab_cdef)));
            int inner = EthernetHeader.Size + (tunnel ? Ipv4Header.Size : 0);
            Assert.That(Ipv4Header.TryParse(frame, inner, frame.Length - inner, out Ipv4Header header), Is.True);
            Assert.That(options.Destinations[0].Contains(header.Destination), Is.True);
            Assert.That(options.Sources.Contains(header.Source), Is.True);
            Assert.That(
                UdpHeader.TryParse(frame, inner + Ipv4Header.Size, header.PayloadLength, out UdpHeader udp), Is.True);

            // RFC 768: no checksum, and a length that is the payload's.
            Assert.That(udp, Is.EqualTo(new UdpHeader(flow.SourcePort, 9, (ushort)header.PayloadLength, 0)));
        }
    }

    [Test]
    public void Frames_too_short_for_a_stamp_are_refused() => Assert.That(
        () => new TrafficOptions { FrameSize = 61 }.MakeFlows(), Throws.ArgumentException);

    /// <summary>A generator on one wire, a sink on another, and the test in between.</summary>
    private sealed class ImpairedWire : IDisposable
    {
        private readonly FramePool _pool = new(512);
        private readonly InProcessWire _first;
        private readonly InProcessWire _second;
        private readonly NicSender _sender;
        private readonly Frame[] _frames = new Frame[256];

        public ImpairedWire(TrafficOptions options)
        {
            _first = new InProcessWire("a", _pool, "b", _pool);
            _second = new InProcessWire("c", _pool, "d", _pool);
            _sender = new NicSender(_first.Left, _pool);
            Generator = new Generator(options, _sender, Clock);
            Sink = new NicSink(_second.Right, _pool, Clock, options.Flows);
        }

        public SettableClock Clock { get; } = new();

        public Generator Generator { get; }

        public NicSink Sink { get; }

        public List<byte[]> Send(int count)
        {
            Assert.That(Generator.Send(new Pacer(0, count, Instant.Zero)), Is.EqualTo(count));
            int received = _first.Right.Receive(_frames);
            var octets = new List<byte[]>();
            foreach (Frame frame in _frames.AsSpan(0, received))
            {
                octets.Add(_pool.Octets(frame).ToArray());
                _pool.Return(frame);
            }

            Assert.That(octets, Has.Count.EqualTo(count));
            return octets;
        }

        public void Deliver(List<byte[]> frames)
        {
            foreach (byte[] octets in frames)
            {
                Assert.That(_pool.TryRent(out _frames[0]), Is.True);
                _frames[0].Length = octets.Length;
                octets.CopyTo(_pool.Octets(_frames[0]));
                Assert.That(_second.Left.Transmit(_frames.AsSpan(0, 1)), Is.EqualTo(1));
            }

            while (Sink.Receive() > 0)
            {
                // All of them.
            }
        }

        public void Dispose()
        {
            _sender.Dispose();
            _first.Dispose();
            _second.Dispose();
        }
    }

    private sealed class SettableClock : IClock
    {
        public Instant Now { get; set; } = new(1_000);
    }
}
