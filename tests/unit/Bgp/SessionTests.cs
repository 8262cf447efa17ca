using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>Two speakers and what RFC 4271 and its extensions say they do to each other.</summary>
public sealed class SessionTests
{
    private static (TestNet Net, TestNode A, TestNode B) Pair(bool bothDial = false)
    {
        TestNet net = new();
        TestNode a = net.Add("192.168.101.201");
        TestNode b = net.Add("192.168.101.202", seed: 2);
        a.Peer(b, p => p with { Passive = !bothDial, ConnectDelay = bothDial ? Duration.Zero : p.ConnectDelay });
        b.Peer(a, p => p with { ConnectDelay = bothDial ? Duration.Zero : p.ConnectDelay });
        return (net, a, b);
    }

    [TestCase(0)]
    [TestCase(999_999)]
    public void A_retry_without_a_pause_is_refused(long nanoseconds) =>
        Assert.That(() => new ScriptedPeer(p => p with { ConnectRetry = new Duration(nanoseconds) }),
            Throws.ArgumentException.With.Message.Contains("retry"));

    [Test]
    public void Blocks_are_exchanged_and_end_of_rib_follows()
    {
        (TestNet net, TestNode a, TestNode b) = Pair();
        a.Originate("172.173.55.0/26");
        b.Originate("172.165.231.128/26", new BgpOrigination { LocalPref = 2147482623 });
        net.Run(5);
        Assert.That(a.State(), Is.EqualTo(BgpState.Established));
        Assert.That(b.State(), Is.EqualTo(BgpState.Established));
        Assert.That(a.Table(), Does.Contain("172.165.231.128/26 via 192.168.101.202 lp 2147482623"));
        Assert.That(b.Table(), Does.Contain("172.173.55.0/26 via 192.168.101.201 lp 100"));
        BgpPeerView view = a.Speaker.Peer(0);
        Assert.That(view.EndOfRibReceived && view.EndOfRibSent, Is.True);
        Assert.That(view.PathsReceived, Is.EqualTo(1));
        Assert.That(view.PrefixesSent, Is.EqualTo(1));
        Assert.That(view.Negotiated!.HoldTime, Is.EqualTo(240));
        Assert.That(view.Negotiated.KeepaliveTime, Is.EqualTo(80));

        // The operator adds, changes and withdraws: one event each, differences only.
        b.Originate("172.165.231.128/26", new BgpOrigination { LocalPref = 50 });
        net.Run(1);
        b.Speaker.WithdrawOrigination(Prefix.Parse("172.165.231.128/26"), net.Now);
        net.Run(1);
        Assert.That(a.Routes.Where(r => r.StartsWith("172.165", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "172.165.231.128/26 192.168.101.202", "172.165.231.128/26 192.168.101.202", "172.165.231.128/26 gone",
        }));
    }

    [TestCase("192.168.101.201", "192.168.101.202")]
    [TestCase("192.168.101.202", "192.168.101.201")]
    public void A_collision_keeps_the_connection_of_the_higher_identifier(string first, string second)
    {
        TestNet net = new();
        TestNode a = net.Add(first);
        TestNode b = net.Add(second, seed: 2);
        a.Peer(b, p => p with { ConnectDelay = Duration.Zero });
        b.Peer(a, p => p with { ConnectDelay = Duration.Zero });
        net.Run(10);
        Assert.That(a.Accepts + b.Accepts, Is.EqualTo(2), "both dialled at the same instant");
        Assert.That(a.State(), Is.EqualTo(BgpState.Established));
        Assert.That(b.State(), Is.EqualTo(BgpState.Established));
        TestNode higher = a.Address > b.Address ? a : b;
        Assert.That(a.OpenEnds.Count(), Is.EqualTo(1));
        Assert.That(b.OpenEnds.Count(), Is.EqualTo(1));

        // The dialler's end has the lower number of a pair.
        TestEnd kept = higher.OpenEnds.Single();
        Assert.That(kept.Id, Is.LessThan(kept.Other!.Id),
            "the higher identifier's own connection is the one that lives");
        Assert.That(a.Speaker.Peer(0).Establishments, Is.EqualTo(1));
        Assert.That(b.Speaker.Peer(0).Establishments, Is.EqualTo(1));
        Assert.That(a.Speaker.Peer(0).LastSent?.Subcode ?? b.Speaker.Peer(0).LastSent?.Subcode, Is.EqualTo(7),
            "Cease/7");
    }

    [Test]
    public void An_established_peer_is_never_dialled_again()
    {
        (TestNet net, TestNode a, TestNode b) = Pair(bothDial: true);
        net.Run(600);
        Assert.That(a.Accepts + b.Accepts, Is.EqualTo(2), "the two of the collision and no more");
    }

    [Test]
    public void Silence_ends_the_session_at_the_hold_time_and_its_routes()
    {
        (TestNet net, TestNode a, TestNode b) = Pair();
        b.Originate("10.1.0.0/16");
        net.Run(5);
        Assert.That(a.Table(), Has.Length.EqualTo(1));
        b.Window = 0;
        b.IsReachable = false;
        net.Run(241);
        Assert.That(a.Speaker.Peer(0).LastSent!.Value.Code, Is.EqualTo(4));
        Assert.That(a.Log.Any(l => l.Contains("hold timer expired")), Is.True);
        Assert.That(a.Table(), Is.Empty);
    }

