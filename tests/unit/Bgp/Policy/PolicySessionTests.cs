using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico.Yaml;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Bgp.Policy;

/// <summary>Filters from their YAML to what a peer is told, and to what an operator reads.</summary>
public sealed class PolicySessionTests
{
    private const string Attributes = "40010100" + "40020602010000fde9" + "400304c0a865c9";

    private const string Filters = """
        policy:
          customers:
            default: reject
            rules:
              - { name: low, prefix: 10.9.0.0/16+, setLocalPref: 50, addCommunity: "65000:9", action: accept }
              - { prefix: ["10.0.0.0/8{16,24}", 2001:db8::/32+], asPath: ^65001, action: continue, addMed: 7 }
              - { source: external, prefix: 10.0.0.0/8+, action: accept, removeCommunity: ["65001:*"] }
          outwards:
            default: accept
            rules:
              - { prefix: 192.168.0.0/16+, action: reject, name: private }
              - { community: [blackhole, "65001:*"], action: reject }
              - { setNextHop: 192.0.2.99, prepend: 2, setCommunity: ["65000:1", "65000:1:2"], action: accept }
        """;

    [Test]
    public void Yaml_becomes_rules_in_words()
    {
        BgpPolicySettings settings = Read(Filters, out ConfigReport report);
        Assert.That(report.Errors, Is.Empty);
        Assert.That(settings.Filters.Select(named => (named.Filter.Name, named.AcceptsRest)),
            Is.EqualTo(new[] { ("customers", false), ("outwards", true) }));
        Assert.That(settings.Filters.SelectMany(named => named.Filter.Rules).Select(rule => rule.ToString()),
            Is.EqualTo(new[]
            {
                "low: if prefix in [10.9.0.0/16+] then localPref 50, add community 65000:9, accept",
                "if prefix in [10.0.0.0/8{16,24}, 2001:db8::/32+] and asPath ^65001 then med +7, continue",
                "if prefix in [10.0.0.0/8+] and source external then remove community 65001:*, accept",
                "private: if prefix in [192.168.0.0/16+] then reject",
                "if community [blackhole, 65001:*] then reject",
                "prepend own AS 2 times, nextHop 192.0.2.99, remove all standard communities, remove all extended "
                    + "communities, remove all large communities, add community 65000:1, add community 65000:1:2, "
                    + "accept",
            }));
        Assert.That(settings.Knows("all") && settings.Knows("none") && settings.Knows("outwards"), Is.True);
        Assert.That(settings.Knows("other"), Is.False);
    }

    [TestCase("policy: { f: { rules: [{ prefix: 10.0.0.1/8, action: accept }] } }", "'prefix' is '10.0.0.1/8'")]
    [TestCase("policy: { f: { rules: [{ asPath: \"(1\", action: accept }] } }", "'asPath': ')' is missing")]
    [TestCase("policy: { f: { rules: [{ community: 1, action: accept }] } }", "'community' is '1'")]
    [TestCase("policy: { f: { rules: [{ addCommunity: \"1:*\", action: accept }] } }", "'addCommunity' is '1:*'")]
    [TestCase("policy: { f: { rules: [{ prefix: 10.0.0.0/8 }] } }", "'action' is missing")]
    [TestCase("policy: { f: { rules: [{ setMed: 5, action: reject }] } }", "changes of a route that is rejected")]
    [TestCase("policy: { f: { rules: [{ setNextHop: me, action: accept }] } }", "'setNextHop' is 'me'")]
    [TestCase("policy: { all: { rules: [] } }", "'all' is no filter")]
    [TestCase("policy: { f: { rule: [] } }", "unknown key 'rule'")]
    [TestCase("policy: { f: { rules: [{ prefix: 1.0.0.0/8, notPrefix: 1.0.0.0/8, action: accept }] } }",
        "both 'prefix'")]
    public void Mistakes_are_named(string yaml, string error)
    {
        Read(yaml, out ConfigReport report);
        Assert.That(report.Errors.Select(e => e.Message), Has.Some.Contains(error));
    }

    [TestCase(true, true)]
    [TestCase(false, false)]
    public void Without_names_internal_peers_get_all_and_external_ones_nothing(bool isInternal, bool expected)
    {
        // RFC 8212 §2.
        BgpRoutePolicy policy = BgpPolicySettings.Empty.Make(null, null, isInternal);
        BgpRouteEdit edit = default;
        Assert.That(policy.Import(IpPrefix.Parse("10.0.0.0/8"), PathMaker.Path(), ref edit), Is.EqualTo(expected));
        Assert.That(policy.Export(IpPrefix.Parse("10.0.0.0/8"), PathMaker.Path(), ref edit), Is.EqualTo(expected));
    }

