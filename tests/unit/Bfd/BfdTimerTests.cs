using System.Linq;
using NUnit.Framework;
using Router.Bfd;

namespace Router.Tests.Bfd;

/// <summary>When packets leave, and how timers are agreed: RFC 5880 §6.8.2, §6.8.3, §6.8.4, §6.8.7.</summary>
public sealed class BfdTimerTests
{
    [Test]
    public void Until_up_packets_leave_at_most_once_a_second()
    {
        var h = new BfdHarness(BfdHarness.Timers(50, 50, 3));
        h.Run(20_000);

        // §6.8.3: not less than a second; §6.8.7: up to a quarter less by jitter.
        Assert.That(h.Gaps(), Has.All.InRange(750, 1000));
        Assert.That(h.Sent.Select(s => s.Packet.DesiredMinTx), Is.All.EqualTo(1_000_000));
        Assert.That(h.Sent.Select(s => s.Packet.RequiredMinRx), Is.All.EqualTo(50_000));
        Assert.That(h.Sent.Select(s => (s.Packet.State, s.Packet.Poll)), Is.All.EqualTo((BfdState.Down, false)));
    }

    [TestCase(3, 225, 300)]
    [TestCase(1, 225, 270, Description = "a tenth less at least, or one late packet would be a loss")]
    public void Jitter_takes_up_to_a_quarter(byte multiplier, long least, long most)
    {
        BfdHarness h = BfdHarness.Up(BfdHarness.Timers(300, 300, multiplier), multiplier: 255);
        h.Run(60_000);
        long[] gaps = h.Gaps();
        Assert.That(gaps, Has.Length.GreaterThan(150).And.All.InRange(least, most));

        // Spread over the range, not at one end of it.
        Assert.That(gaps.Max() - gaps.Min(), Is.GreaterThan((most - least) * 8 / 10));
    }

    [TestCase(100, 300, 300, Description = "the peer's RequiredMinRx is the slower")]
    [TestCase(300, 100, 300, Description = "our DesiredMinTx is the slower")]
    public void The_slower_wish_decides_the_interval(int desired, int peerRequires, long interval)
    {
        BfdHarness h = BfdHarness.Up(BfdHarness.Timers(desired, 300, 3), rx: peerRequires, multiplier: 255);
        Assert.That(h.View.TransmitInterval.Milliseconds, Is.EqualTo(interval));
        h.Run(10_000);
        Assert.That(h.Gaps(), Is.All.InRange(interval * 3 / 4, interval));
    }

    [TestCase(300, 100, 3, 900, Description = "our RequiredMinRx is the slower")]
    [TestCase(100, 300, 5, 1500, Description = "the peer's DesiredMinTx is")]
    public void The_detection_time_goes_by_the_peers_multiplier(int required, int peerDesires, byte multiplier, int ms)
    {
        BfdHarness h = BfdHarness.Up(BfdHarness.Timers(100, required, 9), tx: peerDesires, multiplier: multiplier);
        h.Run(ms - 1);
        Assert.That(h.View.State, Is.EqualTo(BfdState.Up));
        h.Run(1);
        Assert.That(h.Changes, Is.EqualTo(new[]
        {
            new BfdStateChange(0, BfdState.Up, BfdState.Down, BfdDiagnostic.DetectionTimeExpired, true),
        }));
        Assert.That((h.Last.State, h.Last.Diagnostic, h.Last.YourDiscriminator),
            Is.EqualTo((BfdState.Down, BfdDiagnostic.DetectionTimeExpired, 0u)), "§6.8.1: the peer is forgotten");
    }

