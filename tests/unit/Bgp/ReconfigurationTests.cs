using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>Other options for a peer while its session is up.</summary>
public sealed class ReconfigurationTests
{
    // Multiprotocol IPv4 (RFC 4760), route refresh (RFC 2918), AS 64512 in four octets (RFC 6793).
    private const string Capabilities = "010400010001" + "0200" + "4104" + "0000fc00";

    private const string RefreshRequest = "ffffffffffffffffffffffffffffffff00170500010001";
    private const string Attributes = "40010100" + "400200" + "400304c0a865c9" + "40050400000064";

    // RFC 4271 §4.5: NOTIFICATION, Cease.
    private const string Cease = "ffffffffffffffffffffffffffffffff00150306";

    [Test]
    public void An_import_policy_is_changed_by_a_refresh()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish(Capabilities);
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100" + "180a0200"));
        Assert.That(Change(peer, p => p with { Policy = Chains(Only("10.1.0.0/16"), FilterChain.All) }), Is.True);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(RefreshRequest), "and nothing else: exports are as before");
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100" + "180a0200"));
        Assert.Multiple(() =>
        {
            Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(1));
            Assert.That(peer.Speaker.Peer(0).Establishments, Is.EqualTo(1));
            Assert.That(peer.IsClosed, Is.False);
        });
    }

    [Test]
    public void An_export_policy_tells_what_differs_alone()
    {
        ScriptedPeer peer = WithOwnRoutes();
        Assert.That(Change(peer, p => p with { Policy = Chains(FilterChain.All, Only("10.1.0.0/16")) }), Is.True);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("180a0200", "", "")));
    }

    [Test]
    public void A_name_tells_nothing()
    {
        ScriptedPeer peer = WithOwnRoutes();
        Assert.That(Change(peer, p => p with { Name = "upstream" }), Is.True);
        peer.Poll();
        Assert.Multiple(() =>
        {
            Assert.That(peer.Take(), Is.Empty);
            Assert.That(peer.Speaker.Peer(0).Options.Name, Is.EqualTo("upstream"));
        });
    }

    [Test]
    public void Exports_end_and_begin_again()
    {
        ScriptedPeer peer = WithOwnRoutes();
        Change(peer, p => p with { ExportsNothing = true });
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("180a0100" + "180a0200", "", "")));
        Change(peer, p => p with { ExportsNothing = false });
        peer.Poll();
        Assert.That(peer.Take(), Does.Contain("180a0100" + "180a0200"));
    }

    [Test]
    public void A_peer_that_was_told_nothing_from_the_start_is_told()
    {
        ScriptedPeer peer = WithOwnRoutes(p => p with { ExportsNothing = true });
        peer.Speaker.Originate(Prefix.Parse("10.3.0.0/24"), new BgpOrigination(), peer.Now);
        peer.Poll();
        Assert.That(peer.Take(), Is.Empty);
        Change(peer, p => p with { ExportsNothing = false });
        peer.Poll();
        Assert.That(peer.Take(), Does.Contain("180a0100" + "180a0200" + "180a0300"));
        peer.Speaker.WithdrawOrigination(Prefix.Parse("10.2.0.0/24"), peer.Now);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("180a0200", "", "")), "and follows from then on");
    }

    [Test]
    public void Imports_end_without_a_word_and_begin_again_by_a_refresh()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish(Capabilities);
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        Change(peer, p => p with { ImportsNothing = true });
        peer.Poll();
        Assert.That((peer.Take(), peer.Speaker.Routes().Count), Is.EqualTo((string.Empty, 0)));
        Change(peer, p => p with { ImportsNothing = false });
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(RefreshRequest));
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(1));
    }

    // What OPEN says or the transport has takes another session; so does what others are told of the peer's routes.
    [TestCase(nameof(BgpPeerOptions.HoldTime))]
    [TestCase(nameof(BgpPeerOptions.Password))]
    [TestCase(nameof(BgpPeerOptions.GracefulRestart))]
    [TestCase(nameof(BgpPeerOptions.RouteReflectorClient))]
    public void Some_options_take_another_session(string option)
    {
        ScriptedPeer peer = WithOwnRoutes();
        Assert.That(Change(peer, p => option switch
        {
            nameof(BgpPeerOptions.HoldTime) => p with { HoldTime = 30 },
            nameof(BgpPeerOptions.Password) => p with { Password = "secret" },
            nameof(BgpPeerOptions.GracefulRestart) => p with { GracefulRestart = false },
            _ => p with { RouteReflectorClient = true },
        }), Is.False);
        peer.Poll();
        Assert.That(peer.Take(), Is.Empty, "and nothing happens yet");
    }

    [Test]
    public void Without_route_refresh_another_import_takes_another_session()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        Assert.Multiple(() =>
        {
            Assert.That(Change(peer, p => p with { AllowOwnAs = 1 }), Is.False);
            Assert.That(peer.Speaker.Peer(0).Options.AllowOwnAs, Is.Zero);
            Assert.That(Change(peer, p => p with { Name = "other" }), Is.True);
        });
    }

    [Test]
    public void A_lower_limit_holds_at_once()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish(Capabilities);
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100" + "180a0200"));
        Change(peer, p => p with { MaxPrefixes = 1 });
        peer.Poll();

        // RFC 4486 §4: family and limit.
        Assert.That(peer.Take(), Is.EqualTo("ffffffffffffffffffffffffffffffff001c030601" + "00010100000001"));
    }

    [TestCase(200, true)]
    [TestCase(2, false)]
    public void A_higher_limit_lets_the_peer_come_at_once(int limit, bool comes)
    {
        TestNet net = new();
        TestNode here = net.Add("10.0.0.1");
        TestNode peer = net.Add("10.0.0.2", asn: 65001, seed: 2);
        here.Peer(peer, p => p with { MaxPrefixes = 2, MaxPrefixesRestart = Duration.FromSeconds(86_400) });
        peer.Peer(here, p => p with { Passive = true });
        for (int i = 0; i < 3; i++)
        {
            peer.Originate($"10.{i}.0.0/16");
        }

        net.Run(30);
        Assert.That((here.State(), Prefixes(here)), Is.EqualTo((BgpState.Idle, Array.Empty<string>())));
        BgpPeerOptions options = here.Speaker.Peer(0).Options;
        Assert.That(here.Speaker.TryReconfigure(0, options with { MaxPrefixes = limit }, net.Now), Is.True);
        net.Run(30);
        Assert.That((here.State(), Prefixes(here).Length),
            Is.EqualTo(comes ? (BgpState.Established, 3) : (BgpState.Idle, 0)));
    }

    // Kept for the peer that is away (RFC 4724 §4.2) by rules that are no more; it cannot be asked for them.
    [TestCase(true)]
    [TestCase(false)]
    public void Another_import_forgets_what_is_kept_for_who_is_away(bool isOther)
    {
        TestNet net = new();
        TestNode here = net.Add("10.0.0.1");
        TestNode peer = net.Add("10.0.0.2", seed: 2);
        here.Peer(peer);
        peer.Peer(here, p => p with { Passive = true });
        peer.Originate("10.1.0.0/16");
        net.Run(5);
        peer.Crash(peer.Speaker.Options);
        net.Run(5);
        Assert.That(here.Speaker.Peer(0).StalePaths, Is.EqualTo(1));
        BgpPeerOptions options = here.Speaker.Peer(0).Options;
        here.Speaker.TryReconfigure(0, options with { AllowOwnAs = isOther ? 1 : 0, Name = "other" }, net.Now);
        net.Run(1);
        Assert.That(Prefixes(here), Has.Length.EqualTo(isOther ? 0 : 1));
    }

    [TestCase(false, "03")]
    [TestCase(true, "06")]
    public void Who_goes_hears_why(bool returns, string subcode)
    {
        ScriptedPeer peer = WithOwnRoutes();
        peer.Speaker.RemovePeer(0, peer.Now, returns);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(Cease + subcode));
    }

    [Test]
    public void After_a_reset_dialling_waits_for_the_goodbye()
    {
        TestNet net = new();
        TestNode here = net.Add("10.0.0.1");
        TestNode peer = net.Add("10.0.0.2", asn: 65001, seed: 2);
        here.Peer(peer, p => p with { ConnectDelay = Duration.Zero });
        peer.Peer(here, p => p with { Passive = true, ErrorWaitMin = Duration.FromMilliseconds(100) });
        net.Run(5);
        Assert.That((here.State(), peer.Accepts), Is.EqualTo((BgpState.Established, 1)));
        here.Speaker.Reset(0, net.Now);
        net.Run(0.9);
        Assert.That(peer.Accepts, Is.EqualTo(1));
        Assert.That(peer.Speaker.Peer(0).LastReceived?.Subcode, Is.EqualTo(4));
        net.Run(5);
        Assert.That((here.State(), peer.Accepts), Is.EqualTo((BgpState.Established, 2)));
    }

    [Test]
    public void Aggregates_come_and_go()
    {
        TestNet net = new();
        TestNode maker = net.Add("10.0.0.1");
        TestNode taker = net.Add("10.0.0.2", asn: 65001, seed: 2);
        IpPrefix[] own = [Prefix.Parse("203.0.113.0/25"), Prefix.Parse("198.51.100.0/25")];
        BgpAggregates aggregates = new([new(Prefix.Parse("203.0.113.0/24"))]);
        maker.Peer(taker);
        taker.Peer(maker, p => p with { Passive = true });
        foreach (IpPrefix prefix in own)
        {
            maker.Originate(prefix.ToString());
        }

        net.Run(5);
        foreach (BgpRouteView route in maker.Speaker.Routes())
        {
            aggregates.OnRoute(new BgpRouteChange(route.Prefix, route.Paths.ToArray()));
        }

        aggregates.Apply(maker.Speaker, net.Now);
        net.Run(5);
        Assert.That(Prefixes(taker), Does.Contain("203.0.113.0/24").And.Not.Contain("198.51.100.0/24"));

        // What is inside the new one was told before: nobody tells it again.
        aggregates.Replace([new(Prefix.Parse("198.51.100.0/24"))], own, maker.Speaker, net.Now);
        aggregates.Apply(maker.Speaker, net.Now);
        net.Run(5);
        Assert.That(Prefixes(taker), Does.Contain("198.51.100.0/24").And.Not.Contain("203.0.113.0/24"));
    }

    private static string[] Prefixes(TestNode node) =>
        [.. node.Speaker.Routes().Select(static route => route.Prefix.ToString())];

    private static ScriptedPeer WithOwnRoutes(Func<BgpPeerOptions, BgpPeerOptions>? change = null)
    {
        ScriptedPeer peer = new(change);
        foreach (string prefix in new[] { "10.1.0.0/24", "10.2.0.0/24" })
        {
            peer.Speaker.Originate(Prefix.Parse(prefix), new BgpOrigination(), peer.Now);
        }

        return peer.Establish(Capabilities);
    }

    private static bool Change(ScriptedPeer peer, Func<BgpPeerOptions, BgpPeerOptions> change) =>
        peer.Speaker.TryReconfigure(0, change(peer.Speaker.Peer(0).Options), peer.Now);

    private static BgpRoutePolicy Chains(FilterChain import, FilterChain export) => new(import, export);

    private static FilterChain Only(string prefixes) => new([new BgpFilter("only", [new BgpRule
    {
        Action = BgpRuleAction.Accept,
        Prefixes = new BgpPrefixSet([BgpPrefixMatch.OrLonger(Prefix.Parse(prefixes))]),
    }])], acceptsRest: false);
}
