using System.Linq;
using NUnit.Framework;
using Router.Calico;
using Router.Calico.Resources;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Tests.Calico;

/// <summary>Which sessions a node keeps, as confd's bgp_processor and client choose them.</summary>
public sealed class PeerTests
{
    private static readonly string s_three = Cluster.Node("a", "10.0.0.1/24", labels: "role: rack")
        + Cluster.Node("b", "10.0.0.2/24", labels: "role: rack")
        + Cluster.Node("rr", "10.0.0.3/24", "routeReflectorClusterID: 244.0.0.1", "role: reflector");

    private static readonly string s_noMesh =
        Cluster.Resource("BGPConfiguration", "default", "nodeToNodeMeshEnabled: false");

    // The addresses are compared as text; the lower one waits, the higher one dials.
    [TestCase("192.168.101.9", "192.168.101.100", ExpectedResult = false,
        Description = "'9' is higher than '1': .9 dials .100")]
    [TestCase("192.168.101.100", "192.168.101.9", ExpectedResult = true)]
    [TestCase("192.168.101.201", "192.168.101.202", ExpectedResult = true)]
    [TestCase("192.168.101.202", "192.168.101.201", ExpectedResult = false)]
    [TestCase("10.0.0.2", "10.0.0.10", ExpectedResult = false)]
    [TestCase("9.0.0.1", "10.0.0.1", ExpectedResult = false)]
    [TestCase("10.0.0.1", "10.0.0.10", ExpectedResult = true, Description = "a prefix sorts first")]
    public bool Passive(string own, string other) => Cluster.Plan("a", CalicoGeneration.Classic,
        Cluster.Node("a", own + "/8"), Cluster.Node("b", other + "/8")).Peers.Single().Passive;

    [Test]
    public void Walk_through_mesh()
    {
        CalicoPlan plan = Cluster.WalkThrough("node02", CalicoGeneration.Auto);
        Assert.That(plan.Peers.Select(p => p.Name),
            Is.EqualTo(new[] { "Mesh_192_168_101_100", "Mesh_192_168_101_201" }));
        Assert.That(plan.Peers.Select(p => p.Type.Text()), Is.All.EqualTo("node-to-node mesh"));
        Assert.That(plan.Peers.Select(p => p.Passive), Is.All.False);
        Assert.That(plan.Peers.Select(p => p.RemoteAs.Value), Is.All.EqualTo(64512));
        Assert.That(plan.Peers.Select(p => p.RemotePort), Is.All.EqualTo(179));
        Assert.That(plan.Peers.Select(p => p.SourceAddress), Is.All.EqualTo(Ipv4Address.Parse("192.168.101.202")));
        Assert.That(plan.TunnelSources.Select(p => p.ToString()),
            Is.EqualTo(new[] { "192.168.101.100/32", "192.168.101.201/32", "192.168.101.202/32" }));
    }

    [TestCase("a", "Mesh_10_0_0_2")]
    [TestCase("rr", "")]
    public void A_node_with_a_cluster_id_leaves_the_mesh(string node, string expected) =>
        Assert.That(Names(node, s_three), Is.EqualTo(expected));

    [Test]
    public void No_mesh() => Assert.That(Names("a", s_three, s_noMesh), Is.Empty);

    [TestCase("a", "Node_10_0_0_3")]
    [TestCase("rr", "Node_10_0_0_1 Node_10_0_0_2", Description = "the reverse is generated")]
    public void Reflector_by_selectors(string node, string expected) => Assert.That(Names(node, s_three, s_noMesh,
        Cluster.Resource("BGPPeer", "up", "nodeSelector: \"role == 'rack'\", peerSelector: \"role == 'reflector'\"")),
        Is.EqualTo(expected));

    [Test]
    public void Manual_has_no_reverse() => Assert.That(Names("rr", s_three, s_noMesh, Cluster.Resource("BGPPeer", "up",
        "nodeSelector: \"role == 'rack'\", peerSelector: has(role), reversePeering: Manual")), Is.Empty);

    [Test]
    public void A_reflector_reflects_to_peers_without_its_cluster_id()
    {
        CalicoPlan plan = Cluster.Plan("rr", CalicoGeneration.Classic, s_three, s_noMesh,
            Cluster.Resource("BGPPeer", "up", "nodeSelector: all(), peerSelector: \"role == 'rack'\""));
        Assert.That(plan.Peers.Select(p => p.ReflectorClusterId), Is.All.EqualTo(RouterId.Parse("244.0.0.1")));
    }

    [Test]
    public void A_global_peer_of_another_as()
    {
        PlannedPeer peer = Cluster.Plan("a", CalicoGeneration.Classic, s_three, s_noMesh,
            Cluster.Resource("BGPPeer", "tor",
            "peerIP: '10.0.0.254:1179', asNumber: 65001, keepOriginalNextHop: true, maxRestartTime: 1m30s, "
            + "keepaliveTime: 20s, sourceAddress: None, localASNumber: 65002, reachableBy: 10.0.0.253")).Peers.Single();
        Assert.That(peer.Name, Is.EqualTo("Global_10_0_0_254_port_1179"));
        Assert.That(peer.Type.Text(), Is.EqualTo("global"));
        Assert.That(peer.RemotePort, Is.EqualTo(1179));
        Assert.That((peer.RemoteAs.Value, peer.LocalAs.Value), Is.EqualTo((65001u, 65002u)));
        Assert.That(peer.Passive, Is.False, "only Calico nodes wait");
        Assert.That(peer.NextHopMode, Is.EqualTo(NextHopMode.Keep));
        Assert.That(peer.MaxRestartTime, Is.EqualTo(Duration.FromSeconds(90)));
        Assert.That(peer.KeepaliveTime, Is.EqualTo(Duration.FromSeconds(20)));
        Assert.That(peer.SourceAddress, Is.Null);
        Assert.That(peer.ReachableBy, Is.EqualTo(Ipv4Address.Parse("10.0.0.253")));
    }