    [Test]
    public void A_session_takes_and_tells_what_the_filters_say()
    {
        ScriptedPeer peer = Peer();
        peer.Speaker.Originate(Prefix.Parse("10.1.0.0/24"), new BgpOrigination { Communities = [7] }, peer.Now);
        peer.Speaker.Originate(Prefix.Parse("192.168.5.0/24"), new BgpOrigination(), peer.Now);
        peer.Speaker.Originate(
            Prefix.Parse("10.2.0.0/24"), new BgpOrigination { Communities = [0xfde9_0005] }, peer.Now);
        peer.Accept();
        peer.Receive(ScriptedPeer.Open("010400010001" + "41040000fde9", 65001));
        peer.Take();
        peer.Receive(ScriptedPeer.Keepalive);

        // Own AS three times, the rule's next hop, its communities alone; two routes stay at home.
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("", "40010100" + "40020e0203" + "0000fc00" + "0000fc00"
            + "0000fc00" + "400304c0000263" + "c00804fde80001" + "c0200c" + "0000fde80000000100000002", "180a0100")
            + ScriptedPeer.EndOfRib));
        peer.Receive(ScriptedPeer.Update("", Attributes + "c0080cfde90001fdea0001fde90002",
            "180a0900" + "180a0300" + "180b0000"));
        Assert.That(Learned(peer), Is.EqualTo(new[] { "10.3.0.0/24 100 7", "10.9.0.0/24 50 0" }),
            "11.0.0.0/24 is refused by the default");
    }

    [Test]
    public void Another_policy_tells_only_what_differs()
    {
        ScriptedPeer peer = Peer("outwards: { default: accept, rules: [{ prefix: 10.0.0.0/9+, action: reject }] }");
        foreach (string prefix in new[] { "10.1.0.0/24", "10.200.0.0/24", "11.0.0.0/24" })
        {
            peer.Speaker.Originate(Prefix.Parse(prefix), new BgpOrigination(), peer.Now);
        }

        peer.Establish("010400010001" + "41040000fde9", 65001);
        const string Own = "40010100" + "40020602010000fc00" + "400304c0a865ca";
        peer.Speaker.ChangePolicy(0, Policy("outwards: { default: accept, rules: ["
            + "{ prefix: 10.128.0.0/9+, action: reject }] }"), peer.Now);
        peer.Poll();

        // 10.200/24 goes, 10.1/24 comes, 11/24 is not spoken of.
        Assert.That(peer.Take(),
            Is.EqualTo(ScriptedPeer.Update("180ac800", "", "") + ScriptedPeer.Update("", Own, "180a0100")));
    }

    [Test]
    public void A_route_that_changes_during_the_change_of_policy_is_told()
    {
        ScriptedPeer peer = Peer("outwards: { default: accept, rules: [{ prefix: 10.0.0.0/9+, action: reject }] }");
        peer.Speaker.Originate(Prefix.Parse("11.0.0.0/24"), new BgpOrigination(), peer.Now);
        peer.Establish("010400010001" + "41040000fde9", 65001);
        peer.Speaker.Originate(Prefix.Parse("11.0.0.0/24"), new BgpOrigination { Med = 5 }, peer.Now);
        peer.Speaker.ChangePolicy(0, Policy("outwards: { default: accept }"), peer.Now);
        peer.Poll();
        Assert.That(peer.Take(), Is.EqualTo(ScriptedPeer.Update("",
            "40010100" + "40020602010000fc00" + "400304c0a865ca" + "80040400000005", "180b0000")));
    }

    [Test]
    public void An_aggregate_lives_as_long_as_something_of_its_own_is_inside()
    {
        TestNet net = new();
        TestNode maker = net.Add("10.0.0.1");
        TestNode taker = net.Add("10.0.0.2", asn: 65001, seed: 2);
        BgpAggregates aggregates = new([new(Prefix.Parse("203.0.113.0/24"), SummaryOnly: true),
            new(Prefix.Parse("198.51.100.0/24"))]);
        maker.Peer(taker, p => p with { Policy = aggregates.Suppressing(null) });
        taker.Peer(maker, p => p with { Passive = true });
        void Follow()
        {
            net.Run(5);
            foreach (BgpRouteView route in maker.Speaker.Routes())
            {
                aggregates.OnRoute(new BgpRouteChange(route.Prefix, route.Paths.ToArray()));
            }

            aggregates.Apply(maker.Speaker, net.Now);
            net.Run(5);
        }

        maker.Originate("203.0.113.64/26");
        maker.Originate("203.0.113.128/26");
        maker.Originate("198.51.100.64/26");
        Follow();
        Assert.That(taker.Speaker.Routes().Select(r => r.Prefix.ToString()),
            Is.EqualTo(new[] { "198.51.100.0/24", "198.51.100.64/26", "203.0.113.0/24" }));

        // RFC 4271 §5.1.7: AGGREGATOR is who formed it; nothing was lost, so no ATOMIC_AGGREGATE (§5.1.6).
        string block = System.Convert.ToHexString(taker.Speaker.FindRoute(Prefix.Parse("203.0.113.0/24"))!
            .Paths[0].Attributes.Span).ToLowerInvariant();
        Assert.That(block, Does.Contain("c007080000fc000a000001").And.Not.Contain("400600"));
        maker.Speaker.WithdrawOrigination(Prefix.Parse("203.0.113.64/26"), net.Now);
        aggregates.OnRoute(new BgpRouteChange(Prefix.Parse("203.0.113.64/26"), default));
        Assert.That(aggregates.IsChanged, Is.False, "one is left");
        maker.Speaker.WithdrawOrigination(Prefix.Parse("203.0.113.128/26"), net.Now);
        aggregates.OnRoute(new BgpRouteChange(Prefix.Parse("203.0.113.128/26"), default));
        Follow();
        Assert.That(taker.Speaker.Routes().Select(r => r.Prefix.ToString()),
            Is.EqualTo(new[] { "198.51.100.0/24", "198.51.100.64/26" }));
    }

    [Test]
    public void The_console_lists_filters_and_says_who_decides()
    {
        ScriptedPeer peer = Peer();
        peer.Speaker.Originate(Prefix.Parse("192.168.5.0/24"), new BgpOrigination(), peer.Now);
        peer.Establish("010400010001" + "41040000fde9", 65001);
        peer.Receive(ScriptedPeer.Update("", Attributes, "180a0900"));
        ConsoleShell shell = new(FilterCommands.For(() => peer.Speaker));
        Assert.That(Say(shell, "show bgp filters", peer.Now), Is.EqualTo(
            "        Hits Rule\n"
            + "customers: Mesh_192_168_101_201 import\n"
            + "           1    1  low: if prefix in [10.9.0.0/16+] then localPref 50, add community 65000:9, accept\n"
            + "           0    2  if prefix in [10.0.0.0/8{16,24}, 2001:db8::/32+] and asPath ^65001 then med +7, "
            + "continue\n"
            + "           0    3  if prefix in [10.0.0.0/8+] and source external then remove community 65001:*, "
            + "accept\n"
            + "outwards: Mesh_192_168_101_201 export\n"
            + "           1    1  private: if prefix in [192.168.0.0/16+] then reject\n"
            + "           0    2  if community [blackhole, 65001:*] then reject\n"
            + "           0    3  prepend own AS 2 times, nextHop 192.0.2.99, remove all standard communities, remove "
            + "all extended communities, remove all large communities, add community 65000:1, add community "
            + "65000:1:2, accept\n"));
        Assert.That(Say(shell, "show filters test 192.168.5.0/24", peer.Now), Is.EqualTo(
            "Mesh_192_168_101_201 import 192.168.5.0/24: reject by customers default (an assumed path without "
            + "communities)\n"
            + "    customers rule 1: no: prefix in [10.9.0.0/16+]\n"
            + "    customers rule 2: no: prefix in [10.0.0.0/8{16,24}, 2001:db8::/32+]\n"
            + "    customers rule 3: no: prefix in [10.0.0.0/8+]\n"
            + "    customers default: reject\n"
            + "Mesh_192_168_101_201 export 192.168.5.0/24: reject by outwards rule 1 (private) (the best path)\n"
            + "    outwards rule 1: private: if prefix in [192.168.0.0/16+] then reject\n"));
        Assert.That(Say(shell, "show filters test 10.9.0.0/24", peer.Now), Does.StartWith(
            "Mesh_192_168_101_201 import 10.9.0.0/24: accept by customers rule 1 (low) (the path as it was taken in)\n")
            .And.Contain("export 10.9.0.0/24: reject by the best path came from this peer"));
        Assert.That(Say(shell, "show filters test 10.9.0.0/24 192.168.101.201 json", peer.Now),
            Does.Contain("\"decider\": \"customers rule 1 (low)\"").And.Contain("\"accepted\": true"));
        Assert.That(Say(shell, "show filters test nonsense", peer.Now), Does.StartWith("usage:"));
        Assert.That(Say(shell, "show bgp filters json", peer.Now), Does.Contain("\"hits\": 1"));
    }

    private static string Say(ConsoleShell shell, string line, Instant now)
    {
        ConsoleJob job = shell.Execute(line, now);
        System.Text.StringBuilder text = new();
        job.Poll(now, text);
        return text.ToString();
    }

    private static string[] Learned(ScriptedPeer peer) => peer.Speaker.Routes().Where(r => !r.Paths[0].IsLocal)
        .Select(r => $"{r.Prefix} {r.Paths[0].LocalPref} {r.Paths[0].Med}").ToArray();

    private static ScriptedPeer Peer(string filters = "") =>
        new(p => p with { RemoteAs = new Asn(65001), Policy = Policy(filters) });

    private static BgpRoutePolicy Policy(string filters) => filters.Length == 0
        ? Read(Filters, out _).Make("customers", "outwards", isInternal: false)
        : Read("policy: { " + filters + " }", out _).Make("all", "outwards", isInternal: false);

    private static BgpPolicySettings Read(string yaml, out ConfigReport report)
    {
        report = new ConfigReport();
        var mapping = (YamlMapping)YamlLoader.Load("bgp.yaml", yaml, report)[0];
        return PolicyReader.Read(new YamlReader(mapping, report, string.Empty, ["policy"]));
    }
}
