using System;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Node;
using Router.Wire;

namespace Router.Tests.Boards;

/// <summary>A running board takes another configuration: what is the same is not touched.</summary>
public sealed class ReconfigurationTests
{
    [Test]
    public void A_peer_a_workload_and_a_route_come_without_touching_the_session()
    {
        TwoBoards net = Established();
        BgpPeerView before = net.Session;
        PortCounters counters = net.Node02.Host.Core.Port(0)!.Counters;
        long received = counters.Received;
        var peer = new PlannedPeer
        {
            Name = "Global_192_168_101_9",
            Type = PeerType.Global,
            RemoteAddress = TwoBoards.Address("192.168.101.9"),
            RemoteAs = new Asn(64999),
            LocalAs = net.Plan.LocalAs,
        };
        var pod = new BoardPort(new PortOptions
        {
            Name = "cali0f418edccea",
            Mac = MacAddress.CalicoWorkload,
            Workload = true,
            WorkloadAddresses = [TwoBoards.Address("172.165.231.156")],
        });
        var route = new RunRoute { To = Prefix.Parse("10.9.0.0/16"), Via = TwoBoards.Address("192.168.101.1") };
        net.Node02.ApplyConfiguration(
            new BoardConfiguration(
                net.Plan with { Peers = [.. net.Plan.Peers, peer] }, [.. net.Ports, pod], [route]),
            net.Now);
        net.Run(200);
        BgpPeerView after = net.Session;
        Assert.That(after.State, Is.EqualTo(BgpState.Established));
        Assert.That((after.Since, after.Establishments), Is.EqualTo((before.Since, before.Establishments)));
        Assert.That(after.Received.Keepalive, Is.GreaterThan(before.Received.Keepalive));
        Assert.That(net.Node02.Host.Core.Port(0)!.Counters, Is.SameAs(counters));
        Assert.That(counters.Received, Is.GreaterThan(received));
        Assert.That(net.Log.Where(entry => entry.Text.Contains("link", StringComparison.Ordinal)), Is.Empty);
        Assert.That(net.Node02.Speaker.Peers(), Has.Count.EqualTo(net.Plan.Peers.Count + 1));
        Assert.That(Way(net, "172.165.231.156"), Is.EqualTo("cali0f418edccea"));
        Assert.That(Way(net, "10.9.1.1"), Is.EqualTo(TwoBoards.Uplink));

        // And back: all of it goes again.
        net.Node02.ApplyConfiguration(new BoardConfiguration(net.Plan, net.Ports, []), net.Now);
        net.Run(2);
        Assert.That(Way(net, "10.9.1.1"), Is.Null);
        Assert.That(net.Node02.Host.Core.Routes.Lookup(TwoBoards.Address("172.165.231.156")).Route!.Kind,
            Is.EqualTo(RouteKind.Blackhole), "the own block again");
        Assert.That(net.Session.Since, Is.EqualTo(before.Since));
        Assert.That(net.Node02.Host.Core.Counters.IsConserved());
    }

    [Test]
    public void Addresses_come_and_go_in_place()
    {
        TwoBoards net = Established();
        Instant since = net.Session.Since;
        InterfaceAddress own = net.Ports[0].Port.Addresses[0];
        InterfaceAddress other = new(TwoBoards.Address("10.5.0.1"), 24);
        InterfaceAddress sibling = new(TwoBoards.Address("192.168.101.203"), 24);
        Apply(own, sibling, other);
        Assert.That(Way(net, "10.5.0.77"), Is.EqualTo(TwoBoards.Uplink));
        AssertSource("a second address of a subnet does not become its source, as on Linux");
        Apply(own);
        Assert.That(Way(net, "10.5.0.77"), Is.Null);
        Assert.That(net.Node02.Host.Core.Port(0)!.Addresses, Is.EqualTo(new[] { own }));
        AssertSource("the subnet is still connected by the address that stays");
        net.Run(200);
        Assert.That(net.Session.State, Is.EqualTo(BgpState.Established));
        Assert.That(net.Session.Since, Is.EqualTo(since));

        void Apply(params InterfaceAddress[] addresses) => net.Node02.ApplyConfiguration(
            new BoardConfiguration(
                net.Plan, [new BoardPort(net.Ports[0].Port with { Addresses = addresses })], []), net.Now);

        void AssertSource(string why) => Assert.That(
            net.Node02.Host.Core.Routes.Lookup(TwoBoards.Address("192.168.101.1")).Route?.PreferredSource,
            Is.EqualTo(own.Address), why);
    }

