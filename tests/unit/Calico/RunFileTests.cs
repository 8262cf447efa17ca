using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Calico;

public sealed class RunFileTests
{
    private const string Ens33 =
        "- { name: ens33, nic: { kind: packet, interface: fw0 }, addresses: [192.168.101.202/24], gateway: "
            + "192.168.101.1 }";

    private static string RunText => File.ReadAllText(Cluster.DataPath("walkthrough/node02.yaml"));

    [Test]
    public void The_walk_through()
    {
        RunConfiguration run = Load(RunText, out ConfigReport report)!;
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        RunFile file = run.File;
        Assert.That((file.Node, file.Generation, file.Control), Is.EqualTo(
            ("node02", CalicoGeneration.Auto, "/run/router/node02.sock")));
        Assert.That(file.CalicoFiles, Is.EqualTo(new[] { "lab/cluster.yaml" }), "relative to the run file");
        Assert.That(file.Ports[0].Addresses.Single().ToString(), Is.EqualTo("192.168.101.202/24"));
        Assert.That(file.Ports[0].Gateway, Is.EqualTo(Ipv4Address.Parse("192.168.101.1")));
        Assert.That(file.Ports[0].Rpf, Is.EqualTo(RpfMode.Off));
        Assert.That(file.Ports[1].IsWorkload, Is.True);
        Assert.That(file.Ports[1].WorkloadAddresses.Single(), Is.EqualTo(Ipv4Address.Parse("172.165.231.156")));
        Assert.That(file.Ports[1].Rpf, Is.EqualTo(RpfMode.Strict), "the default on workload ports");
        Assert.That(run.Plan.OwnBlocks.Single(), Is.EqualTo(Prefix.Parse("172.165.231.128/26")));
    }

    [Test]
    public void A_port_without_an_interface_still_tells_its_other_mistakes()
    {
        const string Text = """
            node: node02
            ports:
              - name: ens33
                nic: { kind: packet }
                addresses: [192.168.101.202/33]
                mtu: 12
            calico: [cluster.yaml]
            """;
        Assert.That(Load(Text, out ConfigReport report), Is.Null);
        Assert.That(report.Errors.Select(error => error.Line), Is.EquivalentTo(new[] { 4, 5, 6 }));
    }

    [Test]
    public void Every_key()
    {
        const string Text = """
            node: node02
            generation: v3.33
            ports:
              - name: ens33
                nic: { kind: tap, interface: tap0 }
                addresses: [192.168.101.202/24, 10.9.0.1/30]
                gateway: 192.168.101.1
                mac: 02:00:00:00:00:01
                mtu: 1500
                rpf: loose
            calico: [cluster.yaml]
            control: node02.sock
            routes:
              - { to: 10.0.0.0/8, via: 192.168.101.9, metric: 7 }
              - { to: 10.2.0.0/16, port: ens33 }
              - { to: 10.3.0.0/16, blackhole: true }
            log: debug
            metrics: 127.0.0.1:9100
            """;
        RunFile file = Load(Text, out ConfigReport report)!.File;
        Assert.That(report.Errors, Is.Empty);
        Assert.That(file.Routes.Select(r => (r.To.ToString(), r.Via?.ToString(), r.Port, r.IsBlackhole, r.Metric)),
            Is.EqualTo(new[]
        {
            ("10.0.0.0/8", "192.168.101.9", null, false, 7u), ("10.2.0.0/16", null, "ens33", false, 0u),
            ("10.3.0.0/16", (string?)null, (string?)null, true, 0u),
        }));
        Assert.That((file.Control, file.Log), Is.EqualTo(("lab/node02.sock", LogLevel.Debug)));
        Assert.That(file.Metrics, Is.EqualTo(new MetricsEndpoint(Ipv4Address.Parse("127.0.0.1"), 9100)));
        Assert.That((file.Ports[0].Mac.ToString(), file.Ports[0].Mtu, file.Ports[0].Rpf, file.Ports[0].Nic.Kind),
            Is.EqualTo(("02:00:00:00:00:01", (int?)1500, RpfMode.Loose, NicKind.Tap)));
    }

