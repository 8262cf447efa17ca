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
            LocRib rib = new();
            for (int i = 0; i < 4; i++)
            {
                RibPeer peer = rib.AddPeer();
                peer.IsExternal = i >= 2;
                peer.RouterId = new RouterId((uint)(0x0101_0100 + i));
                peer.Address = new Ipv4Address((uint)(0x0a0a_0a00 + i));
            }

            Prefix prefix = Prefix.Parse("172.16.0.0/16");
            foreach (Offer offer in order)
            {
                rib.Set(prefix, offer.Peer, offer.PathId, rib.Attributes.Intern(Encode(offer)));
            }

            Decision decision = new(rib, new Metrics());
            int best = decision.Select(rib.Prefixes[rib.Prefixes.Find(prefix)].FirstPath, localOnly: false)[0];
            Offer chosen = offers.Single(o => o.Peer == rib.Paths[best].Peer && o.PathId == rib.Paths[best].PathId);
            Assert.That(chosen.Name, Is.EqualTo("win"), string.Join(", ", order.Select(o => o.Name)));
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
        public bool TryGetMetric(Ipv4Address nextHop, out uint metric)
        {
            metric = nextHop.Value & 0xff;
            return nextHop.Value >> 8 == 0x0a0000;
        }
    }
}
