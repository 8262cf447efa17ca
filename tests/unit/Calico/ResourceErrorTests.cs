using System.Linq;
using NUnit.Framework;
using Router.Calico.Resources;
using Router.Calico.Yaml;

namespace Router.Tests.Calico;

/// <summary>What a person reads after a mistake in a resource file.</summary>
public sealed class ResourceErrorTests
{
    private const string Pool = "apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: { name: p }\nspec:\n";
    private const string Peer = "apiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata: { name: p }\nspec:\n";
    private const string Node = "apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: { name: n }\nspec:\n";
    private const string Felix =
        "apiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata: { name: default }\nspec:\n";
    private const string Bgp =
        "apiVersion: projectcalico.org/v3\nkind: BGPConfiguration\nmetadata: { name: node.n }\nspec:\n";

    [TestCase(Pool + "  cidr: 10.0.0.1/8",
        "cluster.yaml:5:9: IPPool p: 'cidr' is '10.0.0.1/8'; expected a prefix such as 192.0.2.0/24 with zero host "
            + "bits")]
    [TestCase(Pool + "  ipipMode: Always",
        "cluster.yaml:5:3: IPPool p: 'cidr' is missing; expected cidr: a prefix such as 192.0.2.0/24 with zero host "
            + "bits")]
    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  ipipMode: always",
        "cluster.yaml:6:13: IPPool p: 'ipipMode' is 'always'; expected one of Never, Always, CrossSubnet")]
    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  blockSize: 33",
        "cluster.yaml:6:14: IPPool p: 'blockSize' is '33'; expected a number from 20 to 32")]
    [TestCase(Pool + "  cidr: 10.0.0.0/27",
        "cluster.yaml:5:9: IPPool p: 10.0.0.0/27 is smaller than one block of /26; expected a prefix of at most /26, "
            + "or a larger blockSize")]
    [TestCase(Pool + "  cidr: 169.254.7.0/24",
        "cluster.yaml:5:9: IPPool p: 169.254.7.0/24 overlaps the link-local range 169.254.0.0/16; expected a prefix "
            + "outside it")]
    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  ipipMode: Always\n  vxlanMode: CrossSubnet",
        "cluster.yaml:7:14: IPPool p: ipipMode and vxlanMode are both on; expected one of them Never")]
    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  disabled: 'yes'",
        "cluster.yaml:6:13: IPPool p: 'disabled' is 'yes'; expected true or false")]
    [TestCase(Pool + "  - cidr: 10.0.0.0/8", "cluster.yaml:5:3: IPPool p: 'spec' is a list; expected a mapping")]
    [TestCase(Node + "  bgp: { ipv4Address: 192.168.101.300/24 }", "cluster.yaml:5:23: Node n: 'ipv4Address' is "
        + "'192.168.101.300/24'; expected an IPv4 address with its prefix length such as 192.0.2.1/24")]
    [TestCase(Felix + "  ipipMTU: 67", "cluster.yaml:5:12: FelixConfiguration default: 'ipipMTU' is '67'; "
        + "expected 0 for automatic, or a number from 68 to 65535")]
    [TestCase(Node + "  bgp: { asNumber: 0 }",
        "cluster.yaml:5:20: Node n: 'asNumber' is '0'; expected an AS number from 1 to 4294967295, such as 64512 or "
            + "1.10")]
    [TestCase(Bgp + "  asNumber: 65000", "cluster.yaml:5:13: BGPConfiguration node.n: 'asNumber' applies to the whole "
        + "cluster; expected asNumber in the BGPConfiguration named default")]
    [TestCase(Peer + "  asNumber: 65000",
        "cluster.yaml:5:3: BGPPeer p: nobody to peer with; expected peerIP with asNumber, "
        + "or peerSelector")]
    [TestCase(Peer + "  peerIP: 10.0.0.1\n  asNumber: 65000\n  node: n\n  nodeSelector: all()",
        "cluster.yaml:8:17: BGPPeer p: both 'node' and 'nodeSelector'; expected one of them")]
    [TestCase(Peer + "  peerIP: 10.0.0.1:99999\n  asNumber: 65000", "cluster.yaml:5:11: BGPPeer p: 'peerIP' is "
        + "'10.0.0.1:99999'; expected an IPv4 address, with a port if it is not 179: 192.0.2.1 or 192.0.2.1:1179")]
    [TestCase(Peer + "  peerSelector: role = x",
        "cluster.yaml:5:17: BGPPeer p: 'peerSelector' 'role = x': '=' at character 6 "
        + "where '==', '!=', 'in', 'not in', 'contains', 'starts with' or 'ends with' belongs; "
        + "expected a selector such as role == 'reflector' or all()")]
    [TestCase(Peer + "  peerSelector: all()\n  maxRestartTime: 90",
        "cluster.yaml:6:19: BGPPeer p: 'maxRestartTime' is '90'; "
        + "expected a duration such as 5s, 240s or 1m30s")]
    [TestCase("kind: IPPool\nmetadata: { name: p }",
        "cluster.yaml:1:1: IPPool: 'apiVersion' is missing; expected projectcalico.org/v3 or crd.projectcalico.org/v1")]
    [TestCase("apiVersion: projectcalico.org/v3\nkind: IPpool", "cluster.yaml:2:7: unknown kind 'IPpool', did you mean "
        + "'IPPool'?; expected one of Node, IPPool, BGPConfiguration, BGPPeer, BlockAffinity, FelixConfiguration, "
        + "Secret, BGPFilter")]
    [TestCase("apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: { name: Node_1 }", "cluster.yaml:3:19: Node: "
        + "'metadata.name' is missing or not a name; expected lower-case letters, digits, '.' and '-', at most 253 "
        + "characters")]
    [TestCase("apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { k: 'p&ssword' }",
        "cluster.yaml:4:12: Secret s: data of 'k' cannot be read; expected base64 of UTF-8 text")]
    [TestCase(Peer + "  peerSelector: all()\n  password: { secretKeyRef: { name: s } }",
        "cluster.yaml:6:13: BGPPeer p: 'password' names no secret; expected secretKeyRef: { name: …, key: … }")]
    [TestCase("just text",
        "cluster.yaml:1:1: found 'just text'; expected a Calico resource with apiVersion, kind, metadata and spec")]
    public void Errors(string text, string expected)
    {
        var report = new ConfigReport();
        Cluster.Load(report, text);
        Assert.That(report.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { expected }));
    }

    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  natOutgoing: true",
        "cluster.yaml:6:16: IPPool p: natOutgoing is not implemented: it has no effect")]
    [TestCase(Pool + "  cidr: 10.0.0.0/8\n  ipipmode: Always",
        "cluster.yaml:6:3: IPPool p: unknown key 'ipipmode', did you mean 'ipipMode'?")]
    [TestCase(Pool + "  cidr: fd00::/48",
        "cluster.yaml:5:9: IPPool p: IPv6 is not implemented: the resource has no effect")]
    [TestCase("apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: { name: g }",
        "cluster.yaml:2:7: kind GlobalNetworkPolicy is not implemented: the resource has no effect")]
    [TestCase("apiVersion: projectcalico.org/v3\nkind: FelixConfiguration\nmetadata: { name: default }\nspec: { "
        + "bpfEnabled: true }",
        "cluster.yaml:4:9: FelixConfiguration default: bpfEnabled is not implemented: it has no effect")]
    public void Warnings(string text, string expected)
    {
        var report = new ConfigReport();
        Cluster.Load(report, text);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.Warnings.Select(e => e.ToString()), Is.EqualTo(new[] { expected }));
    }

    [Test]
    public void All_mistakes_are_told_at_once()
    {
        var report = new ConfigReport();
        Cluster.Load(report, Pool + "  cidr: 10.0.0.0/8\n  blockSize: y\n  disabled: z\n---\n" + Node + "  bgp: 7\n");
        Assert.That(report.Errors.Select(e => e.Line), Is.EqualTo(new[] { 6, 7, 13 }));
    }

    [Test]
    public void The_same_resource_twice_names_the_first()
    {
        var report = new ConfigReport();
        Cluster.Load(report, Cluster.Node("n", "10.0.0.1/24"), Cluster.Node("n", "10.0.0.2/24"));
        Assert.That(report.Errors.Single().Message, Is.EqualTo("Node n again, first in cluster.yaml line 4"));
    }

    [Test]
    public void Pools_may_not_overlap()
    {
        var report = new ConfigReport();
        Cluster.Load(report, Cluster.Resource("IPPool", "a", "cidr: 10.0.0.0/8"),
            Cluster.Resource("IPPool", "b", "cidr: 10.1.0.0/16, disabled: true"));
        Assert.That(report.Errors.Single().Message,
            Is.EqualTo("IPPool b (10.1.0.0/16) overlaps IPPool a (10.0.0.0/8)"));
    }

    [Test]
    public void What_a_datastore_adds_is_passed_over()
    {
        const string Text = """
            apiVersion: crd.projectcalico.org/v1
            kind: IPPool
            metadata:
              name: p
              uid: 0c0c7a3e-0f6c-4f6e-8f2e-4f6c0c0c7a3e
              resourceVersion: "1234"
              creationTimestamp: "2026-01-01T00:00:00Z"
              generation: 1
              annotations: { projectcalico.org/metadata: "{}" }
              managedFields: [{ manager: kubectl, operation: Update, fieldsV1: { "f:spec": {} } }]
            spec: { cidr: 10.0.0.0/8, allowedUses: [Workload, Tunnel], ipipMode: CrossSubnet, nodeSelector: all() }
            """;
        var report = new ConfigReport();
        IpPool pool = Cluster.Load(report, Text).Pools.Single();
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        Assert.That(pool.Ipip, Is.EqualTo(EncapsulationMode.CrossSubnet));
    }

    [Test]
    public void A_kubernetes_node_carries_calicos_annotations()
    {
        const string Text = """
            { "apiVersion": "v1", "kind": "List", "items": [ { "apiVersion": "v1", "kind": "Node",
              "metadata": { "name": "worker", "labels": { "zone": "a" }, "annotations": {
                "projectcalico.org/IPv4Address": "10.0.0.5/16", "projectcalico.org/IPv4IPIPTunnelAddr": "10.244.1.1",
                "projectcalico.org/ASNumber": "65001" } },
              "spec": { "podCIDR": "10.244.1.0/24" }, "status": {} } ] }
            """;
        var report = new ConfigReport();
        CalicoNode node = Cluster.Load(report, Text).Nodes.Single();
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        Assert.That(node.Address.ToString(), Is.EqualTo("10.0.0.5/16"));
        Assert.That(node.TunnelAddress.ToString(), Is.EqualTo("10.244.1.1"));
        Assert.That(node.As!.Value.Value, Is.EqualTo(65001));
        Assert.That(node.Header.Labels["zone"], Is.EqualTo("a"));
    }
}
