using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A <see cref="PeerSetup"/> in FRR's language.</summary>
internal static class FrrText
{
    private const string Dynamic = "dynamic";

    public static string Of(PeerSetup setup, IReadOnlyList<Announcement> announced)
    {
        NeighbourSetup? graceful = setup.Neighbours.FirstOrDefault(static one => one.GracefulRestart);
        IEnumerable<string> lines =
        [
            "log stdout",
            .. announced.SelectMany(RouteMap),
            .. setup.Neighbours.Where(static one => one.OtherNextHop is not null).Take(1).SelectMany(OtherNextHop),
            $"router bgp {setup.Asn}",
            $"bgp router-id {setup.RouterId}",
            "bgp log-neighbor-changes",
            "no bgp ebgp-requires-policy",
            "no bgp network import-check",
            "no bgp default ipv4-unicast",
            .. graceful is null ? [] : Graceful(graceful),
            .. Lines.If(graceful is not null && setup.ForwardsByKernel, "bgp graceful-restart preserve-fw-state"),
            .. setup.Neighbours.SelectMany(Neighbour),
            .. new[] { false, true }.Where(setup.HasFamily).SelectMany(v6 => Family(setup, announced, v6)),
            string.Empty,
        ];
        return string.Join('\n', lines);
    }

    public static string Network(Announcement one) =>
        $"network {one.Prefix}{(one.Communities.Count > 0 ? " route-map " + MapOf(one) : string.Empty)}";

    public static IEnumerable<string> RouteMap(Announcement one) => one.Communities.Count == 0 ? [] :
    [
        $"route-map {MapOf(one)} permit 1",
        .. Lines.If(one.Standard.Any(), $"set community {string.Join(' ', one.Standard)}"),
        .. Lines.If(one.Targets.Any(), $"set extcommunity rt {string.Join(' ', one.Targets)}"),
        .. Lines.If(one.Large.Any(), $"set large-community {string.Join(' ', one.Large)}"),
        "exit",
    ];

    private static string MapOf(Announcement one) => "to-" + one.Prefix.Replace('/', '-').Replace(':', '-');

    // For all neighbours.
    private static IEnumerable<string> Graceful(NeighbourSetup one) =>
    [
        "bgp graceful-restart",
        $"bgp graceful-restart restart-time {one.RestartTime}",
        .. Lines.If(one.IsLongLived, $"bgp long-lived-graceful-restart stale-time {one.LongLivedStaleTime}"),
    ];

    // Without zebra it knows no address of the other family.
    private static IEnumerable<string> OtherNextHop(NeighbourSetup one) =>
        ["route-map other permit 1", $"set ipv6 next-hop global {one.OtherNextHop}", "exit"];

    private static IEnumerable<string> Neighbour(NeighbourSetup one)
    {
        string name = "neighbor " + NameOf(one);
        return
        [
            .. Lines.If(one.IsRange, $"{name} peer-group"),
            $"{name} remote-as {one.RemoteAsn}",
            .. Lines.If(one.IsRange, $"bgp listen range {one.Remote} peer-group {Dynamic}"),
            .. Lines.If(!one.IsRange, $"{name} update-source {one.Address}", $"{name} timers connect 1"),
            $"{name} timers {one.HoldTime / 3} {one.HoldTime}",
            .. Lines.If(one.Password is not null, $"{name} password {one.Password}"),
            .. Lines.If(one.TtlSecurity, $"{name} ttl-security hops 1"),
            .. Lines.If(one.Passive && !one.IsRange, $"{name} passive"),
            .. Lines.If(one.ExtendedNextHop, $"{name} capability extended-nexthop"),
            .. Lines.If(one.Role is not null, $"{name} local-role {Role(one)}"),
            .. Lines.If(one.GracefulRestart, $"{name} graceful-restart"),
            .. Lines.If(one.BfdInterval is not null, $"{name} bfd 3 {one.BfdInterval} {one.BfdInterval}"),
        ];
    }

    private static IEnumerable<string> Family(PeerSetup setup, IReadOnlyList<Announcement> announced, bool v6) =>
    [
        $"address-family {(v6 ? "ipv6" : "ipv4")} unicast",
        .. announced.Where(one => one.IsV6 == v6).Select(Network),
        .. setup.Neighbours.Where(one => one.HasFamily(v6)).SelectMany(one => Activate(one, v6)),
        "exit-address-family",
    ];

    private static IEnumerable<string> Activate(NeighbourSetup one, bool v6)
    {
        string name = "neighbor " + NameOf(one);
        return
        [
            $"{name} activate",
            .. Lines.If(one.AddPath, $"{name} addpath-tx-all-paths"),
            .. Lines.If(one.IsClient, $"{name} route-reflector-client"),
            .. Lines.If(one.OtherNextHop is not null && v6 && !one.IsV6, $"{name} route-map other out"),
        ];
    }

    private static string NameOf(NeighbourSetup one) => one.IsRange ? Dynamic : one.Remote;

    private static string Role(NeighbourSetup one) =>
        (one.Role == "rs" ? "rs-server" : one.Role) + (one.StrictRole ? " strict-mode" : string.Empty);
}
