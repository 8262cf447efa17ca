using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>Route reflection as RFC 4456 §6 to §9 has it.</summary>
public sealed class ReflectionTests
{
    // Who announces, who hears it through a reflector whose clients are a and b, while c and d are not (RFC 4456 §6).
    [TestCase("a", "b c d")]
    [TestCase("b", "a c d")]
    [TestCase("c", "a b")]
    [TestCase("d", "a b")]
    public void Who_hears_whom(string giver, string expected)
    {
        TestNet net = new();
        TestNode reflector = net.Add("10.0.0.1");
        string[] names = ["a", "b", "c", "d"];
        TestNode[] leaves = [.. names.Select((_, i) => net.Add($"10.0.0.{i + 2}", seed: (ulong)i + 2))];
        for (int i = 0; i < leaves.Length; i++)
        {
            bool isClient = i < 2;
            reflector.Peer(leaves[i], p => p with { Passive = true, RouteReflectorClient = isClient });
            leaves[i].Peer(reflector);
        }

        leaves[Array.IndexOf(names, giver)].Originate("172.16.1.0/24");
        net.Run(5);
        Assert.That(
            names.Where((name, i) => name != giver && leaves[i].Speaker.Routes().Count == 1),
            Is.EqualTo(expected.Split(' ')));
    }

    [Test]
    public void A_reflected_path_names_its_originator_and_every_cluster()
    {
        TestNet net = new();
        TestNode giver = net.Add("10.0.0.1");
        TestNode lower = net.Add("10.0.0.2", seed: 2, change: o => o with { ClusterId = RouterId.Parse("7.7.7.7") });
        TestNode upper = net.Add("10.0.0.3", seed: 3);
        TestNode taker = net.Add("10.0.0.4", seed: 4);
        Join(lower, giver, isClient: true);
        Join(upper, lower, isClient: true);
        Join(upper, taker, isClient: true);
        giver.Originate("172.16.1.0/24");
        net.Run(5);

        BgpPath path = taker.Speaker.Routes().Single().Paths.Single();
        BgpAttributes fields = BgpAttributes.Read(path.Attributes.Span);
        Assert.Multiple(() =>
        {
            // RFC 4456 §8: each reflector puts its cluster in front; ORIGINATOR_ID stays what the first one wrote.
            Assert.That(fields.OriginatorId, Is.EqualTo(RouterId.Parse("10.0.0.1")));
            Assert.That(
                Convert.ToHexStringLower(
                    path.Attributes.Span.Slice(fields.ClusterList.Offset, fields.ClusterList.Length)),
                Is.EqualTo("0a000003" + "07070707"));

            // RFC 4456 §10: a reflector leaves the next hop alone.
            Assert.That(path.NextHop.ToString(), Is.EqualTo("10.0.0.1"));
            Assert.That(giver.Speaker.Routes().Single().Paths.Single().IsLocal, Is.True);
        });
    }

    [Test]
    public void Two_reflectors_of_one_cluster_do_not_feed_each_other()
    {
        TestNet net = new();
        RouterId cluster = RouterId.Parse("9.9.9.9");
        TestNode first = net.Add("10.0.0.1", change: o => o with { ClusterId = cluster });
        TestNode second = net.Add("10.0.0.2", seed: 2, change: o => o with { ClusterId = cluster });
        TestNode client = net.Add("10.0.0.3", seed: 3);
        Join(first, client, isClient: true);
        Join(second, client, isClient: true);
        Join(first, second, isClient: false);
        client.Originate("172.16.1.0/24");
        net.Run(5);

        // RFC 4456 §8: our cluster in CLUSTER_LIST is a loop, so each has the path of the client alone.
        Assert.That(first.Speaker.Routes().Single().Paths, Has.Count.EqualTo(1));
        Assert.That(second.Speaker.Routes().Single().Paths, Has.Count.EqualTo(1));
    }

    private static void Join(TestNode reflector, TestNode other, bool isClient)
    {
        reflector.Peer(other, p => p with { Passive = true, RouteReflectorClient = isClient });
        other.Peer(reflector);
    }
}
