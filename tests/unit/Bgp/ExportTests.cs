using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>What leaves by which kind of peer, as octets or as the receiver's table.</summary>
public sealed class ExportTests
{
    private const string Marker = "ffffffffffffffffffffffffffffffff";
    private const string Attributes = "40010100" + "400200" + "400304c0a865c9" + "40050400000064";

    [Test]
    public void External_peers_see_our_as_our_address_and_no_local_pref()
    {
        ScriptedPeer peer = new(p => p with { RemoteAs = new Asn(65001) });
        peer.Speaker.Originate(Prefix.Parse("10.1.0.0/24"), new BgpOrigination { LocalPref = 77, Med = 5 }, peer.Now);
        peer.Accept();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fde9", 65001));
        peer.Take();
        peer.Receive(ScriptedPeer.Keepalive);
        Assert.That(peer.Take(), Does.StartWith(ScriptedPeer.Update("",
            "40010100" + "40020602010000fc00" + "400304c0a865ca" + "80040400000005", "180a0100")));
    }

    [Test]
    public void A_two_octet_peer_gets_as_trans_and_as4_path()
    {
        // RFC 6793 §4.2.2: AS 70000 appears as 23456, and in full in AS4_PATH.
        ScriptedPeer peer = new(p => p with { RemoteAs = new Asn(65001) }, localAs: 70000);
        peer.Speaker.Originate(Prefix.Parse("10.1.0.0/24"), new BgpOrigination(), peer.Now);
        peer.Accept();
        Assert.That(peer.Take(), Does.StartWith(Marker + "003f0104" + "5ba0").And.Contain("410400011170"));
        peer.Receive(ScriptedPeer.Open("010400010001", 65001));
        peer.Take();
        peer.Receive(ScriptedPeer.Keepalive);
        Assert.That(peer.Take(), Does.StartWith(ScriptedPeer.Update("",
            "40010100" + "40020402015ba0" + "400304c0a865ca" + "c01106020100011170", "180a0100")));
    }

    [Test]
    public void Internal_routes_go_to_external_peers_only_and_external_ones_to_all_others()
    {
        TestNet net = new();
        TestNode centre = net.Add("10.0.0.1");
        TestNode inside1 = net.Add("10.0.0.2", seed: 2);
        TestNode inside2 = net.Add("10.0.0.3", seed: 3);
        TestNode outside = net.Add("10.0.0.4", asn: 65001, seed: 4);
        foreach (TestNode leaf in new[] { inside1, inside2, outside })
        {
            centre.Peer(leaf, p => p with { Passive = true });
            leaf.Peer(centre);
        }

        inside1.Originate("172.16.2.0/24");
        outside.Originate("172.16.4.0/24", new BgpOrigination { LocalPref = 900, Med = 7 });
        net.Run(5);
        Assert.That(inside2.Table(), Is.EqualTo(new[] { "172.16.4.0/24 via 10.0.0.4 lp 100" }), "no reflection");
        Assert.That(outside.Table(), Does.Contain("172.16.2.0/24 via 10.0.0.1 lp 100"));
        BgpPath seen = inside2.Speaker.Routes().Single().Paths[0];
        Assert.That((seen.NeighbourAs.Value, seen.AsPathLength, seen.Med), Is.EqualTo((65001u, 1, 7u)));
        Assert.That(outside.Speaker.Routes().Count, Is.EqualTo(2), "its own route did not come back");
    }

