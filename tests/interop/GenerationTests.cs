using System;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>What a peer's LOCAL_PREF does to our tables and announcements (calico.md section 0).</summary>
[Parallelizable(ParallelScope.All)]
[TestFixture]
public sealed class GenerationTests
{
    [TestCase("classic", 100u, "proto bird onlink", 100u)]
    [TestCase("v3.32", 2147482623u, "proto bird metric 1024 onlink", 2147482623u)]
    [TestCase("v3.32", 100u, "proto bird metric 2147483547 onlink", 2147482623u)]
    [TestCase("auto", 100u, "proto bird onlink", 100u)]
    [TestCase("auto", 2147482623u, "proto bird metric 1024 onlink", 2147482623u)]
    public void Route_line_and_announcement_follow(string generation, uint received, string line, uint announced)
    {
        using BirdAndBoard pair = new("bird", false, Cluster.Node01, generation, received);
        pair.WaitUntilExchanged();

        // "auto" starts classic and announces again once it has seen a newer peer.
        Eventually.Holds(
            $"BIRD holds our block with LOCAL_PREF {announced}",
            () => pair.Bird.Route(Cluster.Block02).Contains($"BGP.local_pref: {announced}\n", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30),
            pair.Picture);
        string table = ((RouterBoard)pair.Board).Show("ip route");
        Assert.That(table, Does.Contain($"172.173.55.0/26 via 192.168.101.201 dev tunl0 {line}"));
    }
}
