using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Wire.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>
/// The octets of Calico's own BIRD, tests/golden/bgp/calico-bird.txt: what node02 sends is what we must send.
/// </summary>
public sealed class CalicoSessionTests
{
    private static string Hex(string name) => Convert.ToHexString(Golden.Calico[name]).ToLowerInvariant();

    // node01's side of the same measurement: its OPEN differs from node02's in the identifier only.
    private static string OpenOfNode01 => Hex("open.node02").Replace("c0a865ca", "c0a865c9");

    [TestCase(100u, "update.node02.classic.addpath")]
    [TestCase(2147482623u, "update.node02.v332.addpath")]
    public void A_whole_first_exchange(uint localPref, string update)
    {
        ScriptedPeer peer = new();
        peer.Speaker.Originate(Prefix.Parse("172.165.231.128/26"), new BgpOrigination { LocalPref = localPref },
            peer.Now);
        peer.Accept();
        Assert.That(peer.Take(), Is.EqualTo(Hex("open.node02")));
        peer.Receive(OpenOfNode01);
        Assert.That(peer.Take(), Is.EqualTo(Hex("keepalive")));
        peer.Receive(Hex("keepalive"));

        // The path identifier is opaque: BIRD was seen with 2, ours is 1.
        string ours = Hex(update).Replace("000000021aaca5e780", "000000011aaca5e780");
        Assert.That(peer.Take(), Is.EqualTo(ours + Hex("end-of-rib.ipv4")));
    }

    [Test]
    public void Without_addpath_the_update_has_no_identifier()
    {
        ScriptedPeer peer = new();
        peer.Speaker.Originate(Prefix.Parse("172.165.231.128/26"), new BgpOrigination { LocalPref = 2147482623 },
            peer.Now);
        peer.Accept();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fc00"));
        peer.Take();
        peer.Receive(ScriptedPeer.Keepalive);
        Assert.That(peer.Take(), Is.EqualTo(Hex("update.node02.v332.noaddpath") + Hex("end-of-rib.ipv4")));
    }

    [Test]
    public void After_a_restart_capability_64_alone_differs()
    {
        ScriptedPeer peer = new(restarting: true);
        peer.Accept();
        Assert.That(peer.Take(), Is.EqualTo(Hex("open.node02.restarted")));
    }

    [Test]
    public void Blocks_of_a_calico_node_arrive_by_path_identifier()
    {
        ScriptedPeer peer = new();
        peer.Accept();
        peer.Receive(OpenOfNode01);
        peer.Receive(ScriptedPeer.Keepalive);
        const string Attributes = "40010100400200400304c0a865c9400504" + "00000064";
        peer.Receive(ScriptedPeer.Update("", Attributes, "00000002" + "1aacad3700"));
        peer.Receive(ScriptedPeer.Update("", Attributes.Replace("00000064", "00000032"), "00000007" + "1aacad3700"));
        Assert.That(peer.Routes, Is.EqualTo(new[] { "172.173.55.0/26 192.168.101.201" }), "a worse path is no news");
        peer.Receive(ScriptedPeer.EndOfRib);
        BgpRouteView route = peer.Speaker.Routes().Single();
        Assert.That(route.Prefix.ToString(), Is.EqualTo("172.173.55.0/26"));
        Assert.That(route.Paths.Select(p => (p.PathId, p.LocalPref)), Is.EqualTo(new[] { (2u, 100u), (7u, 50u) }));
        Assert.That(peer.Speaker.Peer(0).EndOfRibReceived, Is.True);

        // RFC 7911 §3: a withdrawal names one path.
        peer.Receive(ScriptedPeer.Update("00000002" + "1aacad3700", "", ""));
        Assert.That(peer.Speaker.Routes().Single().Paths.Single().PathId, Is.EqualTo(7u));
        peer.Receive(ScriptedPeer.Update("00000007" + "1aacad3700", "", ""));
        Assert.That(peer.Speaker.Routes(), Is.Empty);
        Assert.That(peer.Routes[^1], Is.EqualTo("172.173.55.0/26 gone"));
    }

    [Test]
    public void A_stranger_hears_nothing()
    {
        ScriptedPeer peer = new();
        bool taken = peer.Speaker.OnAccepted(9, default, Ipv4Address.Parse("192.168.101.9"), 40000, peer.Now);
        Assert.That(taken, Is.False);
        peer.Poll();
        Assert.That(peer.Take(), Is.Empty);
    }
}
