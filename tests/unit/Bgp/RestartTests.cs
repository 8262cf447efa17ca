using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>RFC 4724, both roles.</summary>
public sealed class RestartTests
{
    private static (TestNet Net, TestNode Helper, TestNode Restarter) Pair()
    {
        TestNet net = new();
        TestNode helper = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", seed: 2);
        helper.Peer(restarter, p => p with { Passive = true });
        restarter.Peer(helper);
        restarter.Originate("172.16.1.0/24");
        restarter.Originate("172.16.2.0/24");
        helper.Originate("172.16.9.0/24");
        net.Run(5);
        Assert.That(helper.Table(), Has.Length.EqualTo(3));
        return (net, helper, restarter);
    }

    private static BgpSpeakerOptions Again(TestNode node) => node.Speaker.Options with
    {
        Restarting = true,
        ForwardingKept = true,
    };

    [Test]
    public void Stale_paths_wait_for_the_restarter_and_what_it_does_not_repeat_goes()
    {
        (TestNet net, TestNode helper, TestNode restarter) = Pair();
        helper.Routes.Clear();
        restarter.Crash(Again(restarter));
        net.Run(1);
        Assert.That(helper.State(), Is.EqualTo(BgpState.Active));
        Assert.That(helper.Table().Count(r => r.EndsWith("stale", System.StringComparison.Ordinal)), Is.EqualTo(2));
        net.Run(30);
        Assert.That(helper.Routes, Is.Empty, "forwarding went on");

        restarter.Peer(helper);
        restarter.Originate("172.16.1.0/24");
        net.Run(5);
        Assert.That(helper.State(), Is.EqualTo(BgpState.Established));
        Assert.That(helper.Routes, Is.EqualTo(new[] { "172.16.2.0/24 gone" }));
        Assert.That(helper.Speaker.Peer(0).StalePaths, Is.Zero);
        Assert.That(restarter.Table(), Does.Contain("172.16.9.0/24 via 10.0.0.1 lp 100"));
        Assert.That(restarter.Speaker.IsDeferring, Is.False);
    }

