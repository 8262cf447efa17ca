using NUnit.Framework;
using Router.Calico;
using Router.Wire;

namespace Router.Tests.Calico;

public sealed class GenerationTests
{
    [TestCase(CalicoGeneration.Auto, 100u, 0u)]
    [TestCase(CalicoGeneration.Classic, 100u, 0u)]
    [TestCase(CalicoGeneration.V332, 2147482623u, 1024u)]
    [TestCase(CalicoGeneration.V333, 2147482623u, 1024u)]
    public void Local_pref_and_workload_metric(CalicoGeneration generation, uint localPref, uint metric)
    {
        var policy = new RoutePolicy(Cluster.WalkThrough("node02", generation));
        Assert.That(policy.LocalPref, Is.EqualTo(localPref));
        Assert.That(policy.WorkloadMetric, Is.EqualTo(metric));
    }

    [TestCase(CalicoGeneration.Auto, 2_000_000_000u, true, ExpectedResult = false)]
    [TestCase(CalicoGeneration.Auto, 2_000_000_001u, true, ExpectedResult = true)]
    [TestCase(CalicoGeneration.Auto, 2147482623u, true, ExpectedResult = true)]
    [TestCase(CalicoGeneration.Auto, 2147482623u, false, ExpectedResult = false, Description = "eBGP has no say")]
    [TestCase(CalicoGeneration.Auto, null, true, ExpectedResult = false)]
    [TestCase(CalicoGeneration.Classic, 2147482623u, true, ExpectedResult = false,
        Description = "a person has said classic")]
    [TestCase(CalicoGeneration.V333, 2147482623u, true, ExpectedResult = false)]
    public bool Changes_on(CalicoGeneration generation, uint? localPref, bool isInternal) =>
        new RoutePolicy(Cluster.WalkThrough("node02", generation)).Observe(Seen(localPref, isInternal));

    [Test]
    public void Auto_stays_v332_and_tells_once()
    {
        CalicoPlan plan = Cluster.WalkThrough("node02", CalicoGeneration.Auto);
        var policy = new RoutePolicy(plan);
        Assert.That(policy.Effective, Is.EqualTo(CalicoGeneration.Classic));
        Assert.That(policy.Observe(Seen(2147482623, isInternal: true)), Is.True);
        Assert.That(policy.Observe(Seen(2147482623, isInternal: true)), Is.False);
        Assert.That(policy.Observe(Seen(100, isInternal: true)), Is.False);
        Assert.That(policy.Effective, Is.EqualTo(CalicoGeneration.V332));
        Assert.That(policy.LocalPref, Is.EqualTo(2147482623u));

        // A reload makes a new policy of the same node; what was learned stays learned.
        Assert.That(new RoutePolicy(plan, policy.Effective).Effective, Is.EqualTo(CalicoGeneration.V332));
    }

    private static ReceivedRoute Seen(uint? localPref, bool isInternal) => new(
        Prefix.Parse("172.173.55.0/26"), Ipv4Address.Parse("192.168.101.201"), localPref, isInternal);
}
