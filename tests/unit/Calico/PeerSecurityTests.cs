using System.Linq;
using NUnit.Framework;
using Router.Calico;
using Router.Calico.Resources;
using Router.Calico.Yaml;

namespace Router.Tests.Calico;

/// <summary>Passwords by secret (RFC 2385 keys) and ttlSecurity (RFC 5082) of BGPPeer and BGPConfiguration.</summary>
public sealed class PeerSecurityTests
{
    private static readonly string s_nodes = Cluster.Node("a", "10.0.0.1/24") + Cluster.Node("b", "10.0.0.2/24");

    private static readonly string s_noMesh =
        Cluster.Resource("BGPConfiguration", "default", "nodeToNodeMeshEnabled: false");

    // base64 of "walk-through", as kubectl get secret -o yaml prints it.
    private const string Secret = """
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: bgp, namespace: kube-system }
        type: Opaque
        data: { rr: d2Fsay10aHJvdWdo }

        """;

    private const string Wanted = "password: { secretKeyRef: { name: bgp, key: rr } }";

    [Test]
    public void A_peers_password_comes_from_its_secret()
    {
        PlannedPeer peer = Plan(out _, s_nodes, s_noMesh, Secret, Peer(Wanted)).Peers.Single();
        Assert.That(peer.Password, Is.EqualTo("walk-through"));
    }

    [Test]
    public void String_data_is_taken_as_it_stands()
    {
        string secret = Secret.Replace("data: { rr: d2Fsay10aHJvdWdo }", "stringData: { rr: plain }");
        Assert.That(Plan(out _, s_nodes, s_noMesh, secret, Peer(Wanted)).Peers.Single().Password, Is.EqualTo("plain"));
    }

    [Test]
    public void The_mesh_has_one_password_for_all()
    {
        string mesh = Cluster.Resource(
            "BGPConfiguration", "default", "nodeMeshPassword: { secretKeyRef: { name: bgp, key: rr } }");
        Assert.That(Plan(out _, s_nodes, mesh, Secret).Peers.Select(p => (p.Name, p.Password)),
            Is.EqualTo(new[] { ("Mesh_10_0_0_2", "walk-through") }));
    }

    /// <summary>An unsigned session in place of a signed one is not what anybody asked for.</summary>
    [TestCase("{ rr: d2Fsay10aHJvdWdo }", "no Secret bgp in the resources", Description = "not exported with the rest")]
    [TestCase("{ other: d2Fsay10aHJvdWdo }", "no key rr in Secret bgp in the resources")]
    [TestCase("{ rr: '' }", "key rr of Secret bgp is empty or longer than 80 octets")]
    public void A_password_that_cannot_be_had_leaves_the_session_out(string data, string why)
    {
        bool exported = !why.StartsWith("no Secret", System.StringComparison.Ordinal);
        string secret = exported ? Secret.Replace("{ rr: d2Fsay10aHJvdWdo }", data) : string.Empty;
        CalicoPlan plan = Plan(out ConfigReport report, s_nodes, s_noMesh, secret, Peer(Wanted));
        Assert.That(plan.Peers, Is.Empty);
        Assert.That(report.Warnings.Select(w => w.Message),
            Is.EqualTo(new[] { $"BGPPeer p: {why}: the session is left out" }));
    }

    [Test]
    public void Ttl_security_reaches_the_session() =>
        Assert.That(Plan(out _, s_nodes, s_noMesh, Peer("ttlSecurity: 2")).Peers.Single().TtlSecurity, Is.EqualTo(2));

    private static string Peer(string field) =>
        Cluster.Resource("BGPPeer", "p", "peerIP: 10.0.0.9, asNumber: 64513, " + field);

    private static CalicoPlan Plan(out ConfigReport report, params string[] texts)
    {
        report = new ConfigReport();
        CalicoResources resources = Cluster.Load(report, texts);
        Assert.That(report.Errors, Is.Empty);
        CalicoPlan? plan = CalicoPlan.Create(resources, "a", CalicoGeneration.Classic, report);
        Assert.That(plan, Is.Not.Null);
        return plan!;
    }
}