    [Test]
    public void Keepalives_hold_a_quiet_session_for_an_hour()
    {
        (TestNet net, TestNode a, TestNode b) = Pair();
        net.Run(3600);
        Assert.That(a.Speaker.Peer(0).Establishments, Is.EqualTo(1));

        // RFC 4271 §10: 60 to 80 s between KEEPALIVEs.
        Assert.That(b.Speaker.Peer(0).Sent.Keepalive, Is.InRange(3600 / 80, (3600 / 60) + 1));
    }

    [Test]
    public void A_shutdown_text_reaches_the_other_operator()
    {
        (TestNet net, TestNode a, TestNode b) = Pair();
        net.Run(5);
        b.Speaker.SetAdmin(0, false, net.Now, "back at noon");
        net.Run(1);
        BgpNotificationRecord got = a.Speaker.Peer(0).LastReceived!.Value;
        Assert.That((got.Code, got.Subcode), Is.EqualTo(((byte)6, (byte)2)));
        Assert.That(got.Text, Does.Contain("back at noon"));
        Assert.That(b.State(), Is.EqualTo(BgpState.Idle));
        b.Speaker.SetAdmin(0, true, net.Now);
        net.Run(15);
        Assert.That(b.State(), Is.EqualTo(BgpState.Established));
    }

    [Test]
    public void Errors_wait_longer_each_time_up_to_the_bound()
    {
        TestNet net = new();
        TestNode a = net.Add("192.168.101.201");
        TestNode b = net.Add("192.168.101.202", seed: 2);
        a.Peer(b, p => p with { Passive = true, RemoteAs = new Asn(65000), ErrorWaitMin = Duration.Zero });
        b.Peer(a);
        net.Run(200);
        long[] idles = Idles(b);
        Assert.That(b.Speaker.Peer(0).LastReceived!.Value.Text, Does.Contain("Bad Peer AS"));
        long[] gaps = [.. idles.Skip(1).Zip(idles, (later, earlier) => later - earlier)];
        Assert.That(gaps.Take(4), Is.EqualTo(new long[] { 5, 10, 20, 30 }).Within(1));
    }

