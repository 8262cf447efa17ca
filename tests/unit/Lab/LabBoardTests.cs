using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Core;
using Router.Lab.Engine;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Node;
using Router.Wire;

namespace Router.Tests.Lab;

/// <summary>
/// Boards by other names than their Calico nodes, in a chain of sessions: b and a in one AS, a and x in two.
/// </summary>
public sealed class LabBoardTests
{
    private const string Text = """
        name: chain
        generation: classic
        timers: { connectDelay: 100ms, connectRetry: 1s, errorWait: 1s }
        nodes:
          a: { calicoNode: alpha, ports: { eth1: { addresses: [192.168.5.1/24] } } }
          b: { calicoNode: beta, ports: { eth1: { addresses: [192.168.5.2/24] } } }
          x: { calicoNode: xray, ports: { eth1: { addresses: [192.168.5.3/24] } } }
          lan: { kind: bridge }
        pods:
          p: { node: b, address: 10.7.7.7 }
        links:
          - endpoints: [a:eth1, lan:p1]
          - endpoints: [b:eth1, lan:p2]
          - endpoints: [x:eth1, lan:p3]
        calico:
          - { kind: Node, apiVersion: projectcalico.org/v3, metadata: { name: alpha },
              spec: { bgp: { ipv4Address: 192.168.5.1/24 } } }
          - { kind: Node, apiVersion: projectcalico.org/v3, metadata: { name: beta },
              spec: { bgp: { ipv4Address: 192.168.5.2/24 } } }
          - { kind: Node, apiVersion: projectcalico.org/v3, metadata: { name: xray },
              spec: { bgp: { ipv4Address: 192.168.5.3/24, asNumber: 65001 } } }
          - { kind: IPPool, apiVersion: projectcalico.org/v3, metadata: { name: pool },
              spec: { cidr: 10.0.0.0/8, ipipMode: Always } }
          - { kind: BGPConfiguration, apiVersion: projectcalico.org/v3, metadata: { name: default },
              spec: { nodeToNodeMeshEnabled: false } }
          - { kind: BGPPeer, apiVersion: projectcalico.org/v3, metadata: { name: inside },
              spec: { node: alpha, peerIP: 192.168.5.2, asNumber: 64512 } }
          - { kind: BGPPeer, apiVersion: projectcalico.org/v3, metadata: { name: outside },
              spec: { node: alpha, peerIP: 192.168.5.3, asNumber: 65001 } }
          - { kind: BlockAffinity, apiVersion: projectcalico.org/v3, metadata: { name: one },
              spec: { state: confirmed, node: alpha, cidr: 10.1.0.0/26 } }
          - { kind: BlockAffinity, apiVersion: projectcalico.org/v3, metadata: { name: two },
              spec: { state: confirmed, node: beta, cidr: 10.2.0.0/26 } }
          - { kind: BlockAffinity, apiVersion: projectcalico.org/v3, metadata: { name: three },
              spec: { state: confirmed, node: beta, cidr: 198.51.100.0/26 } }
          - { kind: BlockAffinity, apiVersion: projectcalico.org/v3, metadata: { name: four },
              spec: { state: confirmed, node: xray, cidr: 10.5.0.0/26 } }
          - { kind: BlockAffinity, apiVersion: projectcalico.org/v3, metadata: { name: five },
              spec: { state: confirmed, node: xray, cidr: 192.0.2.0/26 } }
        """;

    private const string ReachableBy = """

          - { kind: BGPPeer, apiVersion: projectcalico.org/v3, metadata: { name: far },
              spec: { node: alpha, peerIP: 10.7.7.7, asNumber: 64999, reachableBy: 192.168.5.2 } }
        """;

    [Test]
    public void Boards_go_by_the_names_of_the_lab()
    {
        RunningLab lab = Run(Text);
        Assert.That(lab.HostNames, Is.EqualTo("a, b, x, p"));
        Assert.That(lab.Boards.Select(board => board.Board.Name), Is.EqualTo(new[] { "alpha", "beta", "xray" }));
        Assert.That(lab.NameOf(lab.AddressOf("b")!.Value), Is.EqualTo("b"));
        Assert.That(lab.IsReady, Is.True);
        lab.Wake(lab.Find("a")!);
    }

    [Test]
    public void What_a_node_learned_goes_on_only_from_within_a_pool()
    {
        RunningLab lab = Run(Text);
        Assert.That(Learned(lab, "a"),
            Is.EqualTo("10.2.0.0/26 10.5.0.0/26 10.7.7.7/32 192.0.2.0/26 198.51.100.0/26"));
        Assert.That(Learned(lab, "b"), Is.EqualTo("10.1.0.0/26 10.5.0.0/26"));
        Assert.That(Learned(lab, "x"), Is.EqualTo("10.1.0.0/26 10.2.0.0/26 10.7.7.7/32"));
    }

