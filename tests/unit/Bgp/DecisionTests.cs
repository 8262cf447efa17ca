using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>
/// RFC 4271 §9.1.2.2 step by step; each case is decided by exactly the step it names, in every order of arrival.
/// </summary>
public sealed class DecisionTests
{
    private sealed record Offer(string Name, int Peer, uint LocalPref = 100, uint[]? Path = null,
        BgpOrigin Origin = BgpOrigin.Igp, uint? Med = null, string NextHop = "10.0.0.1", string? Originator = null,
        uint[]? Clusters = null, uint PathId = 0);

    // Peers 0 and 1 are internal, 2 and 3 external; identifiers and addresses rise with the number.
    private static readonly Dictionary<string, Offer[]> s_cases = new()
    {
        ["LOCAL_PREF, higher"] = [new("win", 1, LocalPref: 200, Path: [1, 2, 3]), new("lose", 0)],
        ["AS_PATH, shorter"] = [new("win", 1, Path: [1], Origin: BgpOrigin.Incomplete), new("lose", 0, Path: [1, 2])],
        ["ORIGIN, lower"] =
            [new("win", 1, Path: [9], Med: 50), new("lose", 0, Path: [9], Origin: BgpOrigin.Egp, Med: 1)],
        ["MED, lower, same neighbour"] = [new("win", 1, Path: [9], Med: 1), new("lose", 0, Path: [9], Med: 2)],
        ["MED, absent is lowest"] = [new("win", 1, Path: [9]), new("lose", 0, Path: [9], Med: 2)],
        ["MED, other neighbours do not compare"] =
            [new("win", 0, Path: [9], Med: 9), new("lose", 1, Path: [8], Med: 1)],
        ["MED eliminates, whatever the order"] =
            [
                new("lose", 0, Path: [9], Med: 2), new("lose too", 1, Path: [8], Med: 5),
                new("win", 2, Path: [9], Med: 1, NextHop: "10.0.0.9"),
            ],
        ["external before internal"] = [new("win", 3, Path: [9]), new("lose", 0, Path: [9])],
        ["interior metric"] = [new("win", 1, NextHop: "10.0.0.1"), new("lose", 0, NextHop: "10.0.0.5")],
        ["next hop without a route"] =
            [new("win", 1, NextHop: "10.0.0.1"), new("lose", 0, LocalPref: 900, NextHop: "10.9.9.9")],
        ["identifier, lower"] = [new("win", 0), new("lose", 1)],
        ["ORIGINATOR_ID stands for the identifier"] =
            [new("win", 1, Originator: "0.0.0.1", Clusters: [7]), new("lose", 0)],
        ["CLUSTER_LIST, shorter"] =
            [
                new("win", 1, Originator: "1.0.0.0", Clusters: [7]),
                new("lose", 0, Originator: "1.0.0.0", Clusters: [7, 8]),
            ],
        ["peer address, lower"] =
            [
                new("win", 0, Originator: "1.0.0.0", Clusters: [7]),
                new("lose", 1, Originator: "1.0.0.0", Clusters: [7]),
            ],
        ["path identifier, lower"] = [new("win", 0, PathId: 1), new("lose", 0, PathId: 2)],
        ["our own first"] = [new("win", BgpPath.Local, LocalPref: 1), new("lose", 0, LocalPref: 500)],
    };

    private static IEnumerable<string> Cases => s_cases.Keys;

    [TestCaseSource(nameof(Cases))]
    public void Best(string name)
    {
        Offer[] offers = s_cases[name];
        foreach (Offer[] order in Permutations(offers))
        {
            LocRib rib = new(BgpFamily.Ipv4Unicast, new AttributeStore(1), 1);
            for (int i = 0; i < 4; i++)
            {
                RibPeer peer = rib.AddPeer(i);
                peer.IsExternal = i >= 2;
                peer.RouterId = new RouterId((uint)(0x0101_0100 + i));
                peer.Address = new Ipv4Address((uint)(0x0a0a_0a00 + i));
            }

            Prefix prefix = Prefix.Parse("172.16.0.0/16");
            foreach (Offer offer in order)
            {
                rib.Set(prefix, offer.Peer, offer.PathId, rib.Attributes.Intern(Encode(offer)));
            }

            Decision decision = new(new BgpSpeakerOptions
            {
                LocalAs = new Asn(64512),
                RouterId = new RouterId(1),
                IgpMetric = new Metrics(),
            });
            int best = decision.Select(rib, rib.Prefixes[rib.Prefixes.Find(prefix)].FirstPath, localOnly: false)[0];
            Offer chosen = offers.Single(o => o.Peer == rib.Paths[best].Peer && o.PathId == rib.Paths[best].PathId);
            Assert.That(chosen.Name, Is.EqualTo("win"), string.Join(", ", order.Select(o => o.Name)));
        }
    }

