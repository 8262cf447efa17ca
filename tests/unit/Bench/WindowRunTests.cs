using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using Router.Bench.Traffic;
using Router.Hal;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>A window of frames on a wire that holds them, and perhaps loses some.</summary>
public sealed class WindowRunTests
{
    private const int Window = 256;
    private const int Burst = 64;

    [Test]
    public void No_more_frames_than_the_window_are_on_their_way_and_all_come_back()
    {
        var wire = new HoldingWire(lost: static _ => false);
        double took = wire.Run(Window, Burst, Duration.FromMilliseconds(50));
        Assert.Multiple(() =>
        {
            Assert.That(wire.Most, Is.EqualTo(Window), "the window is used");
            Assert.That(wire.Delivered, Is.EqualTo(wire.Generator.Sent).And.GreaterThan(10 * Window));
            Assert.That(wire.Stalls, Is.Zero);
            Assert.That(took, Is.InRange(0.05, 0.06), "until the last frame came, not longer");
        });
    }

    [Test]
    public void Losses_stop_it_for_a_while_and_not_for_good()
    {
        // All of the second window.
        var wire = new HoldingWire(lost: static frame => frame is >= Window and < 2 * Window);
        wire.Run(Window, Burst, Duration.FromMilliseconds(500));
        Assert.Multiple(() =>
        {
            Assert.That(wire.Stalls, Is.EqualTo(1));
            Assert.That(wire.Delivered, Is.EqualTo(wire.Generator.Sent - Window));
            Assert.That(wire.Generator.Sent, Is.GreaterThan(3 * Window), "it went on");
        });
    }

    [Test]
    public void A_router_that_says_nothing_does_not_hang_it()
    {
        var wire = new HoldingWire(lost: static _ => true);
        wire.Run(Window, Burst, Duration.FromMilliseconds(50));
        Assert.That(wire.Delivered, Is.Zero);
        Assert.That(wire.Generator.Sent, Is.EqualTo(Window));
    }

    /// <summary>What was sent comes when somebody waits, a millisecond later by the clock.</summary>
    private sealed class HoldingWire : ITrafficSender, IClock
    {
        private readonly Func<long, bool> _lost;
        private readonly Queue<long> _held = new();
        private readonly byte[] _frame = new byte[64];
        private int _arrived;
        private long _next;

        public HoldingWire(Func<long, bool> lost)
        {
            _lost = lost;
            Generator = new Generator(new TrafficOptions { Flows = 1 }, this, this);
        }

        public Generator Generator { get; }

        public Instant Now { get; private set; } = new(1_000_000);

        public int Most { get; private set; }

        public long Delivered { get; private set; }

        public long Stalls { get; private set; }

        public double Run(int window, int burst, Duration time)
        {
            var run = new WindowRun(Generator, this, Receive, Wait);
            double took = run.Run(window, burst, time, CancellationToken.None);
            Stalls = run.Stalls;
            return took;
        }

        public void Load(IReadOnlyList<byte[]> frames) => Assert.That(frames.Single(), Has.Length.EqualTo(64));

        public bool TryNext(out int index, out Span<byte> frame)
        {
            index = 0;
            frame = _frame;
            _held.Enqueue(_next++);
            return true;
        }

        public void Flush() => Most = Math.Max(Most, _held.Count + _arrived);

        public void Dispose()
        {
            // Nothing is held that would need it.
        }

        private int Receive()
        {
            int count = Math.Min(_arrived, Burst);
            _arrived -= count;
            Delivered += count;
            return count;
        }

        private void Wait()
        {
            Now += Duration.FromMilliseconds(1);
            while (_held.TryDequeue(out long frame))
            {
                _arrived += _lost(frame) ? 0 : 1;
            }
        }
    }
}