    [Test]
    public void A_pool_that_is_not_exported_any_more_is_taken_back()
    {
        RunningLab lab = Run(Text);
        var a = (LabBoard)lab.Find("a")!;
        LabPort port = lab.File.FindNode("a")!.Ports.Single();
        BoardPort same = new(new PortOptions
        {
            Name = port.Name,
            Mac = port.Mac,
            Mtu = port.Mtu,
            Addresses = port.Addresses,
        });
        CalicoPlan plan = a.Board.Plan with
        {
            Pools = [a.Board.Plan.Pools[0] with { DisableBgpExport = true }],
        };
        a.Board.ApplyConfiguration(new BoardConfiguration(plan, [same], []), lab.Simulation.Now);
        lab.Wake(a);
        Forward(lab, 1);
        Assert.That(Learned(lab, "b"), Is.Empty);
        Assert.That(Learned(lab, "x"), Is.Empty);
    }

    [Test]
    public void A_board_that_starts_again_has_forwarded_nothing_meanwhile()
    {
        RunningLab lab = Run(Text);
        lab.Network.Restart("a");
        Forward(lab, 10);
        BgpNegotiated seen = ((LabBoard)lab.Find("b")!).Board.Speaker.Peers().Single().Negotiated!;
        Assert.That((seen.PeerRestarted, seen.Families[0].PeerForwardingKept), Is.EqualTo((true, false)));
        Assert.That(((LabBoard)lab.Find("a")!).Board.Speaker.IsDeferring, Is.False);
        Assert.That(Learned(lab, "x"), Is.EqualTo("10.1.0.0/26 10.2.0.0/26 10.7.7.7/32"));
    }

    [Test]
    public void A_lost_link_takes_what_was_reached_by_it_out_of_the_choice_and_gives_it_back()
    {
        RunningLab lab = Run(Text);
        var a = (LabBoard)lab.Find("a")!;
        a.SetLink(0, false, lab.Simulation.Now);
        lab.Wake(a);
        Forward(lab, 1);
        Assert.That(a.Board.Speaker.Peers().Select(peer => peer.State), Is.All.EqualTo(BgpState.Established));
        Assert.That(Selected(a), Is.Empty);
        a.SetLink(0, true, lab.Simulation.Now);
        lab.Wake(a);
        Forward(lab, 1);
        Assert.That(Selected(a), Is.EqualTo("10.2.0.0/26 10.5.0.0/26 10.7.7.7/32 192.0.2.0/26 198.51.100.0/26"));
    }

    [Test]
    public void The_route_that_a_session_was_given_is_not_bgps_to_replace_or_remove()
    {
        RunningLab lab = Run(Text + ReachableBy);
        Assert.That(Learned(lab, "a"), Does.Contain("10.7.7.7/32"), "b announces the very address");
        NextHop given = new(0, Ipv4Address.Parse("192.168.5.2"));
        Assert.That(WaysTo(lab, "a", "10.7.7.7/32"), Is.EqualTo(new[] { given }));
        var b = (LabBoard)lab.Find("b")!;
        b.Board.Shutdown(lab.Simulation.Now, "test");
        lab.Wake(b);
        Forward(lab, 1);
        Assert.That(Learned(lab, "a"), Does.Not.Contain("10.7.7.7/32"));
        Assert.That(WaysTo(lab, "a", "10.7.7.7/32"), Is.EqualTo(new[] { given }));
    }

    [Test]
    public void Of_two_routes_by_one_name_the_first_counts()
    {
        LabConfiguration configuration = Load(Text);
        RunRoute[] routes = new[] { "192.168.5.8", "192.168.5.9" }.Select(via => new RunRoute
        {
            To = Prefix.Parse("203.0.113.0/24"),
            Via = Ipv4Address.Parse(via),
        }).ToArray();
        List<LabNode> nodes = configuration.File.Nodes
            .Select(node => node.Name == "a" ? node with { Routes = routes } : node).ToList();
        var lab = new RunningLab(configuration with { File = configuration.File with { Nodes = nodes } });
        Assert.That(WaysTo(lab, "a", "203.0.113.0/24"),
            Is.EqualTo(new[] { new NextHop(0, Ipv4Address.Parse("192.168.5.8")) }));
    }

    private static RunningLab Run(string text)
    {
        var lab = new RunningLab(Load(text));
        Forward(lab, 10);
        return lab;
    }

    private static void Forward(RunningLab lab, long seconds) =>
        lab.Simulation.RunUntil(lab.Simulation.Now + Duration.FromSeconds(seconds));

    private static LabConfiguration Load(string text)
    {
        ConfigReport report = new();
        LabConfiguration? lab = LabLoader.Load("x.yaml", new OneFile(text), report);
        Assert.That(report.Errors, Is.Empty);
        return lab!;
    }

    private static string Learned(RunningLab lab, string board) =>
        string.Join(' ', ((LabBoard)lab.Find(board)!).Board.Speaker.Routes()
            .Where(route => !route.Paths[0].IsLocal).Select(route => route.Prefix));

    private static string Selected(LabBoard board) => string.Join(' ', board.Board.Speaker.Routes()
        .Where(route => route.Selected > 0 && !route.Paths[0].IsLocal).Select(route => route.Prefix));

    private static IEnumerable<NextHop> WaysTo(RunningLab lab, string board, string prefix) =>
        lab.Find(board)!.Host.Core.Routes.Enumerate().Where(route => route.Prefix == Prefix.Parse(prefix))
            .SelectMany(route => route.NextHops);

    private sealed class OneFile(string content) : IConfigFiles
    {
        public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
        {
            (text, reason) = (content, string.Empty);
            return true;
        }
    }
}