    [Test]
    public void Peers_have_filters_and_limits_beside_their_resources()
    {
        RunConfiguration run = WithPeers("import: quiet, export: none, maxPrefixes: 7, role: customer, addPath: none");
        PlannedPeer peer = run.Plan.Peers.Single(p => p.RemoteAddress == Ipv4Address.Parse("192.168.101.201"));
        BgpPeerOptions options = peer.Settings.Apply(
            new BgpPeerOptions { Name = peer.Name, RemoteAddress = peer.RemoteAddress, RemoteAs = peer.RemoteAs });
        IExplainedPolicy policy = new NodePolicies(new RoutePolicy(run.Plan, CalicoGeneration.Classic)).For(peer.Name);
        BgpRouteEdit edit = default;
        BgpPath path = new() { Peer = 0 };
        Assert.Multiple(() =>
        {
            Assert.That((options.MaxPrefixes, options.Role, options.AddPath),
                Is.EqualTo((7, (BgpRole?)BgpRole.Customer, AddPathMode.None)));
            Assert.That(policy.ImportFilters.Select(filter => filter.Name), Is.EqualTo(new[] { "quiet" }));
            Assert.That(policy.Import(Prefix.Parse("10.1.0.0/16"), path, ref edit), Is.False);
            Assert.That(policy.Import(Prefix.Parse("172.165.231.64/26"), path, ref edit), Is.True, "Calico's own word");
            Assert.That(policy.Export(run.Plan.OwnBlocks[0], path, ref edit), Is.False);
        });
    }

    [Test]
    public void Settings_of_a_peer_are_equal_when_they_say_the_same()
    {
        RunConfiguration before = WithPeers("import: quiet, maxPrefixes: 7");
        Assert.That(RunDiff.Between(before, WithPeers("maxPrefixes: 7, import: quiet")).IsEmpty);
        Assert.That(RunDiff.Between(before, WithPeers("import: quiet, maxPrefixes: 8")).Peers.Changed,
            Has.Count.EqualTo(1));
        Assert.That(RunDiff.Between(before, WithPeers("maxPrefixes: 7")).PolicyChanged);
    }

    [TestCase("import: some", "import: no filter 'some' in 'policy'")]
    [TestCase("role: friend", "'role' is 'friend'; expected one of")]
    [TestCase("password: x", "unknown key 'password'")]
    public void Mistakes_of_peers(string keys, string expected)
    {
        Load(PeersText(keys), out ConfigReport report);
        Assert.That(report.Errors.Single().ToString(), Does.Contain("peer 1: ").And.Contains(expected));
    }

    private static RunConfiguration WithPeers(string keys)
    {
        RunConfiguration? run = Load(PeersText(keys), out ConfigReport report);
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        return run!;
    }

    private static string PeersText(string keys) => With("kind: packet, interface: fw0") + $$"""

        policy: { quiet: { default: accept, rules: [{ prefix: 10.0.0.0/8+, action: reject }] } }
        peers: [{ peer: 192.168.101.201, {{keys}} }]
        """;

    [Test]
    public void A_nic_says_how_it_is_used_and_equals_another_that_says_the_same()
    {
        RunNic xdp = Nic("kind: xdp, interface: eth1, mode: zerocopy, pass: [lldp, 0x88F7, tcp/22]");
        Assert.That((xdp.Kind, xdp.Mode), Is.EqualTo((NicKind.Xdp, NicMode.ZeroCopy)));
        Assert.That(xdp.Pass.EtherTypes, Is.EqualTo(new[] { 0x88cc, 0x88f7 }));
        Assert.That(xdp.Pass.TcpPorts, Is.EqualTo(new[] { 22 }));
        Assert.That(Nic("interface: eth1, kind: xdp, pass: [ lldp, 0x88F7, tcp/22 ], mode: zerocopy"), Is.EqualTo(xdp));
        Assert.That(Nic("kind: xdp, interface: eth1").Pass.EtherTypes, Is.EqualTo(new[] { 0x86dd }));
        Assert.That(Nic("kind: xdp, interface: eth1, pass: []").Pass.EtherTypes, Is.Empty);
        Assert.That(Nic("kind: packet, interface: eth1, ring: blocks").Ring, Is.EqualTo(NicRing.Blocks));
    }

    [TestCase("kind: packet, interface: fw0, mode: copy", "'mode' has no meaning for this kind of NIC")]
    [TestCase("kind: xdp, interface: fw0, ring: slots", "'ring' has no meaning for this kind of NIC")]
    [TestCase("kind: xdp, interface: fw0, mode: fast", "'mode' is 'fast'; expected one of auto, copy, zerocopy")]
    [TestCase("kind: xdp, interface: fw0, pass: [0x0800]", "'pass' is '0x0800'; expected ipv6, lldp")]
    [TestCase("kind: xdp, interface: fw0, pass: [tcp/0]", "'pass' is 'tcp/0'; expected ipv6, lldp")]
    public void A_nic_that_means_nothing_is_refused(string nic, string expected)
    {
        Load(With(nic), out ConfigReport report);
        Assert.That(report.Errors.Select(e => e.ToString()), Has.Some.Contains(expected));
    }