    [Test]
    public void A_port_with_another_mtu_is_made_again_and_tcp_carries_the_session_across()
    {
        TwoBoards net = Established();
        Instant since = net.Session.Since;
        net.Node02.ApplyConfiguration(
            new BoardConfiguration(
                net.Plan, [TwoBoards.Port(TwoBoards.Uplink, 2, "192.168.101.202", 24, mtu: 1400)], []),
            net.Now);
        net.Run(200);
        Assert.That(net.Node02.PortIndex(TwoBoards.Uplink), Is.EqualTo(1), "indices are never used again");
        Assert.That(net.Node02.Host.Core.Port(0), Is.Null);
        Assert.That(net.Node02.Host.Core.Tunnel.Mtu, Is.EqualTo(1380));
        Assert.That(net.Session.Since, Is.EqualTo(since));
        Assert.That(Way(net, "192.168.101.201"), Is.EqualTo(TwoBoards.Uplink));
    }

    [Test]
    public void Another_identity_is_refused_and_changes_nothing()
    {
        TwoBoards net = Established();
        CalicoPlan other = net.Plan with { LocalAs = new Asn(64999), Peers = [] };
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => net.Node02.ApplyConfiguration(new BoardConfiguration(other, [], []), net.Now))!;
        Assert.That(refused.Message, Does.Contain("AS 64512 became 64999"));
        net.Run(200);
        Assert.That(net.Session.State, Is.EqualTo(BgpState.Established));
    }

    [Test]
    public void Filters_and_limits_of_the_run_file_leave_the_session_as_it_is()
    {
        TwoBoards net = Established();
        Instant since = net.Session.Since;
        int paths = net.Session.PathsReceived;
        Assert.That(paths, Is.Not.Zero);
        var refuse = new BgpFilter("nothing", [new BgpRule { Action = BgpRuleAction.Reject }]);
        Apply(new PeerSettings(
            TwoBoards.Address("192.168.101.201"), [refuse], [], o => o with { MaxPrefixes = 9 }, "9"));
        Assert.That((net.Session.Options.MaxPrefixes, net.Session.PathsReceived), Is.EqualTo((9, 0)));
        Apply(PeerSettings.None);
        Assert.That((net.Session.Options.MaxPrefixes, net.Session.PathsReceived), Is.EqualTo((0, paths)));
        Assert.That((net.Session.State, net.Session.Since), Is.EqualTo((BgpState.Established, since)));

        void Apply(PeerSettings settings)
        {
            PlannedPeer[] peers = [.. net.Plan.Peers.Select(peer =>
                peer.Name == net.Session.Options.Name ? peer with { Settings = settings } : peer)];
            net.Node02.ApplyConfiguration(
                new BoardConfiguration(net.Plan with { Peers = peers }, net.Ports, []), net.Now);
            net.Run(5);
        }
    }

    private static TwoBoards Established()
    {
        var net = new TwoBoards();
        net.Run(30);
        Assert.That(net.Session.State, Is.EqualTo(BgpState.Established));
        return net;
    }

    // The port that the route to an address leads to; null when there is none, or a blackhole.
    private static string? Way(TwoBoards net, string address) =>
        net.Node02.Host.Core.Routes.Lookup(TwoBoards.Address(address)).Route is { NextHops.Count: > 0 } route
            ? net.Node02.Host.InterfaceName(route.NextHops[0].Interface)
            : null;
}
