using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Yaml;
using Router.Tests.Bgp.Policy;
using Router.Wire;

namespace Router.Tests.Calico;

/// <summary>
/// BGPFilter decides as the BIRD functions that confd writes for it. Expectations come from reading, at
/// projectcalico/calico 87c15906, confd/pkg/resource/template/template_funcs.go (filterStatement and the functions it
/// calls), confd/pkg/backends/calico/bgp_processor.go (buildImportFilter, buildExportFilter) and
/// node/filesystem/etc/calico/confd/templates (bird.cfg, bird_ipam.cfg, bird_aggr.cfg).
/// </summary>
public sealed class BgpFilterTests
{
    private const uint Normal = 2147483647 - 1024;

    private static readonly string s_cluster = Cluster.Node("a", "192.168.101.202/24")
        + Cluster.Resource("IPPool", "p", "cidr: 10.0.0.0/8")
        + Cluster.Resource("IPPool", "q", "cidr: 172.16.0.0/12, disableBGPExport: true")
        + Cluster.Resource("BlockAffinity", "b", "node: a, cidr: 10.1.2.0/26, state: confirmed");

    // filterMatchCIDR: "net = cidr", "net ~ cidr" and their negations; with a prefixLength the set [ cidr{a,b} ].
    [TestCase("cidr: 10.1.0.0/16, matchOperator: In", "10.1.0.0/16", true)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: In", "10.1.7.0/24", true)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: In", "10.0.0.0/8", false)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: NotIn", "10.1.7.0/24", false)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: NotIn", "10.2.0.0/16", true)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: Equal", "10.1.0.0/16", true)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: Equal", "10.1.7.0/24", false)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: NotEqual", "10.1.0.0/16", false)]
    [TestCase("cidr: 10.1.0.0/16, matchOperator: NotEqual", "10.1.7.0/24", true)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 16, max: 24 }", "10.1.0.0/16", true)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 16, max: 24 }", "10.0.0.0/8", false)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 16, max: 24 }", "10.1.2.0/26", false)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 4 }", "10.0.0.0/8", true)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { min: 4 }", "10.1.1.1/32", true)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: In, prefixLength: { max: 9 }", "10.0.0.0/10", false)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: NotIn, prefixLength: { min: 16, max: 24 }", "10.0.0.0/8", true)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: NotIn, prefixLength: { min: 16, max: 24 }", "10.1.0.0/16", false)]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: Equal, prefixLength: { min: 8 }", "10.0.0.0/8", false,
        Description = "BIRD: a prefix never equals a set")]
    [TestCase("cidr: 10.0.0.0/8, matchOperator: NotEqual, prefixLength: { min: 8 }", "10.0.0.0/8", true)]
    [TestCase("", "10.0.0.0/8", true, Description = "a rule without conditions decides")]
    public void Cidr(string conditions, string prefix, bool expected) =>
        Assert.That(Rejects(conditions, prefix, PathMaker.Path()), Is.EqualTo(expected));

    // filterMatchPriority: bgp_local_pref = 2147483647 - priority; a path without LOCAL_PREF counts 100 in BIRD.
    [TestCase("priority: 1024", Normal, true)]
    [TestCase("priority: 1024", 100u, false)]
    [TestCase("priority: 2147483547", 100u, true)]
    public void Priority(string conditions, uint localPref, bool expected) => Assert.That(
        Rejects(conditions, "10.9.0.0/24", PathMaker.Path(localPref: localPref)), Is.EqualTo(expected));

    // filterMatchCommunity, filterMatchASPathPrefix: (a, b) ~ bgp_community, (a, b, c) ~ bgp_large_community,
    // bgp_path ~ [= a b * =].
    [TestCase("communities: { values: [\"65001:1\"] }", "65001", "65001:1", true)]
    [TestCase("communities: { values: [\"65001:1\"] }", "65001", "65001:2 1:65001:1", false)]
    [TestCase("communities: { values: [\"65001:1:2\"] }", "65001", "65001:1:2", true)]
    [TestCase("communities: { values: [\"65001:1:2\"] }", "65001", "65001:1", false)]
    [TestCase("asPathPrefix: [65001]", "65001 65002", "", true)]
    [TestCase("asPathPrefix: [65001]", "65001", "", true)]
    [TestCase("asPathPrefix: [65002]", "65001 65002", "", false)]
    [TestCase("asPathPrefix: [65001, 65002]", "65001 65002 65003", "", true)]
    [TestCase("asPathPrefix: [65001, 65002]", "65001 65003 65002", "", false)]
    [TestCase("asPathPrefix: [65001]", "", "", false)]
    [TestCase("asPathPrefix: [65001], communities: { values: [\"1:1\"] }", "65001", "", false,
        Description = "conditions are ANDed")]
    public void Path_and_communities(string conditions, string path, string communities, bool expected) => Assert.That(
        Rejects(conditions, "10.9.0.0/24", PathMaker.Path(path, communities)), Is.EqualTo(expected));

    // emitFilterRules: a rule with peerType is asked on sessions of that type only.
    [TestCase("peerType: eBGP", 65001u, true)]
    [TestCase("peerType: eBGP", 64512u, false)]
    [TestCase("peerType: iBGP", 64512u, true)]
    [TestCase("peerType: iBGP", 65001u, false)]
    public void Peer_type(string conditions, uint peerAs, bool expected) => Assert.That(
        Rejects(conditions, "10.9.0.0/24", PathMaker.Path(), peerAs), Is.EqualTo(expected));

    [Test]
    public void Rules_and_filters_are_asked_in_order_and_then_import_is_accepted()
    {
        IExplainedPolicy policy = Session("filters: [one, two]",
            Filter("one", "importV4: [{ action: Accept, cidr: 10.1.0.0/16, matchOperator: In }, "
                + "{ action: Reject, cidr: 10.0.0.0/8, matchOperator: In }]"),
            Filter("two", "importV4: [{ action: Reject, cidr: 10.1.0.0/16, matchOperator: In }, "
                + "{ action: Reject, cidr: 192.0.2.0/24, matchOperator: Equal }]"));
        Assert.That(new[] { "10.1.5.0/24", "10.2.0.0/24", "192.0.2.0/24", "192.0.2.0/25" }
            .Select(prefix => Import(policy, prefix)), Is.EqualTo(new[] { true, false, false, true }));
        Assert.That(policy.ExplainImport(Prefix.Parse("192.0.2.0/24"), PathMaker.Path()).Decider,
            Is.EqualTo("two rule 2 (importV4[1])"));
        Assert.That(policy.ExplainImport(Prefix.Parse("192.0.2.0/25"), PathMaker.Path()).Decider,
            Is.EqualTo("import all"));
        Assert.That(policy.ImportFilters.Select(f => f.Hits(0)), Is.EqualTo(new long[] { 1, 0 }));
    }

    // buildExportFilter: the filters, then calico_export_to_bgp_peers, then reject.
    [TestCase("10.1.2.0/26", "", true, "the own block")]
    [TestCase("10.1.2.7/32", "", false, "inside it: calico_aggr")]
    [TestCase("10.1.2.7/32", "{ action: Accept, cidr: 10.0.0.0/8, matchOperator: In }", true, "a filter comes first")]
    [TestCase("10.1.2.0/26", "{ action: Reject }", false, "a filter may take everything away")]
    [TestCase("172.16.0.0/24", "", false, "disableBGPExport")]
    [TestCase("172.16.0.0/24", "{ action: Accept, cidr: 172.16.0.0/12, matchOperator: In }", true, "filter first")]
    [TestCase("192.0.2.0/24", "", false, "no pool")]
    [TestCase("192.0.2.0/24", "{ action: Accept, source: RemotePeers }", true, "learned")]
    public void Exports_of_learned_routes(string prefix, string rule, bool expected, string why)
    {
        IExplainedPolicy policy = Session("filters: [f]",
            Filter("f", rule.Length == 0 ? "" : $"exportV4: [{rule}]"));
        BgpRouteEdit edit = default;
        BgpPath path = PathMaker.Path("65009");
        Assert.That(policy.Export(Prefix.Parse(prefix), path, ref edit), Is.EqualTo(expected), why);
        Assert.That(policy.ExplainExport(Prefix.Parse(prefix), path).IsAccepted, Is.EqualTo(expected));
    }

    // filterMatchSource: source ~ [ RTS_BGP ]. Own blocks are static routes.
    [Test]
    public void Source_remote_peers_passes_over_own_routes()
    {
        IExplainedPolicy policy = Session("filters: [f]",
            Filter("f", "exportV4: [{ action: Reject, source: RemotePeers }]"));
        BgpRouteEdit edit = default;
        Assert.That(policy.Export(Prefix.Parse("10.1.2.0/26"), PathMaker.Local(), ref edit), Is.True);
        Assert.That(policy.Export(Prefix.Parse("10.7.0.0/26"), PathMaker.Path("65009"), ref edit), Is.False);
    }

    // calico_aggr: "krt_metric < normal" lets an address out of its block since v3.32, where krt_metric is 2^31-1 less
    // LOCAL_PREF.
    [TestCase(CalicoGeneration.V332, Normal + 1, true)]
    [TestCase(CalicoGeneration.V332, Normal, false)]
    [TestCase(CalicoGeneration.Classic, Normal + 1, false)]
    public void Elevated_priority_leaves_an_own_block(CalicoGeneration generation, uint localPref, bool expected)
    {
        BgpRouteEdit edit = default;
        Assert.That(Session(generation, 65001, "").Export(
            Prefix.Parse("10.1.2.7/32"), PathMaker.Path(localPref: localPref, external: false), ref edit),
            Is.EqualTo(expected));
    }

    // filterOperationStatements: in order; prepends put the first number leftmost; setPriority is 2147483647 - value.
    [Test]
    public void Operations_change_what_is_accepted()
    {
        IExplainedPolicy policy = Session("filters: [f]", Filter("f", "importV4: [{ action: Accept, operations: ["
            + "{ addCommunity: { value: \"65000:1\" } }, { addCommunity: { value: \"65000:1:2\" } }, "
            + "{ prependASPath: { prefix: [65010, 65011] } }, { prependASPath: { prefix: [65012] } }, "
            + "{ setPriority: { value: 512 } }] }]"));
        BgpRouteEdit edit = default;
        Assert.That(policy.Import(Prefix.Parse("10.7.0.0/26"), PathMaker.Path("65001"), ref edit), Is.True);
        Assert.That(edit.LocalPref, Is.EqualTo(2147483135u));
        Assert.That(edit.PrependPath.ToArray().Select(asn => asn.Value),
            Is.EqualTo(new uint[] { 65012, 65010, 65011 }));
        Assert.That(edit.Communities.ToArray().Select(step => BgpCommunityText.Format(step.Pattern)),
            Is.EqualTo(new[] { "65000:1", "65000:1:2" }));
    }

    // apply_communities stands in calico_export_to_bgp_peers, behind the filters and before calico_aggr.
    [TestCase("", "10.1.2.0/26", "65000:7 65000:1:2 65000:8")]
    [TestCase("", "10.7.0.0/26", "65000:7 65000:1:2")]
    [TestCase("exportV4: [{ action: Accept }]", "10.1.2.0/26", "")]
    public void Prefix_advertisements_tag_what_no_filter_accepted(string filter, string prefix, string expected)
    {
        IExplainedPolicy policy = Session("filters: [f]", Filter("f", filter), Cluster.Resource("BGPConfiguration",
            "default", "communities: [{ name: c, value: \"65000:7\" }], prefixAdvertisements: ["
            + "{ cidr: 10.0.0.0/8, communities: [c, \"65000:1:2\"] }, "
            + "{ cidr: 10.1.2.0/26, communities: [\"65000:8\"] }]"));
        BgpRouteEdit edit = default;
        Assert.That(policy.Export(Prefix.Parse(prefix), PathMaker.Path("65009"), ref edit), Is.True);
        Assert.That(string.Join(' ', edit.Communities.ToArray().Select(s => BgpCommunityText.Format(s.Pattern))),
            Is.EqualTo(expected));
    }

    // BIRD 1.6 proto/bgp/attrs.c, bgp_update_attrs: the own AS is in the path before an eBGP export filter is asked.
    [TestCase(65001u, "64512, 65009", true)]
    [TestCase(65001u, "64512", true)]
    [TestCase(65001u, "65009", false)]
    [TestCase(64512u, "65009", true)]
    [TestCase(64512u, "64512", false)]
    public void An_export_rule_sees_the_own_as_towards_ebgp(uint peerAs, string start, bool expected)
    {
        BgpRouteEdit edit = default;
        Assert.That(Session(CalicoGeneration.Classic, peerAs, "filters: [f]",
            Filter("f", $"exportV4: [{{ action: Accept, asPathPrefix: [{start}] }}]"))
            .Export(Prefix.Parse("192.0.2.0/24"), PathMaker.Path("65009 65010"), ref edit), Is.EqualTo(expected));
    }

    [TestCase("eth*", true)]
    [TestCase("ens33", false)]
    public void Interface(string name, bool expected)
    {
        var policies = new NodePolicies(new RoutePolicy(Plan(CalicoGeneration.Classic, 65001, "filters: [f]",
            Filter("f", $"importV4: [{{ action: Reject, interface: \"{name}\" }}]"))), new ByEth0());
        BgpRouteEdit edit = default;
        Assert.That(policies.For("Global_192_168_101_201")
            .Import(Prefix.Parse("192.0.2.0/24"), PathMaker.Path(), ref edit), Is.EqualTo(!expected));
    }

    [Test]
    public void With_an_export_filter_every_own_route_is_offered_to_the_sessions()
    {
        LocalRoute[] routes =
        [
            new(Prefix.Parse("10.1.2.7/32"), "cali1"), new(Prefix.Parse("192.168.101.0/24"), "ens33"),
            new(Prefix.Default, "ens33", 0),
        ];
        var plain = new RoutePolicy(Plan(CalicoGeneration.V332, 65001, ""));
        Assert.That(plain.Originations(routes).Select(o => o.ToString()), Is.EqualTo(new[]
            { new Origination(Prefix.Parse("10.1.2.0/26"), Normal).ToString() }));
        var filtered = new RoutePolicy(Plan(CalicoGeneration.V332, 65001, "filters: [f]",
            Filter("f", "exportV4: [{ action: Accept, cidr: 10.0.0.0/8, matchOperator: In }]")));
        Assert.That(filtered.Originations(routes), Is.EqualTo(new[]
        {
            new Origination(Prefix.Default, 2147483647), new Origination(Prefix.Parse("10.1.2.0/26"), Normal),
            new Origination(Prefix.Parse("10.1.2.7/32"), Normal),
            new Origination(Prefix.Parse("192.168.101.0/24"), Normal),
        }));
        IBgpPolicy session = new NodePolicies(filtered).For("Global_192_168_101_201");
        Assert.That(filtered.Originations(routes).Select(o =>
        {
            BgpRouteEdit edit = default;
            return session.Export(o.Prefix, PathMaker.Local(), ref edit);
        }), Is.EqualTo(new[] { false, true, true, false }));
    }

    [TestCase("nextHopMode: Self", BgpNextHopRule.Self)]
    [TestCase("nextHopMode: Keep", BgpNextHopRule.Unchanged)]
    [TestCase("nextHopMode: Auto", BgpNextHopRule.Default)]
    [TestCase("keepOriginalNextHop: true", BgpNextHopRule.Unchanged)]
    public void Next_hop_mode_is_the_sessions(string mode, BgpNextHopRule expected)
    {
        BgpRouteEdit edit = default;
        Assert.That(Session(mode).Export(Prefix.Parse("10.7.0.0/26"), PathMaker.Path("65009"), ref edit), Is.True);
        Assert.That(edit.NextHopRule, Is.EqualTo(expected));
    }

    // bird_ipam.cfg.template: a reflector accepts what lies in external and load balancer ranges; others do not.
    [TestCase("routeReflectorClusterID: 244.0.0.1", true)]
    [TestCase("", false)]
    public void A_reflector_passes_service_addresses_on(string node, bool expected)
    {
        CalicoPlan plan = Cluster.Plan("a", CalicoGeneration.Classic,
            Cluster.Node("a", "192.168.101.202/24", node), Cluster.Resource("BGPConfiguration", "default",
                "serviceExternalIPs: [{ cidr: 198.51.100.0/24 }], serviceClusterIPs: [{ cidr: 10.96.0.0/12 }]"),
            Cluster.Resource("BGPPeer", "p", "peerIP: 192.168.101.201, asNumber: 65001"));
        IBgpPolicy policy = new NodePolicies(new RoutePolicy(plan)).For("Global_192_168_101_201");
        BgpRouteEdit edit = default;
        Assert.That(policy.Export(Prefix.Parse("198.51.100.7/32"), PathMaker.Path(), ref edit), Is.EqualTo(expected));
        Assert.That(policy.Export(Prefix.Parse("10.96.0.0/12"), PathMaker.Path(), ref edit), Is.False);
    }

    [TestCase("importV4: [{ cidr: 10.0.0.0/8, matchOperator: In }]", "'action' is missing")]
    [TestCase("importV4: [{ action: Drop }]", "'action' is 'Drop'")]
    [TestCase("importV4: [{ action: Reject, cidr: 10.0.0.0/8 }]", "'cidr' and 'matchOperator'")]
    [TestCase("importV4: [{ action: Reject, prefixLength: { min: 8 } }]", "'prefixLength' without 'cidr'")]
    [TestCase("importV4: [{ action: Reject, cidr: 10.0.0.1/8, matchOperator: In }]", "'cidr' is '10.0.0.1/8'")]
    [TestCase("importV6: [{ action: Reject, cidr: 10.0.0.0/8, matchOperator: In }]", "'cidr' is '10.0.0.0/8'")]
    [TestCase("importV4: [{ action: Reject, cidr: 10.0.0.0/24, matchOperator: In, prefixLength: { max: 16 } }]",
        "no length from 24 to 16")]
    [TestCase("importV4: [{ action: Reject, operations: [{ setPriority: { value: 1 } }] }]", "a rule that rejects")]
    [TestCase("importV4: [{ action: Accept, operations: [{ }] }]", "not exactly one thing")]
    [TestCase("importV4: [{ action: Accept, priority: 0 }]", "'priority' is '0'")]
    [TestCase("importV4: [{ action: Accept, communities: { values: [\"65536:1\"] } }]", "'65536:1'")]
    [TestCase("importV4: [{ action: Accept, communities: { values: [\"1:1\", \"1:2\"] } }]", "not one value")]
    [TestCase("importV4: [{ action: Accept, source: Local }]", "'source' is 'Local'")]
    public void What_libcalico_refuses_is_refused(string spec, string error)
    {
        var report = new ConfigReport();
        Cluster.Load(report, Filter("f", spec));
        Assert.That(report.Errors.Select(e => e.Message), Has.Some.Contains(error));
    }

    [Test]
    public void What_cannot_be_followed_is_said()
    {
        var report = new ConfigReport();
        CalicoPlan.Create(Cluster.Load(report, s_cluster, Peer(65001, "filters: [f, absent]"), Filter("f",
            "importV4: [{ action: Reject, cidr: 10.0.0.0/8, matchOperator: Equal, prefixLength: { min: 9 } }], "
            + "exportV4: [{ action: Accept, operations: [{ prependASPath: { prefix: [65077] } }] }]")),
            "a", CalicoGeneration.Classic, report);
        string[] warnings = report.Warnings.Select(w => w.Message).ToArray();
        Assert.That(warnings, Has.Some.Contains("never true"));
        Assert.That(warnings, Has.Some.Contains("no BGPFilter absent"));
        Assert.That(warnings, Has.Some.Contains("goes behind AS 64512"));
        Assert.That(report.Errors, Is.Empty);
    }

    [TestCase("importV4: [{ action: Reject }]", "importV4: [{ action: Accept }]", BgpPolicyChange.Import)]
    [TestCase("exportV4: [{ action: Reject }]", "exportV4: [{ action: Accept }]", BgpPolicyChange.Export)]
    [TestCase("importV4: [{ action: Reject }]", "importV4: [{ action: Reject }]", BgpPolicyChange.None)]
    public void Only_changed_directions_are_looked_at_again(string before, string after, BgpPolicyChange expected)
    {
        NodePolicies Made(string spec, NodePolicies? previous) => new(new RoutePolicy(
            Plan(CalicoGeneration.Classic, 65001, "filters: [f]", Filter("f", spec))), null, previous);
        NodePolicies old = Made(before, null);
        NodePolicies next = Made(after, old);
        Assert.That(next.ChangeOf("Global_192_168_101_201", old), Is.EqualTo(expected));
    }

    private static bool Rejects(string conditions, string prefix, BgpPath path, uint peerAs = 65001)
    {
        IExplainedPolicy policy = Session(CalicoGeneration.Classic, peerAs, "filters: [f]",
            Filter("f", $"importV4: [{{ action: Reject{(conditions.Length == 0 ? "" : ", " + conditions)} }}]"));
        return !Import(policy, prefix, path);
    }

    private static bool Import(IBgpPolicy policy, string prefix, BgpPath? path = null)
    {
        BgpRouteEdit edit = default;
        return policy.Import(Prefix.Parse(prefix), path ?? PathMaker.Path(), ref edit);
    }

    private static IExplainedPolicy Session(string peer, params string[] resources) =>
        Session(CalicoGeneration.Classic, 65001, peer, resources);

    private static IExplainedPolicy Session(CalicoGeneration generation, uint peerAs, string peer,
        params string[] resources) => new NodePolicies(new RoutePolicy(Plan(generation, peerAs, peer, resources)))
        .For("Global_192_168_101_201");

    private static CalicoPlan Plan(CalicoGeneration generation, uint peerAs, string peer, params string[] resources) =>
        Cluster.Plan("a", generation, [s_cluster, Peer(peerAs, peer), .. resources]);

    private static string Peer(uint asn, string more) => Cluster.Resource("BGPPeer", "up",
        $"peerIP: 192.168.101.201, asNumber: {asn}{(more.Length == 0 ? "" : ", " + more)}");

    private static string Filter(string name, string spec) => Cluster.Resource("BGPFilter", name, spec);

    private sealed class ByEth0 : IBgpPolicyContext
    {
        public bool TryGetPeer(int peer, out IpAddress address)
        {
            address = default;
            return false;
        }

        public string? InterfaceOf(IpPrefix prefix, in BgpPath path) => "eth0";
    }
}