    [Test]
    public void A_keep_next_hop_of_old_acts_on_ebgp_only() =>
        Assert.That(Cluster.Plan("a", CalicoGeneration.Classic, s_three,
        s_noMesh, Cluster.Resource("BGPPeer", "p",
            "node: a, peerIP: 10.0.0.254, asNumber: 64512, keepOriginalNextHop: true"))
        .Peers.Single().NextHopMode, Is.EqualTo(NextHopMode.Auto));

    [TestCase("node: a, ", "Node_10_0_0_2", false)]
    [TestCase("", "Global_10_0_0_2", true)]
    public void A_peering_with_a_node_by_address(string side, string name, bool passive)
    {
        PlannedPeer peer = Cluster.Plan("a", CalicoGeneration.Classic, s_three, s_noMesh,
            Cluster.Resource("BGPPeer", "p", side + "peerIP: 10.0.0.2, asNumber: 64512")).Peers
            .Single(p => p.RemoteAddress == Ipv4Address.Parse("10.0.0.2"));
        Assert.That((peer.Name, peer.Passive), Is.EqualTo((name, passive)));
    }

    [TestCase("1179", "Global_10_0_0_254", "up2: Global_10_0_0_254 is a session with 10.0.0.254 already: the one "
        + "with its port 1179 is left out")]
    [TestCase("179", "Global_10_0_0_254", "", Description = "the same peering twice")]
    public void One_session_for_one_address(string port, string names, string warning)
    {
        // A connection that comes in tells the address it is from; its port is any.
        var report = new ConfigReport();
        string text = s_three + s_noMesh
            + Cluster.Resource("BGPPeer", "up1", "peerIP: 10.0.0.254, asNumber: 65001")
            + Cluster.Resource("BGPPeer", "up2", $"peerIP: '10.0.0.254:{port}', asNumber: 65001");
        CalicoPlan plan = CalicoPlan.Create(Cluster.Load(report, text), "a", CalicoGeneration.Classic, report)!;
        Assert.That(string.Join(' ', plan.Peers.Select(p => p.Name)), Is.EqualTo(names));
        Assert.That(report.Warnings.Select(w => w.ToString()),
            warning.Length == 0 ? Is.Empty : Has.One.EndsWith(warning));
    }

    [Test]
    public void A_mesh_node_that_is_configured_at_another_port_has_one_session()
    {
        var report = new ConfigReport();
        string text = s_three + Cluster.Resource("BGPPeer", "up", "peerIP: '10.0.0.2:1179', asNumber: 64512");
        CalicoPlan plan = CalicoPlan.Create(Cluster.Load(report, text), "a", CalicoGeneration.Classic, report)!;
        Assert.That(plan.Peers.Select(p => p.Name), Is.EqualTo(new[] { "Global_10_0_0_2_port_1179" }));
        Assert.That(report.Warnings.Single().ToString(),
            Does.Contain("Mesh_10_0_0_2 is in the mesh and configured as"));
    }

    [Test]
    public void As_and_port_come_from_node_then_cluster()
    {
        CalicoPlan plan = Cluster.Plan("a", CalicoGeneration.Classic, Cluster.Node("a", "10.0.0.1/24"),
            Cluster.Node("b", "10.0.0.2/24", "asNumber: 65010"), Cluster.Node("c", "10.0.0.3/24"),
            Cluster.Resource("BGPConfiguration", "default",
                "asNumber: 65000, listenPort: 1790, nodeMeshMaxRestartTime: 200s"),
            Cluster.Resource("BGPConfiguration", "node.b", "listenPort: 1791"));
        Assert.That(plan.Peers.Select(p => (p.RemoteAs.Value, (int)p.RemotePort)),
            Is.EqualTo(new[] { (65010u, 1791), (65000u, 1790) }));
        Assert.That((plan.LocalAs.Value, (int)plan.ListenPort), Is.EqualTo((65000u, 1790)));
        Assert.That(plan.Peers.Select(p => p.MaxRestartTime), Is.All.EqualTo(Duration.FromSeconds(200)));
    }

    [Test]
    public void External_nodes_may_send_into_the_tunnel() => Assert.That(Cluster.Plan("a", CalicoGeneration.Classic,
        Cluster.Node("a", "10.0.0.1/24"), Cluster.Resource("FelixConfiguration", "default",
            "externalNodesList: [192.0.2.0/28, 198.51.100.7], ipipMTU: 1400")),
        Has.Property(nameof(CalicoPlan.TunnelSources)).EqualTo(new[]
        {
            Prefix.Parse("10.0.0.1/32"), Prefix.Parse("192.0.2.0/28"), Prefix.Parse("198.51.100.7/32"),
        }).And.Property(nameof(CalicoPlan.ConfiguredTunnelMtu)).EqualTo(1400));

    [Test]
    public void A_missing_node_names_the_known_ones()
    {
        var report = new ConfigReport();
        Assert.That(CalicoPlan.Create(Cluster.Load(report, Cluster.WalkThroughText), "node2", CalicoGeneration.Auto,
            report),
            Is.Null);
        Assert.That(report.Errors.Single().ToString(), Is.EqualTo("resources: no Node named 'node2' in the resources, "
            + "did you mean 'node02'?; expected one of master, node01, node02"));
    }

    private static string Names(string node, params string[] texts) => string.Join(' ',
        Cluster.Plan(node, CalicoGeneration.Classic, texts).Peers.Select(p => p.Name));
}