    [TestCase("40010100" + "40020602010000fc00" + "400304c0a865c9" + "40050400000064", TestName = "Our AS in AS_PATH")]
    [TestCase(Attributes + "800904c0a865ca", TestName = "Our ORIGINATOR_ID")]
    [TestCase(Attributes + "800904010101018 00a04c0a865ca", TestName = "Our cluster in CLUSTER_LIST")]
    [TestCase("40010100" + "400200" + "400304c0a865ca" + "40050400000064", TestName = "Our address as NEXT_HOP")]
    public void Loops_replace_the_route_with_nothing(string attributes)
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(1));
        peer.Receive(ScriptedPeer.Update("", attributes.Replace(" ", ""), "180a0100"));
        Assert.That(peer.Speaker.Routes(), Is.Empty);
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Established));
    }

    [Test]
    public void Prefixes_with_the_same_attributes_share_messages()
    {
        ScriptedPeer peer = new();
        for (uint i = 0; i < 1000; i++)
        {
            peer.Speaker.Originate(new Prefix(new Ipv4Address(0x0a00_0000 + (i << 8)), 24), new BgpOrigination(),
                peer.Now);
        }

        peer.Establish();

        // 1,000 prefixes of 4 octets in batches of 449, and End-of-RIB.
        Assert.That(peer.Speaker.Peer(0).Sent.Update, Is.EqualTo(3 + 1));
        peer.Speaker.Originate(Prefix.Parse("10.0.7.0/24"), new BgpOrigination { LocalPref = 5 }, peer.Now);
        peer.Speaker.Originate(Prefix.Parse("10.0.8.0/24"), new BgpOrigination(), peer.Now);
        peer.Speaker.WithdrawOrigination(Prefix.Parse("10.0.9.0/24"), peer.Now);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(
            ScriptedPeer.Update("180a0009", "", "")
            + ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865ca" + "40050400000005", "180a0007")),
            "what did not change is not repeated");
    }

    [Test]
    public void A_refresh_request_is_answered_between_marks_only_if_both_can()
    {
        const string Request = Marker + "00170500010001";
        string update = ScriptedPeer.Update("", "40010100" + "400200" + "400304c0a865ca" + "40050400000064",
            "180a0100");
        foreach (bool enhanced in new[] { true, false })
        {
            ScriptedPeer peer = new();
            peer.Speaker.Originate(Prefix.Parse("10.1.0.0/24"), new BgpOrigination(), peer.Now);
            peer.Establish("010400010001" + "0200" + "41040000fc00" + (enhanced ? "4600" : ""));
            peer.Receive(Request);
            Assert.That(peer.Take(), Is.EqualTo(
                enhanced ? Marker + "00170500010101" + update + Marker + "00170500010201" : update));
        }
    }

    [Test]
    public void Routes_not_repeated_between_the_peers_marks_are_gone()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish("010400010001" + "0200" + "41040000fc00" + "4600");
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100" + "180a0200"));
        peer.Receive(ScriptedPeer.EndOfRib);
        peer.Receive(Marker + "00170500010101");
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(2));
        peer.Receive(Marker + "00170500010201");
        Assert.That(peer.Speaker.Routes().Single().Prefix.ToString(), Is.EqualTo("10.1.0.0/24"));
    }

    [Test]
    public void A_second_begin_before_the_end_of_a_refresh_takes_nothing_away()
    {
        // RFC 7313 §4: all routes are marked again, and what is not repeated goes with the end mark alone.
        ScriptedPeer peer = new ScriptedPeer().Establish("010400010001" + "0200" + "41040000fc00" + "4600");
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100" + "180a0200" + "180a0300"));
        peer.Receive(ScriptedPeer.EndOfRib);
        peer.Receive(Marker + "00170500010101");
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        peer.Receive(Marker + "00170500010101");
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(3));
        Assert.That(peer.Speaker.Peer(0).StalePaths, Is.EqualTo(3));
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0200"));
        peer.Receive(Marker + "00170500010201");
        Assert.That(peer.Speaker.Routes().Single().Prefix.ToString(), Is.EqualTo("10.2.0.0/24"));
        Assert.That(peer.Speaker.Peer(0).StalePaths, Is.Zero);
    }

    [Test]
    public void A_peer_that_begins_refreshes_without_end_keeps_its_last_routes()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish("010400010001" + "0200" + "41040000fc00" + "4600");
        peer.Receive(ScriptedPeer.EndOfRib);
        byte[] begin = System.Convert.FromHexString(Marker + "00170500010101");
        for (int i = 0; i < 70_000; i++)
        {
            peer.Receive(begin);
        }

        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0100"));
        peer.Receive(begin);
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(1));
        Assert.That(peer.Speaker.Peer(0).StalePaths, Is.EqualTo(1));
    }

    [Test]
    public void A_mass_withdrawal_reaches_a_slow_peer_and_leaves_nothing_behind()
    {
        // More prefixes than one turn of the decision process takes; the second peer still has all of them to hear.
        const uint Many = 3000;
        TestNet net = new();
        TestNode centre = net.Add("10.0.0.1");
        TestNode giver = net.Add("10.0.0.2", seed: 2);
        TestNode slow = net.Add("10.0.0.3", asn: 65001, seed: 3);
        foreach (TestNode leaf in new[] { giver, slow })
        {
            centre.Peer(leaf, p => p with { Passive = true, OutputLimit = 8192 });
            leaf.Peer(centre);
        }

        net.Run(5);
        for (uint i = 0; i < Many; i++)
        {
            giver.Speaker.Originate(Numbered(i), new BgpOrigination { Med = i }, net.Now);
        }

        centre.BlockTowards(slow);
        net.Run(2);
        Assert.That(centre.Speaker.Peer(1).ChangesQueued, Is.GreaterThan(1024));
        for (uint i = 0; i < Many; i++)
        {
            giver.Speaker.WithdrawOrigination(Numbered(i), net.Now);
        }

        // The withdrawals arrive while the slow peer reads again, and others take the slots of the paths.
        net.After(Duration.FromMilliseconds(1), centre.Unblock);
        net.Run(0.001);
        for (uint i = 0; i < 500; i++)
        {
            giver.Speaker.Originate(Numbered(Many + i), new BgpOrigination { Med = 7 }, net.Now);
        }

        net.Run(30);
        Assert.That(centre.Speaker.Routes(), Has.Count.EqualTo(500));
        Assert.That(slow.Speaker.Routes().Select(r => r.Prefix.V4),
            Is.EqualTo(Enumerable.Range((int)Many, 500).Select(i => Numbered((uint)i))));
        Assert.That(centre.Speaker.Memory().Prefixes, Is.EqualTo(500));
        Assert.That(centre.Speaker.Memory().Paths, Is.EqualTo(500));
    }

    private static Prefix Numbered(uint number) => new(new Ipv4Address(0x0b00_0000 + (number << 8)), 24);

    [Test]
    public void Policy_rejects_and_edits_both_ways()
    {
        ScriptedPeer peer = new(p => p with { Policy = new OddPolicy() });
        peer.Speaker.Originate(Prefix.Parse("10.1.0.0/24"), new BgpOrigination(), peer.Now);
        peer.Speaker.Originate(Prefix.Parse("10.2.0.0/24"), new BgpOrigination(), peer.Now);
        peer.Accept();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fc00"));
        peer.Take();
        peer.Receive(ScriptedPeer.Keepalive);
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("",
            "40010100" + "400200" + "400304c0a865ca" + "80040400000009" + "40050400000064", "180a0100")
            + ScriptedPeer.EndOfRib));
        peer.Receive(ScriptedPeer.Update("", Attributes, "180b0100" + "180b0200"));
        BgpRouteView learned = peer.Speaker.Routes().Single(r => !r.Paths[0].IsLocal);
        Assert.That((learned.Prefix.ToString(), learned.Paths[0].LocalPref), Is.EqualTo(("11.1.0.0/24", 333u)));
    }

    /// <summary>Passes prefixes with an odd second octet.</summary>
    private sealed class OddPolicy : IBgpPolicy
    {
        public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
        {
            edit.LocalPref = 333;
            return (prefix.Address.V4.Value >> 16 & 1) != 0;
        }

        public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
        {
            edit.Med = 9;
            return (prefix.Address.V4.Value >> 16 & 1) != 0;
        }
    }
}
