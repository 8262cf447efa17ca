using System;
using System.Linq;
using NUnit.Framework;
using Router.Core;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>The tables of the walk-through's nodes are those of the real ones.</summary>
public sealed class RouteTableGoldenTests
{
    [Test]
    public void Route_n_on_node02_is_what_was_measured()
    {
        string[] printed = TestLab.Ready().Table("exec node02 route -n");
        Assert.That(printed[0], Is.EqualTo(GoldenTables.WalkThroughNode01[0]));
        Assert.That(printed[1..], Is.EqualTo(GoldenTables.Calico("route-n.node02.classic")));
    }

    [Test]
    public void Route_n_on_node01_is_the_walk_throughs() =>
        Assert.That(TestLab.Ready().Table("exec node01 route -n"), Is.EqualTo(GoldenTables.WalkThroughNode01));

    [TestCase("auto", "iproute.node02.classic")]
    [TestCase("classic", "iproute.node02.classic")]
    [TestCase("v3.32", "iproute.node02.v332")]
    public void Ip_route_on_node02_is_what_was_measured(string generation, string block)
    {
        TestLab lab = TestLab.Ready(Generation(generation), 5);
        Assert.That(lab.Table("exec node02 ip route"), Is.EqualTo(GoldenTables.Calico(block)));
        Assert.That(lab.Table("exec node02 show ip route"), Is.EqualTo(GoldenTables.Calico(block)));
    }

    [Test]
    public void Ip_route_has_felixs_lines_in_generation_v333()
    {
        string[] printed = TestLab.Ready(Generation("v3.33"), 5).Table("exec node02 ip route");
        Assert.That(GoldenTables.Calico("iproute.node02.v333"), Is.SubsetOf(printed));
        Assert.That(printed.Where(line => line.Contains("172.173.55.", StringComparison.Ordinal)).Count(),
            Is.EqualTo(1),
            "BIRD's route for the block gives way to Felix's");
    }

    [Test]
    public void A_local_route_is_printed_as_iproute2_prints_the_local_table()
    {
        LabHost node01 = TestLab.Ready().Lab.Find("node01")!;
        Route route = node01.Host.Core.Routes.Lookup(Ipv4Address.Parse("192.168.101.201")).Route!;
        Assert.That(IpRouteFormat.Line(route, node01.Host.InterfaceName), Is.EqualTo(
            "local 192.168.101.201 dev ens33 table local proto kernel scope host src 192.168.101.201"));
        route = node01.Host.Core.Routes.Lookup(Ipv4Address.Parse("192.168.101.255")).Route!;
        Assert.That(IpRouteFormat.Line(route, node01.Host.InterfaceName), Is.EqualTo(
            "broadcast 192.168.101.255 dev ens33 table local proto kernel scope link src 192.168.101.201"));
        route = node01.Host.Core.Routes.Lookup(Ipv4Address.Parse("172.173.55.0")).Route!;
        Assert.That(IpRouteFormat.Line(route, node01.Host.InterfaceName), Is.EqualTo(
            "local 172.173.55.0 dev tunl0 table local proto kernel scope host src 172.173.55.0"));
    }

    [Test]
    public void A_pods_table_is_the_walk_throughs()
    {
        string[] printed = TestLab.Ready().Table("exec pod2 ip route");
        Assert.That(printed, Is.EqualTo(new[]
        {
            "default via 169.254.1.1 dev eth0",
            "169.254.1.1 dev eth0 scope link",
        }));
    }

    private static string Generation(string word) =>
        TestLab.Shipped().Replace("time: paced", "time: paced\ngeneration: " + word, StringComparison.Ordinal);
}