    [TestCase("workers: 3\ncores: [2, 0, 1023]", 3, new[] { 2, 0, 1023 })]
    [TestCase("workers: 2\nforwarder: fast", 2, new int[0])]
    [TestCase("workers: 0\nforwarder: plain", 0, new int[0])]
    [TestCase("log: info", 0, new int[0])]
    public void Workers(string keys, int workers, int[] cores)
    {
        RunFile file = Load(With("kind: packet, interface: fw0") + "\n" + keys, out ConfigReport report)!.File;
        Assert.That(report.Errors.Concat(report.Warnings), Is.Empty);
        Assert.That(file.Workers, Is.EqualTo(workers));
        Assert.That(file.Cores, Is.EqualTo(cores));
    }

    [TestCase("packet", "workers: 33", "5:10: 'workers' is '33'; expected a number from 0 to 32")]
    [TestCase("packet", "workers: two", "5:10: 'workers' is 'two'; expected a number from 0 to 32")]
    [TestCase("packet", "workers: 2\ncores: [0]",
        "6:8: 1 cores and 2 workers; expected as many cores as workers, or no 'cores'")]
    [TestCase("packet", "cores: [0, 1]", "5:8: 2 cores and 0 workers; expected workers: and then a core for each")]
    [TestCase("packet", "workers: 2\ncores: [1, 1]", "6:8: core 1 again; expected another core for each worker")]
    [TestCase("packet", "workers: 1\ncores: [-1]", "6:9: 'cores' is '-1'; expected a number from 0 to 1023")]
    [TestCase("packet", "workers: 1\nforwarder: plain",
        "5:10: workers forward by the fast path, and 'forwarder' is plain; expected forwarder: fast, or no workers")]
    [TestCase("tap", "workers: 1",
        "3:23: port ens33: a tap has no queue for each worker; expected kind: packet or xdp, or no workers")]
    public void Workers_that_cannot_be_are_refused(string kind, string keys, string expected)
    {
        Assert.That(Load(With($"kind: {kind}, interface: fw0") + "\n" + keys, out ConfigReport report), Is.Null);
        Assert.That(report.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { "lab/run.yaml:" + expected }));
    }

    private static RunNic Nic(string nic)
    {
        RunFile file = Load(With(nic), out ConfigReport report)!.File;
        Assert.That(report.Errors, Is.Empty);
        return file.Ports[0].Nic;
    }

    private static string With(string nic) => "node: node02\nports:\n- { name: ens33, nic: { " + nic +
        " }, addresses: [192.168.101.202/24] }\ncalico: [cluster.yaml]";

    [TestCase("node: node02\ncalico: [cluster.yaml]",
        "lab/run.yaml:1:1: 'ports' is missing; expected ports: a list of ports, each with name, nic and addresses or "
            + "workload")]
    [TestCase("node: node02\nport:\n" + Ens33 + "\nports:\n" + Ens33 + "\ncalico: [cluster.yaml]",
        "lab/run.yaml:2:1: unknown key 'port', did you mean 'ports'?; expected one of node, generation, ports, calico, "
        + "control, birdSocket, routes, log, metrics, forwarder, workers, cores, birdMetrics, mrt, bmp, "
        + "bfd, ntp, policy, peers")]
    [TestCase("node: node02\ngeneration: 3.32\nports:\n" + Ens33 + "\ncalico: [cluster.yaml]",
        "lab/run.yaml:2:13: 'generation' is '3.32'; expected one of auto, classic, v3.32, v3.33")]
    [TestCase("node: node02\nports: eth0\ncalico: [cluster.yaml]",
        "lab/run.yaml:2:8: 'ports' is 'eth0'; expected a list of mappings")]
    [TestCase("node: node02\nports:\n- { name: ens33, nic: { kind: packet, interface: fw0 }, addresses: "
        + "[192.168.101.202] }\n"
        + "calico: [cluster.yaml]", "lab/run.yaml:3:69: port ens33: 'addresses' is '192.168.101.202'; "
        + "expected an address with its prefix length such as 192.0.2.1/24")]
    [TestCase("node: node02\nports:\n- { name: ens33, nic: { kind: packet, interface: fw0 }, addresses: "
        + "[192.168.101.202/24], "
        + "gateway: 192.168.1.1 }\ncalico: [cluster.yaml]",
        "lab/run.yaml:3:99: port ens33: gateway 192.168.1.1 is not on "
        + "the link; expected an address in 192.168.101.0/24")]
    [TestCase("node: node02\nports:\n" + Ens33 + "\n- { name: ens33, nic: { kind: packet, interface: fw1 }, workload: "
        + "{ addresses: [172.165.231.156/32] } }\ncalico: [cluster.yaml]",
        "lab/run.yaml:4:11: port name 'ens33' again, first on line 3; expected each only once")]
    [TestCase("node: node02\nports:\n" + Ens33 + "\n- { name: c1, nic: { kind: packet, interface: fw1 }, workload: "
        + "{ addresses: [172.165.231.0/24] } }\ncalico: [cluster.yaml]",
        "lab/run.yaml:4:78: port c1: workload: 'addresses' is '172.165.231.0/24'; expected a single address such as "
            + "172.165.231.156/32")]
    [TestCase("node: node02\nports:\n- { name: a-name-too-long-for-linux, nic: { kind: packet, interface: fw0 }, "
        + "addresses: "
        + "[192.168.101.202/24] }\ncalico: [cluster.yaml]",
        "lab/run.yaml:3:11: port a-name-too-long-for-linux: 'name' is 'a-name-too-long-for-linux'; "
        + "expected a name of 1 to 15 characters without blanks, '/' or ':'")]
    [TestCase("node: node02\nports:\n- { name: e, nic: { kind: packet, interface: fw0 }, addresses: "
        + "[192.168.101.202/24], "
        + "workload: { addresses: [10.0.0.1/32] } }\ncalico: [cluster.yaml]",
        "lab/run.yaml:3:64: port e: both 'addresses' and "
        + "'workload'; expected addresses for a port of the host's network, or workload for a pod's or a device's")]
    [TestCase("node: node02\nports:\n- { name: e, nic: { kind: packet, interface: fw0 }, addresses: "
        + "[192.168.101.255/24] }\n"
        + "calico: [cluster.yaml]",
        "lab/run.yaml:3:64: port e: 192.168.101.255 is the broadcast address of 192.168.101.0/24; "
        + "expected a host's address in the subnet")]
    [TestCase("node: node02\nports:\n" + Ens33
        + "\nroutes: [{ to: 10.0.0.0/8, via: 10.9.9.9 }]\ncalico: [cluster.yaml]",
        "lab/run.yaml:4:33: route to 10.0.0.0/8: 10.9.9.9 lies in no subnet of any port; expected a neighbour's "
            + "address")]
    [TestCase("node: node2\nports:\n" + Ens33 + "\ncalico: [cluster.yaml]",
        "lab/run.yaml:1:7: no Node named 'node2' in the "
        + "resources, did you mean 'node02'?; expected one of master, node01, node02")]
    [TestCase("node: node01\nports:\n" + Ens33 + "\ncalico: [cluster.yaml]",
        "lab/run.yaml:1:7: Node node01 has 192.168.101.201 "
        + "in the resources, and no port has it; expected addresses: [192.168.101.201/24] on one of the ports, which "
        + "now have "
        + "192.168.101.202/24")]
    [TestCase("node: node02\nports:\n" + Ens33 + "\ncalico: [clutser.yaml]",
        "lab/clutser.yaml: cannot be read: No such file; expected a file of Calico resources")]
    [TestCase("", "lab/run.yaml: the file is empty; expected one mapping with the keys node, ports and calico")]
    [TestCase("- a", "lab/run.yaml:1:1: found a list; expected one mapping with the keys node, ports and calico")]
    public void Mistakes(string text, string expected)
    {
        Assert.That(Load(text, out ConfigReport report), Is.Null);
        Assert.That(report.Errors.Select(e => e.ToString()), Is.EqualTo(new[] { expected }), "and no more than that");
    }

    [Test]
    public void A_borrowed_workload_is_said()
    {
        Load(RunText.Replace("172.165.231.156/32", "172.173.55.9/32"), out ConfigReport report);
        Assert.That(report.Warnings.Single().Message, Does.Contain("borrowed from block 172.173.55.0/26 of node01"));
    }

    [Test]
    public void The_schema_lists_the_readers_keys()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs/schema/run.json")));
        JsonElement defs = schema.RootElement.GetProperty("$defs");
        JsonElement port = defs.GetProperty("port");
        Check(schema.RootElement, RunKeys.Top);
        Check(port, RunKeys.Port);
        Check(port.GetProperty("properties").GetProperty("nic"), RunKeys.Nic);
        Check(port.GetProperty("properties").GetProperty("workload"), RunKeys.Workload);
        Check(defs.GetProperty("route"), RunKeys.Route);
        Check(defs.GetProperty("peer"), RunKeys.Peer);

        static void Check(JsonElement at, IReadOnlyList<string> keys)
        {
            Assert.That(at.GetProperty("properties").EnumerateObject().Select(p => p.Name), Is.EquivalentTo(keys));
            Assert.That(at.GetProperty("additionalProperties").GetBoolean(), Is.False, "unknown keys are errors");
        }
    }

    internal static RunConfiguration? Load(string text, out ConfigReport report, string? cluster = null)
    {
        report = new ConfigReport();
        var files = new MemoryFiles(("lab/run.yaml", text), ("lab/cluster.yaml", cluster ?? Cluster.WalkThroughText));
        return RunConfiguration.Load("lab/run.yaml", files, report);
    }

    private static string Root()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder!, "Router.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }
}
