using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>Roles and the Only to Customer attribute (RFC 9234).</summary>
public sealed class RoleTests
{
    // RFC 9234 §4.2, table 2: what a session with these roles becomes.
    [TestCase(BgpRole.Provider, BgpRole.Customer, true)]
    [TestCase(BgpRole.Customer, BgpRole.Provider, true)]
    [TestCase(BgpRole.RouteServer, BgpRole.RouteServerClient, true)]
    [TestCase(BgpRole.RouteServerClient, BgpRole.RouteServer, true)]
    [TestCase(BgpRole.Peer, BgpRole.Peer, true)]
    [TestCase(BgpRole.Provider, BgpRole.Provider, false)]
    [TestCase(BgpRole.Customer, BgpRole.Peer, false)]
    [TestCase(BgpRole.Peer, BgpRole.RouteServer, false)]
    [TestCase(BgpRole.Customer, null, true)]
    public void Roles_must_match(BgpRole ours, BgpRole? theirs, bool isUp)
    {
        (TestNode one, TestNode other, TestNet net) = Pair(ours, theirs);
        net.Run(4);
        Assert.That(one.State() == BgpState.Established, Is.EqualTo(isUp));
        if (!isUp)
        {
            BgpNotificationRecord?[] records = [one.Speaker.Peer(0).LastSent, other.Speaker.Peer(0).LastSent];
            Assert.That(records.Any(r => r is { Code: 2, Subcode: 11 }), Is.True);
        }
    }

    [Test]
    public void A_strict_speaker_refuses_a_peer_without_a_role()
    {
        (TestNode one, _, TestNet net) = Pair(BgpRole.Customer, null, strict: true);
        net.Run(4);
        Assert.That(one.State(), Is.Not.EqualTo(BgpState.Established));
        Assert.That(one.Speaker.Peer(0).LastSent, Is.Not.Null);
        Assert.That((one.Speaker.Peer(0).LastSent!.Value.Code, one.Speaker.Peer(0).LastSent!.Value.Subcode),
            Is.EqualTo(((byte)2, (byte)11)));
    }

    // RFC 9234 §5: how a speaker with this role towards both neighbours passes a route on, and with which OTC.
    [TestCase(BgpRole.Provider, BgpRole.Provider, 65001u, TestName = "From customer to customer: marked by us")]
    [TestCase(BgpRole.Provider, BgpRole.Customer, 0u, TestName = "From customer to provider: no mark")]
    [TestCase(BgpRole.Provider, BgpRole.Peer, 65001u, TestName = "From customer to peer: marked by us")]
    [TestCase(BgpRole.Customer, BgpRole.Provider, 65000u, TestName = "From provider to customer: its mark stays")]
    [TestCase(BgpRole.Peer, BgpRole.Provider, 65000u, TestName = "From peer to customer: its mark stays")]
    public void What_goes_down_is_marked(BgpRole towardsGiver, BgpRole towardsTaker, uint otc)
    {
        (TestNode taker, TestNet net) = Chain(towardsGiver, towardsTaker);
        net.Run(5);
        BgpPath path = taker.Speaker.Routes().Single().Paths.Single();
        BgpAttributes fields = BgpAttributes.Read(path.Attributes.Span);

        // What the taker itself adds on the way in (RFC 9234 §5, ingress rule 3) names its neighbour, the middle.
        uint seen = fields.HasOnlyToCustomer ? fields.OnlyToCustomer.Value : 0;
        Assert.That(seen, Is.EqualTo(otc));
    }

    [TestCase(BgpRole.Customer, BgpRole.Customer)]
    [TestCase(BgpRole.Customer, BgpRole.Peer)]
    [TestCase(BgpRole.Peer, BgpRole.Customer)]
    [TestCase(BgpRole.Peer, BgpRole.Peer)]
    [TestCase(BgpRole.RouteServerClient, BgpRole.Peer)]
    public void What_came_down_does_not_go_up_again(BgpRole towardsGiver, BgpRole towardsTaker)
    {
        (TestNode taker, TestNet net) = Chain(towardsGiver, towardsTaker);
        net.Run(5);
        Assert.That(taker.Speaker.Routes(), Is.Empty);
    }

    // RFC 9234 §5, ingress: a mark where none can be, or one of somebody else, is a leak.
    [TestCase(BgpRole.Provider, 65000u, false)]
    [TestCase(BgpRole.RouteServer, 65000u, false)]
    [TestCase(BgpRole.Peer, 65000u, true)]
    [TestCase(BgpRole.Peer, 65009u, false)]
    [TestCase(BgpRole.Customer, 65009u, true)]
    public void Leaks_are_not_taken(BgpRole ours, uint otc, bool isTaken)
    {
        ScriptedPeer peer = new(p => p with { RemoteAs = new Asn(65000), Role = ours });
        peer.Establish("010400010001" + "41040000fde8", 65000);
        peer.Receive(ScriptedPeer.Update("",
            "40010100" + "40020602010000fde8" + "400304c0a865c9" + $"c02304{otc:x8}", "180a0100"));
        Assert.That(peer.Speaker.Routes().Count == 1, Is.EqualTo(isTaken));
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Established));
    }

    private static (TestNode Taker, TestNet Net) Chain(BgpRole towardsGiver, BgpRole towardsTaker)
    {
        TestNet net = new();
        TestNode giver = net.Add("10.0.0.1", asn: 65000);
        TestNode middle = net.Add("10.0.0.2", asn: 65001, seed: 2);
        TestNode taker = net.Add("10.0.0.3", asn: 65002, seed: 3);
        middle.Peer(giver, p => p with { Role = towardsGiver });
        giver.Peer(middle, p => p with { Passive = true, Role = Opposite(towardsGiver) });
        middle.Peer(taker, p => p with { Role = towardsTaker });
        taker.Peer(middle, p => p with { Passive = true, Role = Opposite(towardsTaker) });
        giver.Originate("172.16.1.0/24");
        return (taker, net);
    }

    private static BgpRole Opposite(BgpRole role) => role switch
    {
        BgpRole.Provider => BgpRole.Customer,
        BgpRole.Customer => BgpRole.Provider,
        BgpRole.RouteServer => BgpRole.RouteServerClient,
        BgpRole.RouteServerClient => BgpRole.RouteServer,
        _ => BgpRole.Peer,
    };

    private static (TestNode One, TestNode Other, TestNet Net) Pair(BgpRole ours, BgpRole? theirs, bool strict = false)
    {
        TestNet net = new();
        TestNode one = net.Add("10.0.0.1", asn: 65000);
        TestNode other = net.Add("10.0.0.2", asn: 65001, seed: 2);
        one.Peer(other, p => p with { Role = ours, StrictRole = strict });
        other.Peer(one, p => p with { Passive = true, Role = theirs });
        return (one, other, net);
    }
}
