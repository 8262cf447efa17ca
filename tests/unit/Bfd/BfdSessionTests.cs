using System;
using System.Linq;
using NUnit.Framework;
using Router.Bfd;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Bfd;

/// <summary>Ups and downs of a session, and what clients hear of them (RFC 5880 §6.8.6, RFC 5882 §3.2).</summary>
public sealed class BfdSessionTests
{
    [Test]
    public void The_three_way_handshake()
    {
        var h = new BfdHarness();
        h.Run(1);
        Assert.That((h.Last.State, h.Last.YourDiscriminator), Is.EqualTo((BfdState.Down, 0u)));
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000));
        Assert.That((h.Last.State, h.Last.YourDiscriminator),
            Is.EqualTo((BfdState.Init, BfdHarness.PeerDiscriminator)), "told at once, not at the next second");
        h.Hear(BfdHarness.Packet(BfdState.Up, 1000));
        Assert.That(h.Changes.Select(c => (c.Old, c.New, c.IsFailure)), Is.EqualTo(new[]
        {
            (BfdState.Down, BfdState.Init, false), (BfdState.Init, BfdState.Up, false),
        }));
    }

    [Test]
    public void A_peer_that_says_down_is_a_failure()
    {
        BfdHarness h = BfdHarness.Up();
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000));
        Assert.That(h.Changes, Is.EqualTo(new[]
        {
            new BfdStateChange(0, BfdState.Up, BfdState.Down, BfdDiagnostic.NeighbourSignalledDown, true),
        }));
    }

    [Test]
    public void A_peer_that_is_administratively_down_is_no_failure()
    {
        BfdHarness h = BfdHarness.Up();
        h.Hear(BfdHarness.Packet(BfdState.AdminDown, 1000));
        Assert.That(h.Changes, Is.EqualTo(new[]
        {
            new BfdStateChange(0, BfdState.Up, BfdState.Down, BfdDiagnostic.NeighbourSignalledDown, false),
        }));

        // Neither is its silence afterwards, nor that it stays so.
        h.Run(60_000);
        Assert.That(h.Changes, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_session_that_never_came_up_is_no_failure()
    {
        var h = new BfdHarness();
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000));
        h.Run(60_000);
        Assert.That(h.Changes.Select(c => (c.Old, c.New, c.IsFailure)), Is.EqualTo(new[]
        {
            (BfdState.Down, BfdState.Init, false), (BfdState.Init, BfdState.Down, false),
        }));
    }

    [Test]
    public void Taking_it_down_is_told_for_a_detection_time_and_then_silence()
    {
        BfdHarness h = BfdHarness.Up(multiplier: 255);
        h.Engine.SetAdmin(0, false, h.Now);
        h.Run(60_000);
        Assert.Multiple(() =>
        {
            Assert.That(h.Changes.Select(c => (c.New, c.Diagnostic, c.IsFailure)), Is.EqualTo(new[]
            {
                (BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown, false),
            }));
            Assert.That(h.Sent.Select(s => s.Packet.State), Is.All.EqualTo(BfdState.AdminDown));

            // The peer's Detection Time: our multiplier times the second that we send at now.
            Assert.That((h.Sent[^1].At - h.Sent[0].At).Milliseconds, Is.InRange(2250, 4000));
        });

        Assert.That(h.Hear(BfdHarness.Packet(BfdState.Up)), Is.EqualTo(BfdDiscard.AdminDown));
        h.Engine.SetAdmin(0, true, h.Now);
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000));
        Assert.That(h.View.State, Is.EqualTo(BfdState.Init));
    }

    [Test]
    public void A_removed_session_says_goodbye_and_its_number_is_free_again()
    {
        BfdHarness h = BfdHarness.Up();
        h.Engine.Remove(0, h.Now);
        Assert.That(h.Engine.Sessions(), Is.Empty);
        h.Run(60_000);
        Assert.Multiple(() =>
        {
            Assert.That(h.Sent.Select(s => s.Packet.State), Is.Not.Empty.And.All.EqualTo(BfdState.AdminDown));
            Assert.That(h.Changes, Is.Empty, "its owner asked for it");
            Assert.That((h.Engine.Count, h.Engine.PollAt()), Is.EqualTo((0, Instant.Never)));
        });

        int again = h.Engine.Add(new BfdSessionOptions { Remote = Ipv4Address.Parse("192.0.2.9") }, h.Now);
        Assert.That(again, Is.Zero);
    }

    [Test]
    public void A_neighbour_that_is_added_again_during_the_goodbye_begins_anew()
    {
        BfdHarness h = BfdHarness.Up();
        BfdSessionOptions options = h.View.Options;
        uint before = h.View.LocalDiscriminator;
        h.Engine.Remove(0, h.Now);
        int session = h.Engine.Add(options, h.Now);
        Assert.That(h.Engine.Session(session).LocalDiscriminator, Is.Not.EqualTo(before));
        Assert.That(h.Engine.Session(session).State, Is.EqualTo(BfdState.Down));
        Assert.That(() => h.Engine.Add(options, h.Now), Throws.ArgumentException);
    }

    [Test]
    public void A_restarted_peer_is_taken_by_its_new_discriminator()
    {
        BfdHarness h = BfdHarness.Up();
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000) with { MyDiscriminator = 99 });
        Assert.That((h.View.State, h.View.RemoteDiscriminator), Is.EqualTo((BfdState.Down, 99u)));
        h.Hear(BfdHarness.Packet(BfdState.Down, 1000) with { MyDiscriminator = 99 });
        Assert.That(h.Last.YourDiscriminator, Is.EqualTo(99));
    }

    [Test]
    public void Polling_early_changes_nothing()
    {
        BfdHarness eager = BfdHarness.Up(multiplier: 255);
        BfdHarness lazy = BfdHarness.Up(multiplier: 255);
        for (int i = 0; i < 5_000; i++)
        {
            eager.Run(1);
            eager.Engine.Poll(eager.Now, eager);
        }

        lazy.Run(5_000);
        Assert.That(eager.Sent, Is.EqualTo(lazy.Sent).And.Not.Empty);
    }

    [Test]
    public void A_second_of_a_session_allocates_nothing()
    {
        BfdHarness h = BfdHarness.Up();
        var sink = new Silence();
        byte[] packet = new byte[BfdPacket.Size];
        (BfdHarness.Packet(BfdState.Up) with { YourDiscriminator = h.View.LocalDiscriminator }).Write(packet);
        IpAddress peer = h.View.Options.Remote;
        Instant now = h.Now;
        Assert.That(Allocation.Of(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                now += Duration.FromMilliseconds(100);
                h.Engine.Receive(peer, 255, false, packet, now);
                h.Engine.Poll(now, sink);
            }
        }), Is.Zero);
        Assert.That(sink.Count, Is.Positive);
    }

    private sealed class Silence : IBfdSink
    {
        public int Count { get; private set; }

        public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet) => Count++;

        public void OnState(in BfdStateChange change) => Count++;
    }
}