    [Test]
    public void A_peer_that_stays_away_longer_than_it_promised_loses_its_routes()
    {
        (TestNet net, TestNode helper, TestNode restarter) = Pair();
        restarter.IsReachable = false;
        restarter.Crash(Again(restarter));
        net.Run(119);
        Assert.That(helper.Table(), Has.Length.EqualTo(3));
        net.Run(2);
        Assert.That(helper.Table(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_peer_that_lost_its_forwarding_state_keeps_nothing()
    {
        (TestNet net, TestNode helper, TestNode restarter) = Pair();
        restarter.Crash(restarter.Speaker.Options with { Restarting = false });
        net.Run(1);
        helper.Routes.Clear();
        restarter.Peer(helper, p => p with { ConnectDelay = Duration.FromMilliseconds(1) });
        net.Run(1);
        Assert.That(helper.State(), Is.EqualTo(BgpState.Established));
        Assert.That(helper.Routes, Is.EquivalentTo(new[] { "172.16.1.0/24 gone", "172.16.2.0/24 gone" }));
    }

    [TestCase("4006807800010180", 1, TestName = "Forwarding kept: stale paths wait")]
    [TestCase("4006807800010100", 0, TestName = "Forwarding lost: stale paths go before any End-of-RIB")]
    [TestCase("40028078", 0, TestName = "Family not named: stale paths go")]
    [TestCase("", 0, TestName = "No capability any more: stale paths go")]
    public void The_new_open_decides_about_stale_paths(string capability, int kept)
    {
        ScriptedPeer peer = new ScriptedPeer().Establish("010400010001" + "4006007800010100" + "41040000fc00");
        peer.Receive(ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865c9" + "40050400000064", "180a0100"));
        peer.Speaker.OnClosed(peer.Connection, peer.Now);
        peer.Poll();
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(1));
        peer.Establish("010400010001" + capability + "41040000fc00");
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(kept));
    }

    [Test]
    public void A_notification_flushes_at_once()
    {
        (TestNet net, TestNode helper, TestNode restarter) = Pair();
        restarter.Speaker.Shutdown(net.Now);
        net.Run(1);
        Assert.That(helper.Table(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_second_restart_before_the_end_of_rib_drops_what_was_stale_already()
    {
        (TestNet net, TestNode helper, TestNode restarter) = Pair();
        restarter.Crash(Again(restarter));
        net.Run(1);

        // It waits for a third peer, so its End-of-RIB does not come.
        restarter.Peer(helper, p => p with { ConnectDelay = Duration.FromMilliseconds(1) });
        restarter.Speaker.AddPeer(new BgpPeerOptions
        {
            Name = "dead",
            RemoteAddress = Ipv4Address.Parse("10.0.0.99"),
            RemoteAs = new Asn(64512),
        }, net.Now);
        restarter.Originate("172.16.1.0/24");
        net.Run(1);
        Assert.That(helper.State(), Is.EqualTo(BgpState.Established));
        Assert.That(helper.Speaker.Peer(0).StalePaths, Is.EqualTo(1));
        restarter.Crash(Again(restarter));
        net.Run(1);
        Assert.That(helper.Table(), Is.EquivalentTo(new[]
        {
            "172.16.1.0/24 via 10.0.0.2 lp 100 stale", "172.16.9.0/24 via 0.0.0.0 lp 100",
        }));
    }

    [Test]
    public void A_dead_peer_defers_selection_for_the_restart_time()
    {
        TestNet net = new();
        TestNode living = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", restarting: true, seed: 2);
        living.Peer(restarter, p => p with { Passive = true });
        restarter.Peer(living);
        restarter.Speaker.AddPeer(new BgpPeerOptions
        {
            Name = "dead",
            RemoteAddress = Ipv4Address.Parse("10.0.0.99"),
            RemoteAs = new Asn(64512),
        }, net.Now);
        living.Originate("172.16.1.0/24");
        restarter.Originate("172.16.2.0/24");

        // Who is not back within the 120 s that our OPEN promises has dropped our routes, or never had any. The living
        // peer has them meanwhile.
        net.Run(118);
        Assert.That(restarter.Routes, Is.EqualTo(new[] { "172.16.2.0/24 0.0.0.0" }));
        Assert.That(living.Table(), Has.Length.EqualTo(2));
        Assert.That(living.Speaker.Peer(0).EndOfRibReceived, Is.False);
        net.Run(5);
        Assert.That(restarter.Routes, Does.Contain("172.16.1.0/24 10.0.0.1"));
        Assert.That(living.Speaker.Peer(0).EndOfRibReceived, Is.True);
    }

    [Test]
    public void A_cold_restart_sets_the_restart_bit_alone_once_and_defers_nothing()
    {
        // RFC 4724 §3: restart flag 0x8 over the 12 bits of 120 s; the forwarding flag of the family is clear.
        ScriptedPeer peer = new(restarting: true, forwardingKept: false);
        Assert.That(peer.Speaker.IsDeferring, Is.False);
        peer.Accept();
        Assert.That(peer.Take(), Does.Contain("4006" + "8078" + "00010100"));
        peer.Receive(ScriptedPeer.Open("010400010001" + "4006007800010100" + "41040000fc00"));
        peer.Receive(ScriptedPeer.Keepalive);
        peer.Receive(ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865c9" + "40050400000064", "180a0100"));
        Assert.That(peer.Routes, Is.EqualTo(new[] { "10.1.0.0/24 192.168.101.201" }), "used before any End-of-RIB");
        Assert.That(peer.Take(), Does.EndWith(ScriptedPeer.EndOfRib));

        // A session that is lost later is no restart of ours.
        peer.Accept();
        Assert.That(peer.Take(), Does.Contain("4006" + "0078" + "00010100"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Who_waits_dials_until_there_is_a_session_after_a_restart(bool isRestart)
    {
        // The living side has not noticed: it calls the old connection established, and dials nobody.
        TestNet net = new();
        TestNode living = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", seed: 2);
        living.Peer(restarter, p => p with { HoldTime = 240 });
        restarter.Peer(living, p => p with { Passive = true });
        restarter.Originate("172.16.1.0/24");
        living.Originate("172.16.2.0/24");
        net.Run(5);
        restarter.Vanish(restarter.Speaker.Options with { Restarting = isRestart });
        net.Run(1);
        Assert.That(living.State(), Is.EqualTo(BgpState.Established));
        living.Routes.Clear();
        restarter.Peer(living, p => p with { Passive = true });
        restarter.Originate("172.16.1.0/24");
        net.Run(20);
        if (!isRestart)
        {
            Assert.That(living.Accepts, Is.Zero, "passive is passive");
            return;
        }

        Assert.That(living.Accepts, Is.EqualTo(1));
        Assert.That((living.State(), restarter.State()), Is.EqualTo((BgpState.Established, BgpState.Established)));
        Assert.That(restarter.Table(), Does.Contain("172.16.2.0/24 via 10.0.0.1 lp 100"));
        Assert.That(living.Table(), Does.Contain("172.16.1.0/24 via 10.0.0.2 lp 100"));

        // RFC 4724 §4.2: it did not forward, so what was stale went at once.
        Assert.That(living.Routes, Is.EqualTo(new[] { "172.16.1.0/24 gone", "172.16.1.0/24 10.0.0.2" }));

        // Lost once more, it is for the other side to come.
        restarter.CloseBoth(restarter.OpenEnds.Single());
        net.Run(20);
        Assert.That(living.Accepts, Is.EqualTo(1));
        Assert.That(living.State(), Is.EqualTo(BgpState.Established));
    }

    [Test]
    public void Who_waits_dials_no_longer_than_the_restart_time_that_it_promised()
    {
        TestNet net = new();
        TestNode away = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", seed: 2,
            change: options => options with { Restarting = true, ForwardingKept = false });
        away.IsReachable = false;
        restarter.Peer(away, p => p with { Passive = true });
        net.Run(110);
        Assert.That(restarter.Log, Has.Some.Contains("Connect"));
        net.Run(20);
        restarter.Log.Clear();
        away.IsReachable = true;
        net.Run(60);
        Assert.That(restarter.Log, Is.Empty);
        Assert.That(restarter.State(), Is.EqualTo(BgpState.Active));
    }

    // RFC 4724 §4.1: whoever was no peer before the restart has kept nothing.
    [TestCase(0, true)]
    [TestCase(300, false)]
    public void Only_peers_from_before_the_restart_are_told_of_it(int seconds, bool isTold)
    {
        TestNet net = new();
        TestNode other = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", seed: 2,
            change: options => options with { Restarting = true, ForwardingKept = false });
        restarter.Speaker.Originate(Prefix.Parse("172.16.1.0/24"), new BgpOrigination(), net.Now);
        net.Run(seconds);
        other.Peer(restarter, p => p with { Passive = true });
        restarter.Peer(other);
        net.Run(10);
        Assert.That(other.State(), Is.EqualTo(BgpState.Established));
        Assert.That(other.Speaker.Peer(0).Negotiated!.PeerRestarted, Is.EqualTo(isTold));
    }

    [Test]
    public void The_end_of_the_deferral_comes_before_the_mark_and_after_every_route()
    {
        // What is decided in the first turns does not concern the taker: no internal route goes to an internal peer.
        const int Many = 3000;
        TestNet net = new();
        TestNode inside = net.Add("10.0.0.1");
        TestNode restarter = net.Add("10.0.0.2", restarting: true, seed: 2);
        TestNode outside = net.Add("10.0.0.3", asn: 65001, seed: 3);
        TestNode taker = net.Add("10.0.0.4", seed: 4);
        TestNode last = net.Add("10.0.0.5", asn: 65002, seed: 5);
        TestNode[] others = [taker, inside, outside, last];
        for (int i = 0; i < others.Length; i++)
        {
            // One after the other: prefixes are decided in the order in which they came, and the last peer ends it.
            Duration delay = Duration.FromSeconds(3 * (i + 1));
            others[i].Peer(restarter, p => p with { Passive = true });
            restarter.Peer(others[i], p => p with { ConnectDelay = delay });
        }

        for (uint i = 0; i < Many; i++)
        {
            inside.Speaker.Originate(
                new Prefix(new Ipv4Address(0x0b00_0000 + (i << 8)), 24), new BgpOrigination(), net.Now);
        }

        outside.Originate("172.16.0.0/16");
        net.Run(30);
        Assert.That(restarter.Speaker.Routes(), Has.Count.EqualTo(Many + 1));
        Assert.That(taker.Table(), Has.Length.EqualTo(1));
        string sent = System.Convert.ToHexString([.. restarter.SentBytes.SelectMany(part => part)]).ToLowerInvariant();
        int route = sent.IndexOf("0000000110ac10", System.StringComparison.Ordinal);
        int mark = sent.IndexOf(ScriptedPeer.EndOfRib, System.StringComparison.Ordinal);
        Assert.That(route, Is.Positive);
        Assert.That(mark, Is.GreaterThan(route), "no peer hears of the end before it has heard of the route");
    }

    [Test]
    public void A_session_lost_in_the_middle_of_a_refresh_keeps_what_the_peer_had_announced()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish(
            "010400010001" + "0200" + "4006007800010180" + "41040000fc00" + "4600");
        peer.Receive(ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865c9" + "40050400000064",
            "180a0100" + "180a0200"));
        peer.Receive(ScriptedPeer.EndOfRib);
        peer.Receive("ffffffffffffffffffffffffffffffff" + "00170500010101");
        peer.Receive(ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865c9" + "40050400000064", "180a0100"));
        peer.Speaker.OnClosed(peer.Connection, peer.Now);
        peer.Poll();
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(2));
        Assert.That(peer.Speaker.Peer(0).StalePaths, Is.EqualTo(2));
    }

    [Test]
    public void A_new_connection_from_an_established_peer_is_a_restart_only_with_the_capability()
    {
        ScriptedPeer with = new ScriptedPeer().Establish("010400010001" + "4006007800010180" + "41040000fc00");
        with.Receive(ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865c9" + "40050400000064", "180a0100"));
        with.Accept();
        Assert.That(with.Speaker.Peer(0).State, Is.EqualTo(BgpState.OpenSent));
        Assert.That(with.Speaker.Peer(0).StalePaths, Is.EqualTo(1));

        ScriptedPeer without = new ScriptedPeer().Establish();
        Assert.That(without.Speaker.OnAccepted(99, default, Ipv4Address.Parse("192.168.101.201"), 1, without.Now),
            Is.False);
        Assert.That(without.Speaker.Peer(0).State, Is.EqualTo(BgpState.Established));
    }
}
