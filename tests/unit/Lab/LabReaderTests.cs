using System;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Calico;
using Router.Calico.Yaml;
using Router.Core;
using Router.Lab.Checks;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Lab;

public sealed class LabReaderTests
{
    [Test]
    public void Reads_every_part()
    {
        LabFile lab = LabText.Read("""
            name: full
            time: paced
            seed: 18446744073709551615
            generation: v3.32
            timers: { connectDelay: 100ms, holdTime: 240s }
            defaults: { generation: classic, ports: { eth1: { mtu: 1400 } } }
            groups:
              rack: { ports: { eth1: { gateway: 10.0.0.254 } } }
            nodes:
              a:
                group: rack
                calicoNode: alpha
                ports: { eth1: { addresses: [10.0.0.1/24], mac: "02:00:00:00:00:01", rpf: strict } }
              b:
                kind: router
                generation: v3.33
                ports: { eth1: { addresses: [10.0.0.2/24], mtu: 1500 } }
                routes: [{ to: 192.0.2.0/24, via: 10.0.0.1, metric: 5 }, { to: default, blackhole: true }]
              lan: { kind: bridge, aging: 20s }
            pods:
              p:
                node: a
                address: 172.16.0.5
                interface: cali0f418edccea
                impair: { forward: { delay: 3ms } }
            links:
              - endpoints: [a:eth1, lan:x]
                impair: { delay: 5ms, jitter: 1ms, rate: 100mbit, backward: { delay: 40ms, mtu: 1200 } }
              - endpoints: [{ node: b, interface: eth1 }, "lan:y"]
            calico: [cluster.yaml, { kind: Node }]
            faults:
              - { at: 30s, link: a:eth1, carrier: down, for: 10s }
              - { at: 40s, node: b, action: crash, for: 2s }
              - { at: 50s, link: p:eth0, impair: { loss: 100% } }
            checks:
              - { name: up, within: 20s, node: a, expect: bgp b established }
              - { name: ping, at: 31s, expect: ping p b count 2 }
            """);
        Assert.Multiple(() =>
        {
            Assert.That((lab.Name, lab.Time, lab.Seed), Is.EqualTo(("full", LabTimeMode.Paced, ulong.MaxValue)));
            Assert.That(lab.Timers.ConnectDelay, Is.EqualTo(Duration.FromMilliseconds(100)));
            Assert.That(lab.Timers.ConnectRetry, Is.Null);
            Assert.That(lab.CalicoFiles, Is.EqualTo(new[] { "cluster.yaml" }));
            Assert.That(lab.CalicoResources.Single().Line, Is.EqualTo(30));
            LabNode a = lab.FindNode("a")!;
            Assert.That((a.Kind, a.CalicoNode, a.Generation),
                Is.EqualTo((LabNodeKind.Board, "alpha", CalicoGeneration.Classic)));
            LabPort port = a.Ports.Single();
            Assert.That((port.Mtu, port.Gateway?.ToString(), port.Mac.ToString(), port.Rpf),
                Is.EqualTo((1400, "10.0.0.254", "02:00:00:00:00:01", RpfMode.Strict)));
            LabNode b = lab.FindNode("b")!;
            Assert.That((b.Kind, b.Generation, b.Ports[0].Mtu),
                Is.EqualTo((LabNodeKind.Router, CalicoGeneration.V333, 1500)));
            Assert.That(b.Routes.Select(r => $"{r.To} {r.Via} {r.IsBlackhole} {r.Metric}"),
                Is.EqualTo(new[] { "192.0.2.0/24 10.0.0.1 False 5", "0.0.0.0/0  True 0" }));
            LabNode lan = lab.FindNode("lan")!;
            Assert.That(lan.Ports.Select(p => p.Name), Is.EqualTo(new[] { "x", "y" }));
            Assert.That(lan.Aging, Is.EqualTo(Duration.FromSeconds(20)));
        });
    }

    [Test]
    public void A_value_on_the_link_is_for_both_directions_and_each_may_differ()
    {
        LabFile lab = LabText.Read(LabText.Good.Replace("[a:eth1, lan:x]",
            "[a:eth1, lan:x]\n    impair: { delay: 5ms, loss: 0.1%, rate: 1.5mbit, "
            + "burst: { enter: 1%, leave: 25% }, backward: { delay: 40ms, mtu: 1200 } }",
            StringComparison.Ordinal));
        Impairment forward = lab.Links[0].Forward.Apply(Impairment.Cable);
        Assert.That(forward, Is.EqualTo(Impairment.Cable with
        {
            Delay = Duration.FromMilliseconds(5),
            LossPpm = 1000,
            Rate = 1_500_000,
            Burst = new BurstLoss(10_000, 250_000, 0, 1_000_000),
        }));
        Assert.That(lab.Links[0].Backward.Apply(Impairment.Cable),
            Is.EqualTo(forward with { Delay = Duration.FromMilliseconds(40), Mtu = 1200 }));
    }