    [Test]
    public void Paths_of_different_preference_never_share_the_flows()
    {
        // RFC 4271 §9.1.1: a lower degree of preference is out before anything counts as equal.
        TestNet net = new();
        TestNode taker = net.Add("10.0.0.1", maxPaths: 16);
        TestNode[] givers = [net.Add("10.0.0.2", seed: 2), net.Add("10.0.0.3", seed: 3), net.Add("10.0.0.4", seed: 4)];
        uint[] preferences = [100, 100, 99];
        for (int i = 0; i < givers.Length; i++)
        {
            taker.Peer(givers[i], p => p with { Passive = true });
            givers[i].Peer(taker);
            givers[i].Originate("172.16.0.0/16", new BgpOrigination { LocalPref = preferences[i] });
        }

        net.Run(5);
        Assert.That(taker.Routes[^1], Is.EqualTo("172.16.0.0/16 10.0.0.2 10.0.0.3"));
        BgpRouteView view = taker.Speaker.Routes().Single();
        Assert.That((view.Paths.Count, view.Selected), Is.EqualTo((3, 2)));
        givers[0].Speaker.Shutdown(net.Now);
        givers[1].Speaker.Shutdown(net.Now);
        net.Run(5);
        Assert.That(taker.Routes[^1], Is.EqualTo("172.16.0.0/16 10.0.0.4"));
    }

    [Test]
    public void A_next_hop_that_is_lost_hands_over_to_the_next_path_and_one_that_is_found_takes_it_back()
    {
        TestNet net = new();
        Reach reach = new();
        TestNode taker = net.Add("10.0.0.1", igp: reach);
        TestNode[] givers = [net.Add("10.0.0.2", seed: 2), net.Add("10.0.0.3", seed: 3)];
        foreach (TestNode giver in givers)
        {
            taker.Peer(giver, p => p with { Passive = true });
            giver.Peer(taker);
            giver.Originate("172.16.0.0/16", new BgpOrigination { LocalPref = giver == givers[0] ? 200u : 100u });
        }

        net.Run(5);
        taker.Routes.Clear();
        reach.Lost = givers[0].Address;
        taker.Speaker.OnNextHopsChanged(net.Now);
        net.Run(1);
        reach.Lost = default;
        taker.Speaker.OnNextHopsChanged(net.Now);
        net.Run(1);
        taker.Speaker.OnNextHopsChanged(net.Now);
        net.Run(1);
        Assert.That(taker.Routes, Is.EqualTo(new[] { "172.16.0.0/16 10.0.0.3", "172.16.0.0/16 10.0.0.2" }));
    }

    private sealed class Reach : IIgpMetric
    {
        public IpAddress Lost { get; set; }

        public bool TryGetMetric(IpAddress nextHop, out uint metric)
        {
            metric = 0;
            return nextHop != Lost;
        }
    }

    private static byte[] Encode(Offer offer)
    {
        byte[] buffer = new byte[512];
        BgpAttributeWriter writer = new(buffer, 0);
        writer.Origin(offer.Origin);
        byte[] path = Path(offer.Path ?? []);
        writer.AsPath(path, new BgpRange(0, path.Length));
        writer.NextHop(Ipv4Address.Parse(offer.NextHop));
        if (offer.Med.HasValue)
        {
            writer.Med(offer.Med.Value);
        }

        writer.LocalPref(offer.LocalPref);
        if (offer.Originator != null)
        {
            writer.OriginatorId(RouterId.Parse(offer.Originator));
            byte[] clusters = [.. (offer.Clusters ?? []).SelectMany(c => new byte[] { 0, 0, 0, (byte)c })];
            writer.Value(0x80, BgpAttributeCode.ClusterList, clusters, new BgpRange(0, clusters.Length));
        }

        return buffer[..writer.Length];
    }

    private static byte[] Path(uint[] numbers) => numbers.Length == 0
        ? []
        : [2, (byte)numbers.Length, .. numbers.SelectMany(n => new byte[] { 0, 0, 0, (byte)n })];

    private static IEnumerable<Offer[]> Permutations(Offer[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, i) => Permutations([.. items[..i], .. items[(i + 1)..]])
            .Select(rest => new[] { item }.Concat(rest).ToArray()));

    /// <summary>10.0.0.n costs n; the rest is unreachable.</summary>
    private sealed class Metrics : IIgpMetric
    {
        public bool TryGetMetric(IpAddress nextHop, out uint metric)
        {
            metric = nextHop.V4.Value & 0xff;
            return nextHop.V4.Value >> 8 == 0x0a0000;
        }
    }
}
