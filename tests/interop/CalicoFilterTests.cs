using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// A BGPFilter on our board against a real BIRD 1.6 (which Calico's fork is) with the filters that confd would write
/// for the same resource: projectcalico/calico 87c15906, confd/pkg/resource/template/template_funcs.go,
/// confd/pkg/backends/calico/bgp_processor.go and
/// node/filesystem/etc/calico/confd/templates/bird{,_ipam,_aggr}.cfg.template.
/// </summary>
public sealed class CalicoFilterTests
{
    private static readonly string[] s_given =
    [
        "172.170.0.0/26", "172.170.1.0/26", "172.170.2.0/26", "172.170.3.0/26", "172.165.231.130/32",
        "198.51.100.0/25", "198.51.100.64/26", "203.0.113.0/24", "203.0.113.128/25", "192.0.2.0/24", "192.0.3.0/24",
        "10.99.0.0/16",
    ];

    private const string Attributes = """
        if net = 172.170.1.0/26 then bgp_community.add((65001, 1));
        if net = 172.170.3.0/26 then bgp_community.add((65001, 2));
        if net = 172.170.2.0/26 then { bgp_path.empty; bgp_path.prepend(65077); bgp_path.prepend(65001); }
        if net = 192.0.2.0/24 then { bgp_path.empty; bgp_path.prepend(65088); bgp_path.prepend(65001); }
        if net = 203.0.113.0/24 then bgp_large_community.add((65001, 5, 6));
        """;

    // The functions that BGPFilterBIRDFuncs writes for the resources below.
    private const string Functions = """
        function 'bgp_in_importFilterV4'(bool is_same_as) {
          if ((net ~ [ 198.51.100.0/24{26,32} ])) then { reject; }
          if (((65001, 1) ~ bgp_community)) then
            { bgp_community.add((65000, 11)); bgp_local_pref = 2147483147; accept; }
          if ((bgp_path ~ [= 65001 65077 * =])) then { reject; }
          if ((net = [ 203.0.113.0/24{24,32} ])) then { reject; }
          if (is_same_as) then { if ((net ~ 0.0.0.0/0)) then { reject; } }
          if ((net = 172.170.0.0/26)) then { bgp_path.prepend(65099); accept; }
        }
        function 'bgp_out_exportFilterV4'() {
          if (((65001, 2) ~ bgp_community)) then { reject; }
          if ((net ~ 203.0.113.0/24)&&((defined(source))&&(source ~ [ RTS_BGP ]))) then
            { bgp_large_community.add((65000, 1, 2)); bgp_path.prepend(64512); bgp_path.prepend(64512); accept; }
          if ((bgp_path ~ [= 64512 65001 65088 * =])) then { accept; }
          if (((defined(ifname))&&(ifname ~ "nosuch*"))) then { reject; }
          if ((net = 198.51.100.0/25)&&((defined(ifname))&&(ifname ~ "*"))) then { accept; }
          if ((defined(bgp_local_pref)&&(bgp_local_pref = 2147483147))) then
            { bgp_local_pref = 2147483447; bgp_community.add((65000, 12)); accept; }
        }
        function calico_export_to_bgp_peers(bool internal_peer) {
          if (net ~ 10.99.0.0/16) then { reject; }
          if (net ~ 172.160.0.0/12) then { bgp_community.add((65000, 7)); }
          if ( net = 172.165.231.128/26 ) then { accept; }
          if ( net ~ 172.165.231.128/26 && krt_metric < 1024 ) then { accept; }
          if ( net ~ 172.165.231.128/26 ) then { reject; }
          if (net ~ 172.160.0.0/12) then { accept; }
        }
        protocol static { route 172.165.231.128/26 blackhole; }

        """;

