using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Calico;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Calico;

/// <summary>
/// The routes of node02 in the walk-through's cluster. The expected lines are what <c>ip route</c> printed beside
/// Calico's own BIRD fork (v0.3.3+birdv1.6.8); those for v3.33 are what Felix is coded to write.
/// </summary>
public sealed class RouteTableTests
{
    private const uint InverseMetric = 2147482623;

    [Test]
    public void Classic() => Assert.That(Table(CalicoGeneration.Classic, 100), Is.EqualTo(new[]
    {
        "blackhole 172.165.231.128/26 proto bird",
        "172.171.205.128/26 via 192.168.101.100 dev tunl0 proto bird onlink",
        "172.173.55.0/26 via 192.168.101.201 dev tunl0 proto bird onlink",
    }));

    [Test]
    public void Version_3_32() => Assert.That(Table(CalicoGeneration.V332, InverseMetric), Is.EqualTo(new[]
    {
        "blackhole 172.165.231.128/26 proto bird",
        "172.171.205.128/26 via 192.168.101.100 dev tunl0 proto bird metric 1024 onlink",
        "172.173.55.0/26 via 192.168.101.201 dev tunl0 proto bird metric 1024 onlink",
    }));

    [Test]
    public void Version_3_33_writes_tunnel_routes_without_bgp()
    {
        CalicoPlan plan = Cluster.WalkThrough("node02", CalicoGeneration.V333);
        var policy = new RoutePolicy(plan);
        IEnumerable<string> lines = policy.OwnBlockRoutes()
            .Concat(policy.FelixRoutes(OneSubnet.WalkThrough, plan.TunnelMtu(1500))).Select(IpRouteText.Of);
        Assert.That(lines, Is.EqualTo(new[]
        {
            "blackhole 172.165.231.128/26 proto 80",
            "172.171.205.128/26 via 192.168.101.100 dev tunl0 proto 80 onlink mtu 1480",
            "172.173.55.0/26 via 192.168.101.201 dev tunl0 proto 80 onlink mtu 1480",
        }));
    }

    [Test]
    public void Version_3_33_refuses_bgp_routes_of_ipip_pools() =>
        Assert.That(Decide(CalicoGeneration.V333, "172.173.55.0/26", InverseMetric).Rejection,
            Is.EqualTo(RouteRejection.FelixOwned));

    [TestCase(null, ExpectedResult = 2147483547u)]
    [TestCase(100u, ExpectedResult = 2147483547u)]
    [TestCase(2147482623u, ExpectedResult = 1024u)]
    [TestCase(2147482624u, ExpectedResult = 1023u)]
    public uint Metric_of_a_block_on_a_v332_node(uint? localPref) =>
        Decide(CalicoGeneration.V332, "172.173.55.0/26", localPref).Route!.Metric;

    [TestCase("10.9.9.0/24", "10.9.9.0/24 via 192.168.101.201 dev ens33 proto bird",
        Description = "no pool: no tunnel")]
    [TestCase("172.165.231.190/32", "172.165.231.190 via 192.168.101.201 dev tunl0 proto bird onlink",
        Description = "a /32 in a block of another node")]
    public void Other_prefixes(string prefix, string expected) =>
        Assert.That(IpRouteText.Of(Decide(CalicoGeneration.Classic, prefix, 100).Route!), Is.EqualTo(expected));

    [Test]
    public void Ipip_never_goes_to_the_next_hop_by_the_ethernet_port()
    {
        CalicoPlan plan = Cluster.Plan("node02", CalicoGeneration.Classic,
            Cluster.WalkThroughText.Replace("ipipMode: Always", "ipipMode: Never"));
        Route route = new RoutePolicy(plan).Decide(
            Received("172.173.55.0/26", "192.168.101.201", 100), OneSubnet.WalkThrough).Route!;
        Assert.That(IpRouteText.Of(route), Is.EqualTo("172.173.55.0/26 via 192.168.101.201 dev ens33 proto bird"));
        Assert.That(plan.TunnelEnabled, Is.False);
    }