    [Test]
    public void Faults_and_checks_say_when_where_and_what()
    {
        LabFile lab = LabText.Read(LabText.Good + """

            faults:
              - { at: 30s, link: a:eth1, carrier: down, for: 10s }
              - { at: 40s, node: b, action: crash }
            checks:
              - { name: one, after: 31s, within: 5s, node: a, expect: bgp b not established }
              - { name: two, at: 7s, expect: ping p 10.0.0.2 count 2 size 1400 df ttl 63 loss 50% }
            """);
        Assert.That(lab.Faults.Select(f => $"{f.At} {f.For} {f.Kind} {f.Link} {f.Node}"), Is.EqualTo(new[]
        {
            "30.000000000 10.000000000s CarrierDown a:eth1 ", "40.000000000  Crash : b",
        }));
        Assert.That(lab.Checks[0].Expect,
            Is.EqualTo(new BgpExpectation("bgp b not established", "b", true, "established")));
        Assert.That((lab.Checks[0].After, lab.Checks[0].Within, lab.Checks[0].Node),
            Is.EqualTo((Instant.Zero + Duration.FromSeconds(31), Duration.FromSeconds(5), "a")));
        Assert.That(lab.Checks[1].Expect, Is.EqualTo(new PingExpectation(
            "ping p 10.0.0.2 count 2 size 1400 df ttl 63 loss 50%", "p", "10.0.0.2")
        { Count = 2, Size = 1400, DontFragment = true, Ttl = 63, LossPercent = 50 }));
    }

    [Test]
    public void Made_up_addresses_are_stable_local_and_distinct()
    {
        LabFile lab = LabText.Read(LabText.Good);
        MacAddress[] macs = [lab.Nodes[0].Ports[0].Mac, lab.Nodes[1].Ports[0].Mac, lab.Pods[0].Mac];
        Assert.That(macs, Is.Unique);
        Assert.That(macs.Select(m => m.Value >> 40), Is.All.EqualTo(2));
        Assert.That(LabText.Read(LabText.Good).Pods[0].Mac, Is.EqualTo(lab.Pods[0].Mac));
        Assert.That(lab.Pods[0].Interface, Does.Match("^cali[0-9a-f]{11}$"));
    }