    [Test]
    public void Coming_up_polls_until_the_final_bit()
    {
        var h = new BfdHarness();
        h.Run(1);
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000));
        Assert.That((h.Last.State, h.Last.DesiredMinTx, h.Last.Poll), Is.EqualTo((BfdState.Init, 1_000_000u, false)));

        h.Hear(BfdHarness.Packet(BfdState.Init, 1000));
        Assert.That((h.Last.State, h.Last.DesiredMinTx, h.Last.Poll), Is.EqualTo((BfdState.Up, 300_000u, true)));
        h.Sent.Clear();
        h.Run(900);
        Assert.That(h.Sent.Select(s => s.Packet.Poll), Is.Not.Empty.And.All.True);

        h.Hear(BfdHarness.Packet(BfdState.Up) with { Final = true });
        h.Sent.Clear();
        h.Run(600);
        Assert.That(h.Sent.Select(s => s.Packet.Poll), Is.Not.Empty.And.All.False);
    }

    [Test]
    public void A_poll_is_answered_at_once_and_once()
    {
        BfdHarness h = BfdHarness.Up();
        h.Hear(BfdHarness.Packet(BfdState.Up) with { Poll = true });
        Assert.That(h.Sent.Select(s => (s.At, s.Packet.Final)), Is.EqualTo(new[] { (h.Now, true) }));
        h.Run(300);
        Assert.That(h.Sent.Skip(1).Select(s => s.Packet.Final), Is.Not.Empty.And.All.False);
    }

    /// <summary>§6.8.3: a longer interval is announced, and used when the peer has answered.</summary>
    [Test]
    public void A_longer_interval_waits_for_the_final_bit()
    {
        BfdHarness h = BfdHarness.Up(multiplier: 255);
        h.Engine.SetTimers(0, BfdHarness.Timers(900, 300, 3), h.Now);
        h.Run(3_000);
        Assert.That(h.Sent.Select(s => (s.Packet.DesiredMinTx, s.Packet.Poll)), Is.All.EqualTo((900_000u, true)));
        Assert.That(h.Gaps(), Is.All.LessThanOrEqualTo(300));

        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Final = true });
        h.Run(1_000);
        h.Sent.Clear();
        h.Run(9_000);
        Assert.That(h.Gaps(), Is.All.InRange(675, 900));
    }

    [Test]
    public void A_shorter_interval_is_used_at_once()
    {
        BfdHarness h = BfdHarness.Up(BfdHarness.Timers(900, 300, 3), rx: 50, multiplier: 255);
        h.Engine.SetTimers(0, BfdHarness.Timers(100, 300, 3), h.Now);
        h.Run(2_000);
        Assert.That(h.Gaps(), Is.All.LessThanOrEqualTo(100));
        Assert.That(h.Sent.Select(s => s.Packet.Poll), Is.All.True);
    }

    /// <summary>§6.8.3: detection gets quicker only when the peer has answered.</summary>
    [Test]
    public void A_shorter_receive_interval_waits_for_the_final_bit()
    {
        BfdHarness h = BfdHarness.Up(BfdHarness.Timers(300, 900, 3), tx: 50);
        Assert.That(h.View.DetectionTime.Milliseconds, Is.EqualTo(2700));
        h.Engine.SetTimers(0, BfdHarness.Timers(300, 100, 3), h.Now);
        h.Run(0);
        Assert.That((h.Last.RequiredMinRx, h.Last.Poll), Is.EqualTo((100_000u, true)));
        Assert.That(h.View.DetectionTime.Milliseconds, Is.EqualTo(2700));

        h.Hear(BfdHarness.Packet(BfdState.Up, tx: 50) with { Final = true });
        Assert.That(h.View.DetectionTime.Milliseconds, Is.EqualTo(300));
    }

    [Test]
    public void A_change_during_a_poll_sequence_follows_it_with_one_of_its_own()
    {
        BfdHarness h = BfdHarness.Up(multiplier: 255);
        h.Engine.SetTimers(0, BfdHarness.Timers(600, 300, 3), h.Now);
        h.Run(100);
        h.Engine.SetTimers(0, BfdHarness.Timers(900, 300, 3), h.Now);
        h.Run(100);
        Assert.That(h.Last.DesiredMinTx, Is.EqualTo(600_000));

        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Final = true });
        Assert.That((h.Last.DesiredMinTx, h.Last.Poll, h.View.TransmitInterval.Milliseconds),
            Is.EqualTo((900_000u, true, 600L)));
        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Final = true });
        Assert.That(h.View.TransmitInterval.Milliseconds, Is.EqualTo(900));
    }

    /// <summary>
    /// §6.8.6: Demand mode is active at the peer, so periodic packets cease, but for a Poll Sequence.
    /// </summary>
    [Test]
    public void A_peer_in_demand_mode_gets_no_periodic_packets()
    {
        BfdHarness h = BfdHarness.Up(multiplier: 255);
        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Demand = true });
        h.Sent.Clear();
        h.Run(10_000);
        Assert.That(h.Sent, Is.Empty);

        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Demand = true, Poll = true });
        Assert.That(h.Sent.Select(s => s.Packet.Final), Is.EqualTo(new[] { true }));

        h.Engine.SetTimers(0, BfdHarness.Timers(400, 300, 3), h.Now);
        h.Run(2_000);
        Assert.That(h.Sent.Skip(1).Select(s => s.Packet.Poll), Is.Not.Empty.And.All.True);
        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255) with { Demand = true, Final = true });
        h.Sent.Clear();
        h.Run(10_000);
        Assert.That(h.Sent, Is.Empty);

        // The bit means something between two sides that are up, and nothing otherwise.
        h.Hear(BfdHarness.Packet(BfdState.Up, multiplier: 255));
        h.Run(1_000);
        Assert.That(h.Sent, Is.Not.Empty);
    }

    [Test]
    public void A_peer_that_requires_no_packets_gets_none_but_answers()
    {
        BfdHarness h = BfdHarness.Up(multiplier: 255);
        h.Hear(BfdHarness.Packet(BfdState.Up, rx: 0, multiplier: 255));
        h.Sent.Clear();
        h.Run(10_000);
        Assert.That(h.Sent, Is.Empty);
        h.Hear(BfdHarness.Packet(BfdState.Up, rx: 0, multiplier: 255) with { Poll = true });
        Assert.That(h.Sent.Select(s => s.Packet.Final), Is.EqualTo(new[] { true }));
    }
}