    [Test]
    public void A_disabled_pool_is_tunnelled_all_the_same()
    {
        CalicoPlan plan = Cluster.Plan("node02", CalicoGeneration.Classic,
            Cluster.WalkThroughText.Replace("vxlanMode: Never", "disabled: true"));
        Route route = new RoutePolicy(plan).Decide(
            Received("172.173.55.0/26", "192.168.101.201", 100), OneSubnet.WalkThrough).Route!;
        Assert.That(route.NextHops.Single().Interface, Is.EqualTo(NextHop.Tunnel));
    }

    [Test]
    public void A_vxlan_pool_is_never_written_from_bgp()
    {
        CalicoPlan plan = Cluster.Plan("node02", CalicoGeneration.Classic, Cluster.WalkThroughText
            .Replace("ipipMode: Always", "ipipMode: Never").Replace("vxlanMode: Never", "vxlanMode: Always"));
        Assert.That(new RoutePolicy(plan).Decide(Received("172.173.55.0/26", "192.168.101.201", 100),
            OneSubnet.WalkThrough).Rejection, Is.EqualTo(RouteRejection.VxlanPool));
    }

    [TestCase("192.168.101.202/24", "192.168.101.201", "ens33")]
    [TestCase("192.168.101.202/24", "192.168.102.7", "tunl0")]
    [TestCase("192.168.101.202/25", "192.168.101.100", "tunl0",
        Description = "the own mask decides: .100 is outside .128/25")]
    [TestCase("192.168.101.100/24", "192.168.101.202", "ens33", Description = "… though the other side sees it inside")]
    public void Cross_subnet(string own, string peer, string device)
    {
        CalicoPlan plan = Cluster.Plan("a", CalicoGeneration.Classic, Cluster.Node("a", own),
            Cluster.Node("b", peer + "/24"),
            Cluster.Resource("IPPool", "p", "cidr: 10.0.0.0/8, ipipMode: CrossSubnet"));
        Route route = new RoutePolicy(plan).Decide(Received("10.1.2.0/26", peer, 100), OneSubnet.WalkThrough).Route!;
        Assert.That(IpRouteText.Of(route), Is.EqualTo($"10.1.2.0/26 via {peer} dev {device} proto bird"
            + (device == "tunl0" ? " onlink" : "")));
    }

    [Test]
    public void Felix_goes_direct_in_the_own_subnet_and_says_onlink()
    {
        CalicoPlan plan = Cluster.Plan("a", CalicoGeneration.V333, Cluster.Node("a", "192.168.101.202/24"),
            Cluster.Node("b", "192.168.101.201/24"),
                Cluster.Resource("IPPool", "p", "cidr: 10.0.0.0/8, ipipMode: CrossSubnet"),
            Cluster.Resource("BlockAffinity", "b-1", "state: confirmed, node: b, cidr: 10.1.2.0/26"));
        Assert.That(new RoutePolicy(plan).FelixRoutes(OneSubnet.WalkThrough, 1480).Select(IpRouteText.Of),
            Is.EqualTo(new[] { "10.1.2.0/26 via 192.168.101.201 dev ens33 proto 80 onlink" }));
    }

    [TestCase("EnabledIPIPOnly")]
    [TestCase("Enabled")]
    public void Version_3_33_with_cluster_routes_given_back_to_bird(string programs)
    {
        CalicoPlan plan = Cluster.Plan("node02", CalicoGeneration.V333, Cluster.WalkThroughText.Replace(
            "asNumber: 64512", $"programClusterRoutes: {programs}"), Cluster.Resource("FelixConfiguration", "default",
            "programClusterRoutes: Disabled"));
        var policy = new RoutePolicy(plan);
        Route route = policy.Decide(
            Received("172.173.55.0/26", "192.168.101.201", InverseMetric), OneSubnet.WalkThrough).Route!;
        Assert.That(IpRouteText.Of(route),
            Is.EqualTo("172.173.55.0/26 via 192.168.101.201 dev tunl0 proto bird metric 1024 onlink"));
        Assert.That(policy.FelixRoutes(OneSubnet.WalkThrough, 1480), Is.Empty);
        Assert.That(policy.OwnBlockRoutes().Select(IpRouteText.Of),
            Is.EqualTo(new[] { "blackhole 172.165.231.128/26 proto bird" }));
    }

