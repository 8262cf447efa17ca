using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Calico.Run;

namespace Router.Tests.Calico;

/// <summary>A reload touches what changed and nothing else.</summary>
public sealed class RunDiffTests
{
    private static readonly string s_run = File.ReadAllText(Cluster.DataPath("walkthrough/node02.yaml"));

    [Test]
    public void Nothing_changed()
    {
        RunDiff diff = Diff(s_run.Replace("# auto |", "# another comment, other lines |\n#"), Cluster.WalkThroughText);
        Assert.That(diff.IsEmpty, Is.True);
    }

    [Test]
    public void A_node_joins()
    {
        RunDiff diff = Diff(s_run, Cluster.WalkThroughText + Cluster.Node("node03", "192.168.101.203/24")
            + Cluster.Resource("BlockAffinity", "b3", "state: confirmed, node: node03, cidr: 172.166.0.0/26"));
        Assert.That(diff.Peers.Added.Single().Name, Is.EqualTo("Mesh_192_168_101_203"));
        Assert.That(diff.TunnelSources.Added.Single().ToString(), Is.EqualTo("192.168.101.203/32"));
        Assert.That(diff.RemoteBlocks.Added.Single().Node, Is.EqualTo("node03"));
        Assert.That(diff.Peers.Removed.Count + diff.Peers.Changed.Count, Is.Zero);
        Assert.That(diff.Ports.IsEmpty && diff.OwnBlocks.IsEmpty && !diff.PolicyChanged && diff.IdentityChange is null,
            Is.True);
    }

    [Test]
    public void A_pool_changes_its_mode()
    {
        RunDiff diff = Diff(s_run, Cluster.WalkThroughText.Replace("ipipMode: Always", "ipipMode: CrossSubnet"));
        Assert.That(diff.PolicyChanged, Is.True);
        Assert.That(diff.Peers.IsEmpty && diff.Ports.IsEmpty && !diff.TunnelChanged, Is.True);
    }

    [Test]
    public void A_port_changes_and_another_comes()
    {
        RunDiff diff = Diff(s_run.Replace("172.165.231.156/32", "172.165.231.157/32").Replace("calico: [", """
              - name: calibbb
                nic: { kind: packet, interface: fw2 }
                workload: { addresses: [172.165.231.158/32] }
            calico: [
            """), Cluster.WalkThroughText);
        Assert.That(diff.Ports.Changed.Single().After.Name, Is.EqualTo("cali0f418edccea"));
        Assert.That(diff.Ports.Added.Single().Name, Is.EqualTo("calibbb"));
        Assert.That(diff.Peers.IsEmpty, Is.True);
    }

    [Test]
    public void Another_as_starts_all_sessions_anew()
    {
        RunDiff diff = Diff(s_run, Cluster.WalkThroughText.Replace("64512", "64513"));
        Assert.That(diff.IdentityChange, Is.EqualTo("AS 64512 became 64513"));
    }

    [TestCase("workers: 2", "0 workers became 2")]
    [TestCase("workers: 0", null)]
    public void Threads_are_made_once(string keys, string? expected) => Assert.That(
        Diff(s_run + "\n" + keys + "\n", Cluster.WalkThroughText).IdentityChange, Is.EqualTo(expected));

    [Test]
    public void Workers_stay_on_their_cores()
    {
        RunConfiguration before = RunFileTests.Load(s_run + "\nworkers: 2\ncores: [0, 1]\n", out _)!;
        RunConfiguration after = RunFileTests.Load(s_run + "\nworkers: 2\ncores: [1, 0]\n", out _)!;
        Assert.That(RunDiff.Between(before, after).IdentityChange, Is.EqualTo("the workers' cores changed"));
        Assert.That(RunDiff.Between(after, after).IdentityChange, Is.Null);
    }

    private static RunDiff Diff(string run, string cluster) => RunDiff.Between(
        RunFileTests.Load(s_run, out _)!, RunFileTests.Load(run, out _, cluster)!);
}