    private const string Resources = """
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: { name: hidden }
        spec: { cidr: 10.99.0.0/16, disableBGPExport: true }
        ---
        apiVersion: projectcalico.org/v3
        kind: BGPConfiguration
        metadata: { name: node.node02 }
        spec:
          communities: [{ name: pods, value: "65000:7" }]
          prefixAdvertisements: [{ cidr: 172.160.0.0/12, communities: [pods] }]
        ---
        apiVersion: projectcalico.org/v3
        kind: BGPFilter
        metadata: { name: in }
        spec:
          importV4:
            - { action: Reject, cidr: 198.51.100.0/24, matchOperator: In, prefixLength: { min: 26 } }
            - action: Accept
              communities: { values: ["65001:1"] }
              operations: [{ addCommunity: { value: "65000:11" } }, { setPriority: { value: 500 } }]
            - { action: Reject, asPathPrefix: [65001, 65077] }
            - { action: Reject, cidr: 203.0.113.0/24, matchOperator: Equal, prefixLength: { min: 24 } }
            - { action: Reject, peerType: iBGP, cidr: 0.0.0.0/0, matchOperator: In }
            - action: Accept
              cidr: 172.170.0.0/26
              matchOperator: Equal
              operations: [{ prependASPath: { prefix: [65099] } }]
        ---
        apiVersion: projectcalico.org/v3
        kind: BGPFilter
        metadata: { name: out }
        spec:
          exportV4:
            - { action: Reject, communities: { values: ["65001:2"] } }
            - action: Accept
              cidr: 203.0.113.0/24
              matchOperator: In
              source: RemotePeers
              operations: [{ addCommunity: { value: "65000:1:2" } }, { prependASPath: { prefix: [64512, 64512] } }]
            - { action: Accept, asPathPrefix: [64512, 65001, 65088] }
            - { action: Reject, interface: "nosuch*" }
            - { action: Accept, cidr: 198.51.100.0/25, matchOperator: Equal, interface: "*" }
            - action: Accept
              priority: 500
              operations: [{ setPriority: { value: 200 } }, { addCommunity: { value: "65000:12" } }]
        ---
        apiVersion: projectcalico.org/v3
        kind: BGPPeer
        metadata: { name: source }
        spec: { peerIP: 192.168.101.201, asNumber: 65001, filters: [in] }
        ---
        apiVersion: projectcalico.org/v3
        kind: BGPPeer
        metadata: { name: sink }
        spec: { peerIP: 192.168.101.204, asNumber: SINK, filters: [out] }
        """;

    // What each kind of taker is told follows from reading the functions above.
    [TestCase(65002u, "172.165.231.128/26 172.170.0.0/26 172.170.1.0/26 192.0.2.0/24 198.51.100.0/25 203.0.113.0/24 "
        + "203.0.113.128/25", TestName = "An eBGP peer is told what Calico's BIRD would tell it")]

    // An internal taker finds its own AS in front of 203.0.113.0/24 and refuses it.
    [TestCase(64512u, "172.165.231.128/26 172.170.0.0/26 172.170.1.0/26 198.51.100.0/25",
        TestName = "An iBGP peer is told what Calico's BIRD would tell it")]
    public void A_peer_is_told_the_same(uint sinkAs, string expected)
    {
        bool isInternal = sinkAs == 64512;
        string sessions = CalicoTrio.ReferenceSession("giver", CalicoTrio.Source, 65001,
                "import filter { 'bgp_in_importFilterV4'(false); accept; }; export none;")
            + CalicoTrio.ReferenceSession("taker", CalicoTrio.Sink, sinkAs, "import all; export filter { "
                + "if (defined(source) && source = RTS_BGP && defined(bgp_local_pref)) then "
                + "{ krt_metric = 2147483647 - bgp_local_pref; } else "
                + "{ if (!defined(krt_metric)) then { krt_metric = 1024; } bgp_local_pref = 2147483647 - krt_metric; } "
                + "'bgp_out_exportFilterV4'(); "
                + $"calico_export_to_bgp_peers({(isInternal ? "true" : "false")}); reject; }};");
        using CalicoTrio trio = new(Attributes, s_given, Functions + sessions,
            Resources.Replace("SINK", $"{sinkAs}"), sinkAs);
        trio.WaitUntilEqual(expected.Split(' '));
        string[] told = [.. trio.Taken("board")];
        Assert.That(told.Single(route => route.StartsWith("172.170.1.0/26", System.StringComparison.Ordinal)),
            Does.Contain("(65000,11) (65000,12) (65001,1)"));
        Assert.That(told.Single(route => route.StartsWith("172.165.231.128/26", System.StringComparison.Ordinal)),
            Does.Contain("(65000,7)"));
    }
}
