using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>A peer that does not read: it holds up nobody, costs little, and hears the last state in the end.</summary>
public sealed class SlowPeerTests
{
    private const int Prefixes = 5000;
    private const int Rounds = 40;

    [Test]
    public void Two_hundred_thousand_changes_for_a_peer_that_sleeps()
    {
        TestNet net = new();
        TestNode centre = net.Add("10.0.0.1", asn: 65000);
        TestNode slow = net.Add("10.0.0.2", asn: 65001, seed: 2);
        TestNode quick = net.Add("10.0.0.3", asn: 65002, seed: 3);
        foreach (TestNode leaf in new[] { slow, quick })
        {
            centre.Peer(leaf, p => p with { HoldTime = 0 });
            leaf.Peer(centre, p => p with { Passive = true, HoldTime = 0 });
        }

        net.Run(5);
        centre.BlockTowards(slow);
        long most = 0;
        for (uint round = 0; round < Rounds; round++)
        {
            for (uint i = 0; i < Prefixes; i++)
            {
                // Every prefix changes in every round; some are gone in the last.
                if (round == Rounds - 1 && i % 5 == 0)
                {
                    centre.Speaker.WithdrawOrigination(Numbered(i), net.Now);
                }
                else
                {
                    centre.Speaker.Originate(Numbered(i), new BgpOrigination { Med = round }, net.Now);
                }
            }

            net.Run(1);
            most = System.Math.Max(most, centre.Speaker.Memory().TableOctets);
            if (round == 0)
            {
                Assert.That(quick.Speaker.Routes(), Has.Count.EqualTo(Prefixes), "nobody waits for the other");
            }
        }

        // 28 octets a prefix, 28 a path, a few a set, and a log of three tables at the very most with its ring doubled.
        Assert.That(most, Is.LessThan(1_000_000));
        Assert.That(slow.Speaker.Routes(), Is.Empty);
        long before = slow.Speaker.Peer(0).Received.Octets;
        centre.Unblock();
        net.Run(10);
        Assert.Multiple(() =>
        {
            Assert.That(slow.Speaker.Routes(), Has.Count.EqualTo(Prefixes * 4 / 5));
            Assert.That(slow.Speaker.Routes().Select(r => r.Paths.Single().Med), Is.All.EqualTo(Rounds - 1));

            // It hears the last state, not the history of 200,000 changes at 4 octets each.
            Assert.That(slow.Speaker.Peer(0).Received.Octets - before, Is.LessThan(200_000));
            Assert.That(centre.Speaker.Memory().Prefixes, Is.EqualTo(Prefixes * 4 / 5));
        });
    }

    private static Prefix Numbered(uint i) => new(new Ipv4Address(0x0a00_0000 + (i << 8)), 24);

    [Test]
    public void Peers_that_come_and_go_for_ever_take_no_more_room()
    {
        TestNet net = new();
        TestNode centre = net.Add("10.0.0.1", asn: 65000);
        TestNode visitor = net.Add("10.0.0.2", asn: 65001, seed: 2);
        visitor.Peer(centre, p => p with { ConnectDelay = Duration.FromSeconds(1) });
        visitor.Originate("172.16.1.0/24");
        for (int i = 0; i < 50; i++)
        {
            int peer = centre.Peer(visitor, p => p with { Passive = true });
            Assert.That(peer, Is.LessThanOrEqualTo(1), "the number of one that has gone is used again");
            net.Run(60);
            Assert.That(centre.Table(), Is.EqualTo(new[] { "172.16.1.0/24 via 10.0.0.2 lp 100" }));
            centre.Speaker.RemovePeer(peer, net.Now);
            net.Run(5);
            Assert.That(centre.Speaker.Routes(), Is.Empty);
        }
    }
}