    [TestCase("name: two", "nam: two", "lab.yaml:1:1: unknown key 'nam', did you mean 'name'?")]
    [TestCase("name: two", "name: two words", "lab.yaml:1:7: 'name' is 'two words'")]
    [TestCase("name: two", "name: two\nmgmt: {}", "lab.yaml:2:1: 'mgmt' is not implemented yet")]
    [TestCase("name: two", "name: two\ntime: icount",
        "lab.yaml:2:7: 'time' is 'icount'; expected one of virtual, paced")]
    [TestCase("lan: { kind: bridge }", "lan: { kind: qemu }",
        "lab.yaml:5:16: node lan: kind 'qemu' is not implemented yet")]
    [TestCase("lan: { kind: bridge }", "lan: { kind: brigde }",
        "lab.yaml:5:16: node lan: unknown kind 'brigde'; expected one of board, bridge, router")]
    [TestCase("lan: { kind: bridge }", "lan: { kind: bridge, ports: {} }",
        "lab.yaml:5:31: node lan: a bridge has no 'ports'")]
    [TestCase("lan: { kind: bridge }", "lan: { kind: bridge, image: x }",
        "lab.yaml:5:24: node lan: 'image' is not implemented yet")]
    [TestCase("lan: { kind: bridge }", "lan: { kind: bridge, group: rack }",
        "lab.yaml:5:31: node lan: there is no group 'rack'")]
    [TestCase("10.0.0.1/24", "10.0.0.1",
        "lab.yaml:3:37: node a: port eth1: 'addresses' is '10.0.0.1'; expected an address with its prefix length")]
    [TestCase("[10.0.0.1/24]", "[10.0.0.1/24], gateway: 10.0.1.1",
        "lab.yaml:3:60: node a: port eth1: gateway 10.0.1.1 is in no subnet of the port")]
    [TestCase("10.0.0.2/24", "10.0.0.1/24", "lab.yaml:4:3: b has the address 10.0.0.1, and so has a")]
    [TestCase("node: a,", "node: c,", "lab.yaml:7:3: pod p: there is no node 'c'; expected one of a, b, lan")]
    [TestCase("node: a,", "node: lan,", "lab.yaml:7:3: pod p: lan is no board")]
    [TestCase("172.16.0.5", "172.16.0.5/32",
        "lab.yaml:7:26: pod p: 'address' is '172.16.0.5/32'; expected an IPv4 address")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:x]", "lab.yaml:10:16: lan:x is plugged in twice, first in line 9")]
    [TestCase("[b:eth1, lan:y]", "[b:eth2, lan:y]", "lab.yaml:10:16: link: b has no port 'eth2'; expected one of eth1")]
    [TestCase("[b:eth1, lan:y]", "[c:eth1, lan:y]", "lab.yaml:10:16: link: there is no node 'c'")]
    [TestCase("[b:eth1, lan:y]", "[p:eth0, lan:y]", "lab.yaml:10:16: link: p is a pod")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1]", "lab.yaml:10:16: link: 1 endpoints; expected two endpoints")]
    [TestCase("[b:eth1, lan:y]", "[b, lan:y]",
        "lab.yaml:10:17: link: endpoint 'b'; expected an endpoint such as node01:eth1")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\n    type: vxlan",
        "lab.yaml:11:11: link: type 'vxlan' is not implemented yet")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\n    impair: { filter: icmp }",
        "lab.yaml:11:15: link: impair: 'filter' is not implemented yet")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\n    impair: { loss: 0.00001% }",
        "lab.yaml:11:21: link: impair: 'loss' is '0.00001%'; expected a percentage")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nfaults: [{ at: 1s, link: b:eth9, carrier: down }]",
        "lab.yaml:11:26: fault: no link is plugged into 'b:eth9'")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nfaults: [{ at: 1s, link: b:eth1 }]",
        "lab.yaml:11:10: fault: what happens?")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nfaults: [{ when: up, at: 1s, node: a, action: crash }]",
        "lab.yaml:11:12: fault: 'when' is not implemented yet")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nchecks: [{ name: n, expect: bgp b established }]",
        "lab.yaml:11:10: check n: 'node' is missing")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nchecks: [{ name: n, node: a, expect: bgp b up }]",
        "lab.yaml:11:38: check n: 'bgp b up'; expected 'bgp PEER [not] established'")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nchecks: [{ name: n, expect: ping p q }]",
        "lab.yaml:11:29: check n: 'q' is neither a node nor a pod nor an address")]
    [TestCase("[b:eth1, lan:y]", "[b:eth1, lan:y]\nchecks: [{ name: n, at: 1s, within: 2s, expect: ping p b }]",
        "lab.yaml:11:25: check n: 'at' is an exact time")]
    [TestCase("name: two", "name: two\ntimers: { connectRetry: 0s }",
        "lab.yaml:2:25: timers: 'connectRetry' is '0s'; expected a duration from 10ms to 1h")]
    [TestCase("name: two", "name: two\ntimers: { connectRetry: 9ms }",
        "lab.yaml:2:25: timers: 'connectRetry' is '9ms'")]
    [TestCase("name: two", "name: two\ntimers: { errorWait: 0 }", "lab.yaml:2:22: timers: 'errorWait' is '0'")]
    [TestCase("name: two", "name: two\ntimers: { connectDelay: 2562047h }",
        "lab.yaml:2:25: timers: 'connectDelay' is '2562047h'")]
    [TestCase("name: two", "name: two\ntimers: { holdTime: 1s }",
        "lab.yaml:2:21: timers: 'holdTime' is '1s'; expected 0s, or whole seconds from 3s to 65535s")]
    [TestCase("name: two", "name: two\ntimers: { holdTime: 65537s }", "lab.yaml:2:21: timers: 'holdTime' is '65537s'")]
    [TestCase("name: two", "name: two\ntimers: { holdTime: 3.5s }", "lab.yaml:2:21: timers: 'holdTime' is '3.5s'")]
    [TestCase("name: two", "name: two\ntimers: { keepalive: 65537s }",
        "lab.yaml:2:22: timers: 'keepalive' is '65537s'")]
    [TestCase("name: two", "name: two\ntimers: { gracefulRestart: 4096s }",
        "lab.yaml:2:28: timers: 'gracefulRestart' is '4096s'; expected whole seconds up to 4095s")]
    [TestCase("[10.0.0.1/24]", "[10.0.0.1/24], gateway: 10.0.0.1",
        "lab.yaml:3:60: node a: port eth1: gateway 10.0.0.1 is the port's own address")]
    [TestCase("[10.0.0.1/24] }",
        "[10.0.0.1/24], gateway: 10.0.0.9 }, eth2: { addresses: [10.1.0.1/24], gateway: 10.1.0.9 }",
        "lab.yaml:3:115: node a: port eth2: a second gateway of the node, first in line 3")]
    [TestCase("[10.0.0.1/24] } }", "[10.0.0.1/24] } }, routes: [{ to: 192.0.2.0/24, via: 10.0.1.9 }]",
        "lab.yaml:3:89: node a: route to 192.0.2.0/24: 10.0.1.9 is in no subnet of any port")]
    [TestCase("[10.0.0.1/24] } }", "[10.0.0.1/24] } }, routes: [{ to: 192.0.2.0/24, port: eth9 }]",
        "lab.yaml:3:90: node a: route to 192.0.2.0/24: there is no port 'eth9'; expected one of eth1, cali")]
    [TestCase("[10.0.0.1/24] } }", "[10.0.0.1/24] } }, routes: [{ to: 192.0.2.0/24, via: 172.16.0.5, port: eth1 }]",
        "lab.yaml:3:89: node a: route to 192.0.2.0/24: 172.16.0.5 is in no subnet of port eth1")]
    [TestCase("[10.0.0.1/24] } }",
        "[10.0.0.1/24] } }, routes: [{ to: default, via: 10.0.0.9 }, { to: 0.0.0.0/0, blackhole: true }]",
        "lab.yaml:3:102: node a: route to 0.0.0.0/0 again, first in line 3")]
    public void A_mistake_is_shown_at_its_place(string good, string bad, string expected)
    {
        string text = LabText.Good.Replace(good, bad, StringComparison.Ordinal);
        string[] errors = LabText.Errors(text);
        Assert.That(errors, Has.Some.StartsWith(expected));
    }

    [TestCase("{ to: 192.0.2.0/24, via: 172.16.0.5 }", Description = "a pod is on its board's link")]
    [TestCase("{ to: 192.0.2.0/24, via: 10.0.0.9, port: eth1 }")]
    [TestCase("{ to: 192.0.2.0/24, port: eth1 }")]
    [TestCase("{ to: default, via: 10.0.0.9 }, { to: default, via: 10.0.0.8, metric: 1 }")]
    public void Routes_that_lead_somewhere_are_taken(string routes) => Assert.That(LabText.Read(LabText.Good.Replace(
        "[10.0.0.1/24] } }", "[10.0.0.1/24] } }, routes: [" + routes + "]", StringComparison.Ordinal))
        .FindNode("a")!.Routes, Is.Not.Empty);

    [Test]
    public void A_mistake_in_a_group_is_shown_once_in_the_group()
    {
        string[] errors = LabText.Errors("""
            name: two
            groups:
              rack: { port: {} }
            nodes:
              a: { group: rack }
              b: { group: rack }
            """);
        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0], Does.StartWith("lab.yaml:3:11: group rack: unknown key 'port', did you mean 'ports'?"));
    }

    [Test]
    public void All_mistakes_are_found_in_one_pass() =>
        Assert.That(LabText.Errors("nam: x\nseed: -1\nnodes: { a: { kind: frr } }\n"), Has.Length.EqualTo(4));

    [Test]
    public void A_port_without_a_cable_is_worth_a_warning()
    {
        ConfigReport report = new();
        LabReader.Read("lab.yaml", "name: x\nnodes: { a: { ports: { eth1: } } }\n", report);
        Assert.That(report.Warnings.Select(w => w.ToString()),
            Is.EqualTo(new[] { "lab.yaml:2:10: a:eth1 has no link and so no carrier" }));
    }

    [Test]
    public void Any_text_is_answered_and_none_throws()
    {
        string good = LabText.Good;
        Gen.Select(Gen.Int[0, good.Length], Gen.Int[0, 12], Gen.String[0, 6]).Array[1, 4].Sample(cuts =>
        {
            string text = good;
            foreach ((int at, int length, string insert) in cuts)
            {
                int start = Math.Min(at, text.Length);
                text = text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, insert);
            }

            ConfigReport report = new();
            LabFile? lab = LabReader.Read("lab.yaml", text, report);
            Assert.That(lab is null, Is.EqualTo(report.HasErrors));
        });
    }
}
