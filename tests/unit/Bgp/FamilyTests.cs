using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>Two families over sessions of either one (RFC 4760, RFC 2545, RFC 8950).</summary>
public sealed class FamilyTests
{
    [Test]
    public void Both_families_over_an_ipv6_session()
    {
        (TestNode giver, TestNode taker, TestNet net) = Pair("2001:db8::1", "2001:db8::2",
            p => p with { Families = BgpFamilies.Both, ExtendedNextHop = true });
        giver.Originate("172.16.1.0/24");
        giver.Originate("2001:db8:1::/48");
        net.Run(5);

        // RFC 8950 §4: the IPv4 route has the IPv6 next hop of the session.
        Assert.That(taker.Table(), Is.EqualTo(new[]
        {
            "172.16.1.0/24 via 2001:db8::1 lp 100", "2001:db8:1::/48 via 2001:db8::1 lp 100",
        }));
        Assert.That(taker.Speaker.Peer(0).EndOfRibReceived, Is.True);

        giver.Speaker.WithdrawOrigination(IpPrefix.Parse("2001:db8:1::/48"), net.Now);
        net.Run(5);
        Assert.That(taker.Table(), Is.EqualTo(new[] { "172.16.1.0/24 via 2001:db8::1 lp 100" }));
    }

    [Test]
    public void Without_a_next_hop_that_the_session_can_carry_a_route_stays()
    {
        (TestNode giver, TestNode taker, TestNet net) =
            Pair("10.0.0.1", "10.0.0.2", p => p with { Families = BgpFamilies.Both });
        giver.Originate("172.16.1.0/24");
        giver.Originate("2001:db8:1::/48");
        net.Run(5);
        Assert.That(taker.Table(), Is.EqualTo(new[] { "172.16.1.0/24 via 10.0.0.1 lp 100" }));
    }

    [Test]
    public void Ipv6_over_an_ipv4_session_with_an_address_to_name()
    {
        (TestNode giver, TestNode taker, TestNet net) = Pair("10.0.0.1", "10.0.0.2",
            p => p with { Families = BgpFamilies.Both, NextHopIpv6 = IpAddress.Parse("2001:db8::9") });
        giver.Originate("2001:db8:1::/48");
        net.Run(5);
        Assert.That(taker.Table(), Is.EqualTo(new[] { "2001:db8:1::/48 via 2001:db8::9 lp 100" }));
    }

    [Test]
    public void A_family_that_one_side_does_not_speak_is_left_out()
    {
        TestNet net = new();
        TestNode giver = net.Add("10.0.0.1");
        TestNode taker = net.Add("10.0.0.2", seed: 2);
        giver.Peer(taker, p => p with { Families = BgpFamilies.Both, NextHopIpv6 = IpAddress.Parse("2001:db8::9") });
        taker.Peer(giver, p => p with { Passive = true });
        giver.Originate("172.16.1.0/24");
        giver.Originate("2001:db8:1::/48");
        net.Run(5);
        Assert.That(taker.Table(), Is.EqualTo(new[] { "172.16.1.0/24 via 10.0.0.1 lp 100" }));
        Assert.That(giver.Speaker.Peer(0).Negotiated!.Families.Select(f => f.Family),
            Is.EqualTo(new[] { BgpFamily.Ipv4Unicast }));
    }

    // RFC 5492 §3: the capabilities that are missing are the data.
    [Test]
    public void No_common_family_ends_the_session_with_what_is_missing()
    {
        ScriptedPeer peer = new(p => p with { Families = BgpFamilies.Ipv6Unicast });
        peer.Accept();
        peer.Take();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fc00"));
        Assert.That(peer.Take(), Does.EndWith("03" + "0207" + "010400020001"));
    }

    // An UPDATE over 4096 octets only where both announced it (RFC 8654 §3).
    [TestCase(true, 1)]
    [TestCase(false, 2)]
    public void Extended_messages(bool extended, int updates)
    {
        (TestNode giver, TestNode taker, TestNet net) =
            Pair("10.0.0.1", "10.0.0.2", p => p with { ExtendedMessages = extended, AddPath = AddPathMode.None });
        net.Run(5);
        long before = taker.Speaker.Peer(0).Received.Update;
        for (int i = 0; i < 400; i++)
        {
            giver.Originate($"10.{i / 200}.{i % 200}.0/24", new BgpOrigination { Communities = Communities() });
        }

        net.Run(5);
        Assert.That(taker.Speaker.Routes(), Has.Count.EqualTo(400));
        Assert.That(taker.Speaker.Peer(0).Received.Update - before, Is.EqualTo(updates));
    }

    // 2,800 octets of attributes leave room for 300 prefixes of 4 octets in 4096.
    private static uint[] Communities() => [.. Enumerable.Range(1, 700).Select(i => (uint)i)];

    private static (TestNode Giver, TestNode Taker, TestNet Net) Pair(
        string one, string other, System.Func<BgpPeerOptions, BgpPeerOptions> change)
    {
        TestNet net = new();
        TestNode giver = net.Add(one, id: "1.1.1.1");
        TestNode taker = net.Add(other, seed: 2, id: "2.2.2.2");
        giver.Peer(taker, change);
        taker.Peer(giver, p => change(p) with { Passive = true });
        return (giver, taker, net);
    }
}
