using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Calico;
using Router.Calico.Resources;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Checks;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Tests.Lab;

public sealed class ShippedLabTests
{
    [TestCase("walkthrough", EncapsulationMode.Always)]
    [TestCase("walkthrough-bgp", EncapsulationMode.Never)]
    [TestCase("crosssubnet", EncapsulationMode.CrossSubnet)]
    public void Loads_without_a_warning(string name, EncapsulationMode ipip)
    {
        LabConfiguration lab = Load(name);
        Assert.That(lab.File.Name, Is.EqualTo(name));
        Assert.That(lab.File.Time, Is.EqualTo(LabTimeMode.Paced));
        Assert.That(lab.Plans.Keys, Is.EquivalentTo(new[] { "master", "node01", "node02" }));
        Assert.That(lab.Resources.Pools.Single().Ipip, Is.EqualTo(ipip));
        CalicoPlan node02 = lab.Plans["node02"];
        Assert.That(node02.OwnBlocks, Is.EqualTo(new[] { Prefix.Parse("172.165.231.128/26") }));
        Assert.That(node02.Peers.Select(p => p.Name).Count(), Is.EqualTo(2));
        Assert.That(lab.File.FindPod("pod2")!.Interface, Is.EqualTo("cali0f418edccea"));
        Assert.That(lab.File.FindPod("pod1")!.Address, Is.EqualTo(Ipv4Address.Parse("172.173.55.45")));
    }

    [TestCase("walkthrough")]
    [TestCase("walkthrough-bgp")]
    [TestCase("crosssubnet")]
    public void Checks_every_session_and_demands_ttl_62_of_pod_to_pod_pings(string name)
    {
        LabConfiguration lab = Load(name);
        string[] sessions = lab.File.Checks.Where(c => c.Expect is BgpExpectation)
            .Select(c => string.Join('-', new[] { c.Node, ((BgpExpectation)c.Expect).Peer }.Order()))
            .Distinct().ToArray();
        Assert.That(sessions, Is.EquivalentTo(new[] { "master-node01", "master-node02", "node01-node02" }));
        PingExpectation[] pings = lab.File.Checks.Select(c => c.Expect).OfType<PingExpectation>()
            .Where(p => p.Destination.StartsWith("pod", System.StringComparison.Ordinal)).ToArray();
        Assert.That(pings, Has.Length.GreaterThanOrEqualTo(2));
        Assert.That(pings.Select(p => (p.Ttl, p.LossPercent)), Is.All.EqualTo(((int?)62, 0)));
    }

    [Test]
    public void A_pod_outside_its_nodes_blocks_is_worth_a_warning()
    {
        string path = Path.Combine(LabText.Root, "emulator/labs/walkthrough.yaml");
        string text = File.ReadAllText(path);
        Assert.That(Warning(text, "172.165.231.190"), Does.Contain("borrowed from block 172.165.231.128/26 of node02"));
        Assert.That(Warning(text, "10.1.1.1"), Does.Contain("lies in no IPPool"));
        Assert.That(Warning(text, "172.174.0.1"), Does.Contain("lies in no block of node01"));
    }

    [Test]
    public void A_board_must_be_a_node_of_the_cluster_and_have_its_address()
    {
        string path = Path.Combine(LabText.Root, "emulator/labs/walkthrough.yaml");
        string text = File.ReadAllText(path);
        ConfigReport report = new();
        string bad = text.Replace("[192.168.101.201/24]", "[192.168.101.77/24]", System.StringComparison.Ordinal);
        Assert.That(LabLoader.Load("x.yaml", new OneFile(bad), report), Is.Null);
        Assert.That(report.Errors.Single().ToString(),
            Does.Contain("no port of node01 has it; expected a port with addresses: [192.168.101.201/24]"));

        report = new ConfigReport();
        bad = text.Replace("metadata: { name: node01 }", "metadata: { name: node10 }", System.StringComparison.Ordinal);
        Assert.That(LabLoader.Load("x.yaml", new OneFile(bad), report), Is.Null);
        Assert.That(report.Errors.Select(e => e.ToString()),
            Has.Some.StartsWith("x.yaml:11:3: no Node named 'node01'"));
    }

    [Test]
    public void A_resource_file_that_is_not_there_is_named_with_the_labs_folder()
    {
        ConfigReport report = new();
        OneFile lab = new(LabText.Good + "\ncalico: [cluster.yaml]");
        Assert.That(LabLoader.Load("labs/x.yaml", lab, report), Is.Null);
        Assert.That(report.Errors.Single().ToString(),
            Does.StartWith("labs/cluster.yaml: cannot be read: no such file"));
    }

    private static string Warning(string lab, string address)
    {
        string text = lab.Replace("address: 172.173.55.45,", $"address: {address},", System.StringComparison.Ordinal);
        ConfigReport report = new();
        Assert.That(LabLoader.Load("x.yaml", new OneFile(text), report), Is.Not.Null);
        return report.Warnings.Single().ToString();
    }

    private static LabConfiguration Load(string name)
    {
        ConfigReport report = new();
        LabConfiguration? lab = LabLoader.Load(
            Path.Combine(LabText.Root, "emulator/labs", name + ".yaml"), new LabText.Disk(), report);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(report.Warnings, Is.Empty);
        return lab!;
    }

    private sealed class OneFile(string content) : IConfigFiles
    {
        public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
        {
            text = path.EndsWith("x.yaml", System.StringComparison.Ordinal) ? content : null;
            reason = text is null ? "no such file" : null;
            return text is not null;
        }
    }
}
