using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Wire;

namespace Router.Tests.Calico;

/// <summary>Calico's export filter: own confirmed blocks, borrowed addresses, nothing else.</summary>
public sealed class OriginationTests
{
    private const string Peer = "Mesh_192_168_101_201";

    private static readonly string s_board = Cluster.Node("a", "192.168.101.202/24", "ipv4IPIPTunnelAddr: 10.1.2.1")
        + Cluster.Resource("IPPool", "p", "cidr: 10.0.0.0/8, ipipMode: Always")
        + Cluster.Resource("IPPool", "q", "cidr: 172.16.0.0/12, disableBGPExport: true")
        + Cluster.Resource("IPPool", "r", "cidr: 192.168.128.0/17, disabled: true")
        + Block("b1", "10.1.2.0/26", "state: confirmed") + Block("b2", "10.1.3.0/26", "state: pending")
        + Block("b3", "10.1.4.0/26", "state: confirmed, deleted: true")
        + Block("b4", "172.16.0.0/26", "state: confirmed")
        + Block("b5", "10.9.9.9/32", "state: confirmed") + Block("b6", "192.168.200.0/24", "state: confirmed");

    [TestCase("", "10.1.2.0/26 192.168.200.0/24")]
    [TestCase("10.1.2.7", "10.1.2.0/26 192.168.200.0/24", Description = "no address of an own block leaks")]
    [TestCase("10.7.7.7", "10.1.2.0/26 10.7.7.7/32 192.168.200.0/24", Description = "borrowed")]
    [TestCase("10.9.9.9", "10.1.2.0/26 10.9.9.9/32 192.168.200.0/24", Description = "a /32 block once it is in use")]
    [TestCase("172.16.9.9", "10.1.2.0/26 192.168.200.0/24", Description = "borrowed from a pool that is not exported")]
    [TestCase("192.168.101.77", "10.1.2.0/26 192.168.200.0/24", Description = "in no pool")]
    public void Announces(string workloads, string expected)
    {
        var policy = new RoutePolicy(Cluster.Plan("a", CalicoGeneration.Classic, s_board));
        IReadOnlyList<Origination> announced = policy.Originations(
            workloads.Split(' ', System.StringSplitOptions.RemoveEmptyEntries).Select(text => Ipv4Address.Parse(text)));
        Assert.That(string.Join(' ', announced.Select(o => o.Prefix)), Is.EqualTo(expected));
        Assert.That(announced.Select(o => o.LocalPref), Is.All.EqualTo(100u));
    }

    [Test]
    public void Walk_through_announces_its_block_as_one_prefix() => Assert.That(
        new RoutePolicy(Cluster.WalkThrough("node02", CalicoGeneration.V332))
            .Originations([Ipv4Address.Parse("172.165.231.156")]),
        Is.EqualTo(new[] { new Origination(Prefix.Parse("172.165.231.128/26"), 2147482623) }));

    [TestCase(CalicoGeneration.V332, 64512u, ExpectedResult = true)]
    [TestCase(CalicoGeneration.V333, 64512u, ExpectedResult = false, Description = "tunl0 is Felix's")]
    [TestCase(CalicoGeneration.V333, 65001u, ExpectedResult = true, Description = "said of iBGP peers alone")]
    public bool A_borrowed_tunnel_address(CalicoGeneration generation, uint peerAs)
    {
        CalicoPlan plan = Cluster.Plan("a", generation,
            s_board.Replace("ipv4IPIPTunnelAddr: 10.1.2.1", "ipv4IPIPTunnelAddr: 10.7.7.1"),
            Cluster.Resource("BGPPeer", "p", $"peerIP: 192.168.101.201, asNumber: {peerAs}"));
        var policy = new RoutePolicy(plan);
        Prefix address = Prefix.Parse("10.7.7.1/32");
        IBgpPolicy session = new NodePolicies(policy, new OnTunnel()).For("Global_192_168_101_201");
        BgpRouteEdit edit = default;
        return policy.Originations(System.Array.Empty<LocalRoute>()).Any(o => o.Prefix == address)
            && session.Export(address, new BgpPath { Peer = BgpPath.Local }, ref edit);
    }

    [TestCase("10.7.7.0/26", true)]
    [TestCase("10.7.7.7/32", true)]
    [TestCase("10.1.2.0/26", true, Description = "the own block itself")]
    [TestCase("10.1.2.7/32", false, Description = "within an own block")]
    [TestCase("10.1.3.0/28", true, Description = "within a block that is not confirmed")]
    [TestCase("172.16.1.0/26", false, Description = "disableBGPExport")]
    [TestCase("192.168.201.0/24", true, Description = "a disabled pool is a pool")]
    [TestCase("192.168.101.0/24", false, Description = "a host subnet, in no pool")]
    [TestCase("10.0.0.0/7", false, Description = "wider than its pool")]
    [TestCase("0.0.0.0/0", false)]
    public void Passes_on_what_it_learned(string prefix, bool expected)
    {
        IBgpPolicy filter = Policy(s_board);
        BgpRouteEdit edit = default;
        BgpPath learned = new() { Peer = 0, NextHop = Ipv4Address.Parse("192.168.101.201"), LocalPref = 100 };
        Assert.That(filter.Export(Prefix.Parse(prefix), learned, ref edit), Is.EqualTo(expected));
        Assert.That(filter.Import(Prefix.Parse(prefix), learned, ref edit), Is.True);
        Assert.That(edit, Is.EqualTo(default(BgpRouteEdit)));
    }

    [TestCase("172.16.0.0/12, disableBGPExport: true", "172.16.0.0/12", BgpPolicyChange.Export)]
    [TestCase("node: a, cidr: 10.1.2.0/26", "node: a, cidr: 10.1.9.0/26", BgpPolicyChange.Export)]
    [TestCase("ipipMode: Always", "ipipMode: Never", BgpPolicyChange.None,
        Description = "how packets travel is not announced")]
    public void Asks_for_another_look_when_its_rules_change(string before, string after, BgpPolicyChange expected)
    {
        NodePolicies old = Policies(s_board);
        Assert.That(Policies(s_board).ChangeOf(Peer, old), Is.EqualTo(BgpPolicyChange.None));
        Assert.That(Policies(s_board.Replace(before, after)).ChangeOf(Peer, old), Is.EqualTo(expected));
    }

    private static NodePolicies Policies(string board) => new(new RoutePolicy(
        Cluster.Plan("a", CalicoGeneration.Classic, board + Cluster.Node("b", "192.168.101.201/24"))));

    private static IBgpPolicy Policy(string board) => Policies(board).For(Peer);

    private static string Block(string name, string cidr, string state) =>
        Cluster.Resource("BlockAffinity", name, $"node: a, cidr: {cidr}, {state}");

    private sealed class OnTunnel : IBgpPolicyContext
    {
        public bool TryGetPeer(int peer, out IpAddress address)
        {
            address = default;
            return false;
        }

        public string? InterfaceOf(IpPrefix prefix, in BgpPath path) => "tunl0";
    }
}
