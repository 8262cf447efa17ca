using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;

namespace Router.Tests.Bgp;

/// <summary>RFC 4271 §6: each wrong message and the NOTIFICATION it earns, as octets after the header.</summary>
public sealed class BadMessageTests
{
    private const string Marker = "ffffffffffffffffffffffffffffffff";
    private const string Plain = "010400010001" + "41040000fc00";

    private static string Sent(ScriptedPeer peer)
    {
        // The last message before the close, without marker and length.
        string all = peer.Take();
        int last = all.LastIndexOf(Marker, System.StringComparison.Ordinal);
        return last < 0 ? string.Empty : all[(last + 36)..];
    }

    [TestCase("00" + "ffffffffffffffffffffffffffffff001304", "030101", TestName = "Marker: 1/1")]
    [TestCase(Marker + "001204", "0301020012", TestName = "Length 18: 1/2 with the length")]
    [TestCase(Marker + "100104", "0301021001", TestName = "Length 4097: 1/2 with the length")]
    [TestCase(Marker + "00140400", "0301020014", TestName = "KEEPALIVE of 20: 1/2 with the length")]
    [TestCase(Marker + "001309", "03010309", TestName = "Type 9: 1/3 with the type")]
    [TestCase(Marker + "001304", "03050104", TestName = "KEEPALIVE in OpenSent: 5/1")]
    [TestCase(ScriptedPeer.EndOfRib, "03050102", TestName = "UPDATE in OpenSent: 5/1")]
    [TestCase(Marker + "00170500010001", "03050105", TestName = "ROUTE-REFRESH in OpenSent: 5/1")]
    public void In_OpenSent(string message, string notification)
    {
        ScriptedPeer peer = new ScriptedPeer().Accept();
        peer.Take();
        peer.Receive(message);
        Assert.That(Sent(peer), Is.EqualTo(notification));
        Assert.That(peer.IsClosed, Is.True);
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Idle));
        byte code = System.Convert.ToByte(notification[2..4], 16);
        Assert.That(peer.Speaker.Peer(0).LastSent!.Value.Code, Is.EqualTo(code));
    }

    [TestCase(65001, 240, "c0a865c9", 4, Plain, "030202", TestName = "Bad peer AS: 2/2")]
    [TestCase(64512, 1, "c0a865c9", 4, Plain, "030206", TestName = "Hold time 1: 2/6")]
    [TestCase(64512, 2, "c0a865c9", 4, Plain, "030206", TestName = "Hold time 2: 2/6")]
    [TestCase(64512, 240, "00000000", 4, Plain, "030203", TestName = "Identifier 0: 2/3")]
    [TestCase(64512, 240, "c0a865ca", 4, Plain, "030203", TestName = "Our identifier inside the AS: 2/3 (RFC 6286)")]
    [TestCase(64512, 240, "c0a865c9", 3, Plain, "0302010004", TestName = "Version 3: 2/1 with ours")]
    [TestCase(64512, 240, "c0a865c9", 4, "010400020001" + "41040000fc00", "030207010400010001",
        TestName = "IPv6 only: 2/7 with what we need (RFC 5492)")]
    public void Open(int asn, int hold, string id, int version, string capabilities, string notification)
    {
        ScriptedPeer peer = new ScriptedPeer().Accept();
        peer.Take();
        string open = ScriptedPeer.Open(capabilities, asn, hold, id, version);
        if (asn != 64512)
        {
            open = open.Replace("41040000fc00", $"4104{asn:x8}");
        }

        peer.Receive(open);
        Assert.That(Sent(peer), Is.EqualTo(notification));
        Assert.That(peer.IsClosed, Is.True);
    }

    [TestCase(ScriptedPeer.EndOfRib, "03050202", TestName = "UPDATE in OpenConfirm: 5/2")]
    public void In_OpenConfirm(string message, string notification)
    {
        ScriptedPeer peer = new ScriptedPeer().Accept();
        peer.Receive(ScriptedPeer.Open(Plain));
        peer.Take();
        peer.Receive(message);
        Assert.That(Sent(peer), Is.EqualTo(notification));
    }

    [TestCase(Marker + "001d0104fc0000f0c0a865c900", "03050301", TestName = "OPEN in Established: 5/3")]
    [TestCase(Marker + "0017020100" + "0000", "030301", TestName = "Withdrawn length past the end: 3/1")]
    [TestCase(Marker + "001802" + "0000" + "0000" + "21", "03030a", TestName = "A prefix of 33 bits: 3/10")]
    public void In_Established(string message, string notification)
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        peer.Receive(message);
        Assert.That(peer.Take(), Does.EndWith(notification));
        Assert.That(peer.IsClosed, Is.True);
    }

    [Test]
    public void A_notification_is_not_answered()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        peer.Receive(Marker + "0015030604");
        Assert.That(peer.Take(), Is.Empty);
        Assert.That(peer.IsClosed, Is.True);
        Assert.That(peer.Speaker.Peer(0).Reason, Does.Contain("Administrative Reset"));
    }

    [Test]
    public void A_bad_attribute_withdraws_its_routes_and_spares_the_session()
    {
        ScriptedPeer peer = new ScriptedPeer().Establish();
        const string Good = "40010100" + "400200" + "400304c0a865c9" + "40050400000064";
        peer.Receive(ScriptedPeer.Update("", Good, "180a0100" + "180a0200"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(2));

        // RFC 7606 §7.1: ORIGIN 7 is treat-as-withdraw, for this message's prefixes alone.
        peer.Receive(ScriptedPeer.Update("", Good.Replace("40010100", "40010107"), "180a0100"));
        Assert.That(peer.Speaker.Routes().Single().Prefix.ToString(), Is.EqualTo("10.2.0.0/24"));
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Established));
        Assert.That(peer.Speaker.Peer(0).TreatedAsWithdraw[1], Is.EqualTo(1));

        // RFC 7606 §7.6: a malformed ATOMIC_AGGREGATE is discarded, the route stays.
        peer.Receive(ScriptedPeer.Update("", Good + "40060100", "180a0100"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(2));
        Assert.That(peer.Speaker.Peer(0).AttributesDiscarded[6], Is.EqualTo(1));

        // All that are discarded count, once an UPDATE: beside it a second MED (§3 g) and an AGGREGATOR of AS 0
        // (RFC 7607 §2).
        const string Med = "80040400000001";
        const string NoAs = "c0070800000000c0a865c9";
        peer.Receive(ScriptedPeer.Update("", Good + Med + "40060100" + NoAs + Med + Med, "180a0100"));
        Assert.That(peer.Speaker.Peer(0).AttributesDiscarded, Is.EquivalentTo(
            new Dictionary<byte, long> { [4] = 1, [6] = 2, [7] = 1 }));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(2));
    }

    [TestCase(false, 1)]
    [TestCase(true, 0)]
    public void As_sets_are_taken_or_not(bool rejects, int routes)
    {
        ScriptedPeer peer = new ScriptedPeer(p => p with { RejectAsSets = rejects }).Establish();

        // RFC 9774 §3: AS_SEQUENCE 65001, AS_SET 65002 65003.
        const string Path = "400210" + "02010000fde9" + "01020000fdea0000fdeb";
        peer.Receive(ScriptedPeer.Update("", "40010100" + Path + "400304c0a865c9" + "40050400000064", "180a0100"));
        Assert.That(peer.Speaker.Routes(), Has.Count.EqualTo(routes));
        Assert.That(peer.Speaker.Peer(0).TreatedAsWithdraw.ContainsKey(2), Is.EqualTo(rejects));
    }

    [Test]
    public void Too_many_prefixes_cease_with_family_and_limit()
    {
        ScriptedPeer peer = new ScriptedPeer(p => p with { MaxPrefixes = 1 }).Establish();
        const string Good = "40010100" + "400200" + "400304c0a865c9" + "40050400000064";
        peer.Receive(ScriptedPeer.Update("", Good, "180a0100" + "180a0200"));
        Assert.That(Sent(peer), Is.EqualTo("030601" + "000101" + "00000001"));
        Assert.That(peer.Speaker.Routes(), Is.Empty);
    }

    [Test]
    public void The_same_peer_is_served_again_within_eight_seconds()
    {
        ScriptedPeer peer = new ScriptedPeer().Accept();
        peer.Receive(Marker + "001309");
        peer.Now += Router.Wire.Duration.FromSeconds(6);
        peer.Poll();
        peer.Establish();
    }
}
