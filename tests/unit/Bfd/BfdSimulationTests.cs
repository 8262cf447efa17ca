using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bfd;
using Router.Wire;

namespace Router.Tests.Bfd;

/// <summary>Two engines and a link that loses, delays and breaks, under virtual time.</summary>
public sealed class BfdSimulationTests
{
    private static readonly Duration s_second = Duration.FromSeconds(1);

    [Test]
    public void Sessions_come_up_over_a_clean_link_within_two_seconds_and_stay_up()
    {
        var link = new Link(1, 0);
        link.Run(s_second * 2);
        Assert.That(link.BothAre(BfdState.Up), Is.True);
        link.Run(s_second * 600);
        Assert.That(link.Failures, Is.Empty);
    }

    [Test]
    public void A_cut_link_is_noticed_within_the_detection_time_on_both_sides()
    {
        for (ulong seed = 1; seed <= 50; seed++)
        {
            var link = new Link(seed, 0);
            link.Run((s_second * 5) + Duration.FromMilliseconds((long)seed * 7));
            Instant cut = link.Now;
            link.IsCut = true;
            link.Run(s_second * 2);

            // 3 × 100 ms after the last packet, which is at most 100 ms and the way old.
            Assert.That(link.Failures.Select(f => (f.At - cut).Milliseconds),
                Has.Exactly(2).Items.And.All.InRange(200, 301), $"seed {seed}");

            link.IsCut = false;
            link.Run(s_second * 3);
            Assert.That(link.BothAre(BfdState.Up), Is.True, $"seed {seed}: back");
        }
    }

    [Test]
    public void One_way_loss_takes_down_both_sides()
    {
        var link = new Link(3, 0);
        link.Run(s_second * 5);
        link.IsCutToRight = true;
        link.Run(s_second);

        // The right side notices, the left side is told.
        Assert.That(link.Failures.Select(f => f.Change.Diagnostic).Order(), Is.EqualTo(new[]
        {
            BfdDiagnostic.DetectionTimeExpired, BfdDiagnostic.NeighbourSignalledDown,
        }));
    }

    [Test]
    public void Flapping_links_always_end_as_the_link_ends()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var link = new Link(seed, 15);
            var random = new RandomStream(seed, "flaps");
            for (int i = 0; i < 30; i++)
            {
                link.IsCut = !link.IsCut;
                link.Run(Duration.FromMilliseconds(random.NextBelow(1500)));
            }

            link.IsCut = false;
            link.Loss = 0;
            link.Run(s_second * 4);
            Assert.That(link.BothAre(BfdState.Up), Is.True, $"seed {seed}");

            link.IsCut = true;
            link.Run(s_second * 4);
            Assert.That(link.BothAre(BfdState.Down), Is.True, $"seed {seed}");
        }
    }

    [Test]
    public void The_same_seed_gives_the_same_run()
    {
        string[] runs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var link = new Link(9, 30);
            link.Run(s_second * 60);
            return string.Join(' ', link.Log);
        })];
        Assert.That(runs[0], Is.EqualTo(runs[1]).And.Not.Empty);
    }

    /// <summary>A millisecond each way; 100 ms × 3 on both sides.</summary>
    private sealed class Link
    {
        private static readonly IpAddress s_left = Ipv4Address.Parse("192.0.2.1");
        private static readonly IpAddress s_right = Ipv4Address.Parse("192.0.2.2");

        private readonly RandomStream _random;
        private readonly Queue<(Instant At, bool ToRight, byte[] Packet)> _wire = new();
        private readonly End _left;
        private readonly End _right;

        public Link(ulong seed, uint loss)
        {
            Loss = loss;
            _random = new RandomStream(seed, "wire");
            _left = new End(this, true, new BfdEngine(seed));
            _right = new End(this, false, new BfdEngine(seed + 1000));
            _left.Engine.Add(Options(s_right), Now);
            _right.Engine.Add(Options(s_left), Now);
        }

        public Instant Now { get; private set; }

        public bool IsCut { get; set; }

        public bool IsCutToRight { get; set; }

        /// <summary>Percent.</summary>
        public uint Loss { get; set; }

        public List<(Instant At, BfdStateChange Change)> Failures { get; } = [];

        public List<string> Log { get; } = [];

        public bool BothAre(BfdState state) =>
            _left.Engine.Session(0).State == state && _right.Engine.Session(0).State == state;

        public void Run(Duration duration)
        {
            Instant end = Now + duration;
            while (true)
            {
                Instant arrival = _wire.TryPeek(out (Instant At, bool, byte[]) first) ? first.At : Instant.Never;
                Instant next = Instant.Min(
                    arrival, Instant.Min(_left.Engine.PollAt(), _right.Engine.PollAt()));
                if (next > end)
                {
                    Now = end;
                    return;
                }

                Now = Instant.Max(Now, next);
                if (arrival <= Now)
                {
                    (_, bool toRight, byte[] packet) = _wire.Dequeue();
                    (toRight ? _right : _left).Engine.Receive(toRight ? s_left : s_right, 255, false, packet, Now);
                }

                _left.Engine.Poll(Now, _left);
                _right.Engine.Poll(Now, _right);
            }
        }

        private static BfdSessionOptions Options(IpAddress remote) =>
            new() { Remote = remote, Timers = BfdHarness.Timers(100, 100, 3) };

        private sealed class End(Link link, bool isLeft, BfdEngine engine) : IBfdSink
        {
            public BfdEngine Engine { get; } = engine;

            public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet)
            {
                link.Log.Add(Convert.ToHexString(packet));
                bool isLost = link.IsCut || (link.IsCutToRight && isLeft) || link._random.NextBelow(100) < link.Loss;
                if (!isLost)
                {
                    link._wire.Enqueue((link.Now + Duration.FromMilliseconds(1), isLeft, packet.ToArray()));
                }
            }

            public void OnState(in BfdStateChange change)
            {
                if (change.IsFailure)
                {
                    link.Failures.Add((link.Now, change));
                }
            }
        }
    }
}