    [TestCase("0607", BgpState.Active, Description = "RFC 4486 §4: the peer keeps another connection")]
    [TestCase("0605", BgpState.Idle, Description = "the peer does not want us")]
    public void Losing_a_collision_by_the_peers_word_is_no_error(string cease, BgpState then)
    {
        ScriptedPeer peer = new ScriptedPeer().Accept();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fc00"));
        peer.Receive("ffffffffffffffffffffffffffffffff" + "001503" + cease);
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(then));
        Assert.That(peer.Speaker.OnAccepted(99, default, Ipv4Address.Parse("192.168.101.201"), 1, peer.Now),
            Is.EqualTo(then == BgpState.Active));
    }

    [Test]
    public void A_session_that_the_peer_ends_with_a_word_of_collision_is_damped()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        peer.Receive("ffffffffffffffffffffffffffffffff" + "001503" + "0607");
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Idle));
    }

    [TestCase(50, 20, Description = "not yet in good standing: the wait goes on doubling")]
    [TestCase(70, 5, Description = "a minute of Established forgives")]
    public void A_minute_of_established_clears_the_damping(int established, int nextWait)
    {
        TestNet net = new();
        TestNode a = net.Add("192.168.101.201");
        TestNode b = net.Add("192.168.101.202", seed: 2);
        a.Peer(b, p => p with { Passive = true, RemoteAs = new Asn(65000), ErrorWaitMin = Duration.Zero });
        b.Peer(a);
        while (Idles(b).Length < 2)
        {
            net.Run(1);
        }

        // After two refusals b waits 10 s; a knows better now.
        a.Speaker.RemovePeer(0, net.Now);
        int peer = a.Peer(b, p => p with { Passive = true, ErrorWaitMin = Duration.Zero });
        while (b.State() != BgpState.Established)
        {
            net.Run(1);
        }

        net.Run(established);
        Assert.That(b.State(), Is.EqualTo(BgpState.Established));
        a.Speaker.RemovePeer(peer, net.Now);
        a.Peer(b, p => p with { Passive = true, RemoteAs = new Asn(65000), ErrorWaitMin = Duration.Zero });

        // Cease/3, Peer De-configured, is an error, too; the next one is that a knows another AS again.
        int before = Idles(b).Length;
        net.Run(60);
        long[] idles = Idles(b);
        Assert.That(idles[before + 1] - idles[before], Is.EqualTo(nextWait).Within(1));
    }

    [Test]
    public void A_refresh_brings_the_table_again_between_its_marks()
    {
        (TestNet net, TestNode a, TestNode b) = Pair();
        b.Originate("10.1.0.0/16");
        b.Originate("10.2.0.0/16");
        net.Run(5);
        long updates = b.Speaker.Peer(0).Sent.Update;
        Assert.That(a.Speaker.RequestRefresh(0, net.Now), Is.True);
        net.Run(1);
        Assert.That(b.Speaker.Peer(0).Sent.Update, Is.EqualTo(updates + 1),
            "two prefixes, one attribute set, one UPDATE");
        Assert.That(b.Speaker.Peer(0).Sent.RouteRefresh, Is.EqualTo(2), "BoRR and EoRR");
        Assert.That(a.Speaker.Peer(0).Received.RouteRefresh, Is.EqualTo(2));
        Assert.That(a.Speaker.Peer(0).StalePaths, Is.Zero);
        Assert.That(a.Table(), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_hold_time_of_zero_needs_no_keepalives()
    {
        TestNet net = new();
        TestNode a = net.Add("10.0.0.1");
        TestNode b = net.Add("10.0.0.2", seed: 2);
        a.Peer(b, p => p with { Passive = true, HoldTime = 0 });
        b.Peer(a);
        net.Run(7200);
        Assert.That(a.Speaker.Peer(0).Establishments, Is.EqualTo(1));
        Assert.That(a.State(), Is.EqualTo(BgpState.Established));
        Assert.That(b.Speaker.Peer(0).Sent.Keepalive, Is.EqualTo(1), "the one that answers OPEN");
    }

    [Test]
    public void A_delayed_open_lets_the_peer_speak_first()
    {
        TestNet net = new();
        TestNode a = net.Add("10.0.0.1");
        TestNode b = net.Add("10.0.0.2", seed: 2);
        a.Peer(b, p => p with { Passive = true, DelayOpen = Duration.FromSeconds(30) });
        b.Peer(a);
        net.Run(5);
        Assert.That(a.State(), Is.EqualTo(BgpState.Established), "its OPEN cut the delay short");
        Assert.That(a.Log.Any(l => l.Contains("OpenSent")), Is.False);
    }

    [Test]
    public void Equal_paths_are_named_together_up_to_the_limit()
    {
        TestNet net = new();
        TestNode hub = net.Add("10.0.0.1", maxPaths: 2);
        for (uint i = 2; i <= 4; i++)
        {
            TestNode leaf = net.Add($"10.0.0.{i}", seed: i);
            hub.Peer(leaf, p => p with { Passive = true });
            leaf.Peer(hub);
            leaf.Originate("172.16.0.0/24", new BgpOrigination { LocalPref = i == 4 ? 100u : 200u });
        }

        net.Run(5);
        Assert.That(hub.Routes[^1], Is.EqualTo("172.16.0.0/24 10.0.0.2 10.0.0.3"));
        Assert.That(hub.Speaker.Routes()[0].Selected, Is.EqualTo(2));
        Assert.That(hub.Speaker.Routes()[0].Paths, Has.Count.EqualTo(3));

        // One of the two goes, then the other: each time the set is news.
        net.Nodes[1].Speaker.WithdrawOrigination(Prefix.Parse("172.16.0.0/24"), net.Now);
        net.Run(1);
        Assert.That(hub.Routes[^1], Is.EqualTo("172.16.0.0/24 10.0.0.3"));
        net.Nodes[2].Speaker.SetAdmin(0, false, net.Now);
        net.Run(1);
        Assert.That(hub.Routes[^1], Is.EqualTo("172.16.0.0/24 10.0.0.4"));
    }

    [Test]
    public void A_reader_that_stops_holds_up_nobody_and_gets_only_the_last_state()
    {
        TestNet net = new();
        TestNode hub = net.Add("10.0.0.1");
        TestNode slow = net.Add("10.0.0.2", seed: 2);
        TestNode quick = net.Add("10.0.0.3", seed: 3);
        int toSlow = hub.Peer(slow, p => p with { Passive = true, OutputLimit = 8192 });
        hub.Peer(quick, p => p with { Passive = true });
        slow.Peer(hub);
        quick.Peer(hub);
        net.Run(5);

        // Only the session to the slow peer is blocked: its transport takes nothing from here on.
        hub.BlockTowards(slow);
        for (uint round = 1; round <= 50; round++)
        {
            for (uint i = 0; i < 200; i++)
            {
                hub.Originate($"10.{round % 2}.{i}.0/24", new BgpOrigination { LocalPref = (round * 1000) + i });
            }

            net.Run(0.1);
        }

        Assert.That(quick.Table(), Has.Length.EqualTo(400));
        Assert.That(slow.Table(), Is.Empty);
        Assert.That(hub.Speaker.Peer(toSlow).OutputQueued, Is.LessThanOrEqualTo(8192 + 4096));
        hub.Unblock();
        net.Run(1);
        Assert.That(slow.Table(), Is.EqualTo(quick.Table()));
        Assert.That(hub.Speaker.Peer(toSlow).Sent.Update, Is.LessThan(1000), "states were coalesced while it slept");
    }

    // When it fell back to Idle, in seconds.
    private static long[] Idles(TestNode node) => [.. node.Log.Where(line => line.Contains("State Idle")).Select(
        line => long.Parse(line.AsSpan(0, line.IndexOf('.')), System.Globalization.CultureInfo.InvariantCulture))];
}
