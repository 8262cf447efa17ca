using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A <see cref="PeerSetup"/> in GoBGP's language.</summary>
internal static class GobgpText
{
    public static string Of(PeerSetup setup) => string.Join('\n',
    [
        "[global.config]",
        $"as = {setup.Asn}",
        $"router-id = \"{setup.RouterId}\"",
        "port = 179",
        $"local-address-list = [{string.Join(", ", setup.Addresses.Select(static one => $"\"{one}\""))}]",
        .. setup.Neighbours.Where(static one => one.OtherNextHop is not null).Take(1).SelectMany(OtherNextHop),
        .. setup.Neighbours.SelectMany(Neighbour),
        string.Empty,
    ]);

    /// <summary>What its own routes have: an address of its own, where there is one of that family.</summary>
    public static string NextHop(PeerSetup setup, bool v6) =>
        setup.Addresses.FirstOrDefault(one => one.Contains(':') == v6)
        ?? setup.Neighbours.Select(static one => one.OtherNextHop).FirstOrDefault(static one => one is not null)
        ?? (v6 ? "::" : "0.0.0.0");

    // A session over IPv4 would give IPv6 routes its mapped address. Policies are global here.
    private static IEnumerable<string> OtherNextHop(NeighbourSetup one) =>
    [
        "[global.apply-policy.config]",
        "export-policy-list = [\"other\"]",
        "default-export-policy = \"accept-route\"",
        "[[policy-definitions]]",
        "name = \"other\"",
        "[[policy-definitions.statements]]",
        "name = \"other\"",
        "[policy-definitions.statements.conditions.bgp-conditions]",
        $"afi-safi-in-list = [\"{(one.IsV6 ? "ipv4" : "ipv6")}-unicast\"]",
        "[policy-definitions.statements.actions]",
        "route-disposition = \"accept-route\"",
        "[policy-definitions.statements.actions.bgp-actions]",
        $"set-next-hop = \"{one.OtherNextHop}\"",
    ];

    private static IEnumerable<string> Neighbour(NeighbourSetup one)
    {
        string table = one.IsRange ? "peer-groups" : "neighbors";
        IEnumerable<string> who = one.IsRange
            ? ["[[dynamic-neighbors]]", "[dynamic-neighbors.config]", $"prefix = \"{one.Remote}\"",
                "peer-group = \"dynamic\"", "[[peer-groups]]", "[peer-groups.config]", "peer-group-name = \"dynamic\""]
            : ["[[neighbors]]", "[neighbors.config]", $"neighbor-address = \"{one.Remote}\""];
        return
        [
            .. who,
            $"peer-as = {one.RemoteAsn}",
            .. Lines.If(one.Password is not null, $"auth-password = \"{one.Password}\""),
            $"[{table}.transport.config]",
            $"passive-mode = {(one.Passive || one.IsRange ? "true" : "false")}",
            $"local-address = \"{one.Address}\"",
            $"[{table}.timers.config]",
            "connect-retry = 1",
            $"hold-time = {one.HoldTime}",
            $"keepalive-interval = {one.HoldTime / 3}",
            "idle-hold-time-after-reset = 1",
            .. Lines.If(one.TtlSecurity, $"[{table}.ttl-security.config]", "enabled = true", "ttl-min = 255"),
            .. Lines.If(one.IsClient, $"[{table}.route-reflector.config]", "route-reflector-client = true"),
            .. Lines.If(one.GracefulRestart, $"[{table}.graceful-restart.config]", "enabled = true",
                $"restart-time = {one.RestartTime}", "deferral-time = 10"),
            .. Lines.If(one.IsLongLived, "long-lived-enabled = true"),
            .. new[] { false, true }.Where(one.HasFamily).SelectMany(v6 => Family(table, one, v6)),
        ];
    }

    private static IEnumerable<string> Family(string table, NeighbourSetup one, bool v6) =>
    [
        $"[[{table}.afi-safis]]",
        $"[{table}.afi-safis.config]",
        $"afi-safi-name = \"{(v6 ? "ipv6" : "ipv4")}-unicast\"",
        .. Lines.If(one.AddPath, $"[{table}.afi-safis.add-paths.config]", "receive = true", "send-max = 8"),
        .. Lines.If(one.GracefulRestart, $"[{table}.afi-safis.mp-graceful-restart.config]", "enabled = true"),
        .. Lines.If(one.IsLongLived, $"[{table}.afi-safis.long-lived-graceful-restart.config]", "enabled = true",
            $"restart-time = {one.LongLivedStaleTime}"),
    ];
}