    [TestCase("10.9.9.0/24", "192.168.101.201 192.168.101.100", Description = "merge paths")]
    [TestCase("172.166.0.0/26", "192.168.101.201", Description = "krt_tunnel and ECMP do not combine: bird#90")]
    public void Equal_paths(string prefix, string gateways)
    {
        Route route = new RoutePolicy(Cluster.WalkThrough("node02", CalicoGeneration.Classic)).Decide(
            [Received(prefix, "192.168.101.201", 100), Received(prefix, "192.168.101.100", 100)],
            OneSubnet.WalkThrough).Route!;
        Assert.That(string.Join(' ', route.NextHops.Select(hop => hop.Gateway)), Is.EqualTo(gateways));
    }

    [TestCase("10.9.9.0/24", 0, "192.168.101.201 192.168.101.202")]
    [TestCase("10.9.9.0/24", 1, "192.168.101.202")]
    [TestCase("172.166.0.0/26", 1, "192.168.101.202")]
    [TestCase("10.9.9.0/24", 2, "")]
    public void Paths_whose_next_hop_is_out_of_reach_are_passed_over(string prefix, int lost, string gateways)
    {
        string[] nextHops = ["192.168.101.201", "192.168.101.202"];
        RouteDecision decision = new RoutePolicy(Cluster.WalkThrough("master", CalicoGeneration.Classic)).Decide(
            [.. nextHops.Select(hop => Received(prefix, hop, 100))], new Without(nextHops[..lost]));
        Assert.That(string.Join(' ', decision.Route?.NextHops.Select(hop => hop.Gateway.ToString()) ?? []),
            Is.EqualTo(gateways));
        Assert.That(decision.Rejection,
            Is.EqualTo(gateways.Length > 0 ? RouteRejection.None : RouteRejection.NextHopUnreachable));
    }

    [Test]
    public void Own_routes_beat_bgp()
    {
        var policy = new RoutePolicy(Cluster.WalkThrough("node02", CalicoGeneration.V332));
        byte blackhole = policy.OwnBlockRoutes().Single().Preference;
        foreach (bool isInternal in new[] { true, false })
        {
            Route bgp = policy.Decide(Received("172.165.231.128/26", "192.168.101.201", 2147482624) with
            {
                Internal = isInternal,
            }, OneSubnet.WalkThrough).Route!;
            Assert.That(blackhole, Is.LessThan(bgp.Preference));
            Assert.That(bgp.Preference, Is.GreaterThan(RoutePreference.Workload));
        }
    }

    [Test]
    public void A_block_of_one_address_is_not_blackholed() => Assert.That(new RoutePolicy(Cluster.Plan("a",
        CalicoGeneration.Classic, Cluster.Node("a", "192.168.101.202/24"), Cluster.Resource("BlockAffinity", "b",
        "state: confirmed, node: a, cidr: 10.1.2.3/32"))).OwnBlockRoutes(), Is.Empty);

    private static List<string> Table(CalicoGeneration generation, uint localPref)
    {
        var policy = new RoutePolicy(Cluster.WalkThrough("node02", generation));
        return policy.OwnBlockRoutes().Append(Decide(policy, "172.171.205.128/26", "192.168.101.100", localPref))
            .Append(Decide(policy, "172.173.55.0/26", "192.168.101.201", localPref)).Select(IpRouteText.Of).ToList();
    }

    private static Route Decide(RoutePolicy policy, string prefix, string nextHop, uint localPref) =>
        policy.Decide(Received(prefix, nextHop, localPref), OneSubnet.WalkThrough).Route!;

    private static RouteDecision Decide(CalicoGeneration generation, string prefix, uint? localPref) =>
        new RoutePolicy(Cluster.WalkThrough("node02", generation)).Decide(
            Received(prefix, "192.168.101.201", localPref), OneSubnet.WalkThrough);

    private static ReceivedRoute Received(string prefix, string nextHop, uint? localPref) =>
        new(Prefix.Parse(prefix), Ipv4Address.Parse(nextHop), localPref, Internal: true);

    /// <summary>The walk-through's subnet without some of its addresses.</summary>
    private sealed class Without(string[] lost) : INextHopResolver
    {
        public bool TryResolve(Ipv4Address address, out NextHop nextHop) =>
            OneSubnet.WalkThrough.TryResolve(address, out nextHop) && !lost.Contains(address.ToString());
    }
}
