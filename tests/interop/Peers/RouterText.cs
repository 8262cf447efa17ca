using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A <see cref="PeerSetup"/> as the file of <c>router bgp</c>, below <c>bgp:</c>.</summary>
internal static class RouterText
{
    public static string Of(PeerSetup setup) => string.Join('\n',
    [
        $"asn: {setup.Asn}",
        $"routerId: {setup.RouterId}",
        $"listen: [{string.Join(", ", setup.Addresses.Select(Endpoint))}]",
        $"originate: [{string.Join(", ", setup.Announced.Select(static one => $"\"{one.Prefix}\""))}]",
        "policy:",
        "  announced:",
        "    default: accept",
        "    rules:",
        .. setup.Announced.Where(static one => one.Communities.Count > 0).Select(Rule),
        "      - { notPrefix: [0.0.0.0/0+, \"::/0+\"], action: accept }",
        "neighbors:",
        .. setup.Neighbours.SelectMany(Neighbour),
    ]);

    private static string Endpoint(string address) => address.Contains(':') ? $"\"[{address}]\"" : address;

    private static string Rule(Announcement one) =>
        $"      - {{ prefix: \"{one.Prefix}\", source: local, action: accept, addCommunity: "
        + $"[{string.Join(", ", one.Communities.Select(static text => $"\"{text}\""))}] }}";

    private static IEnumerable<string> Neighbour(NeighbourSetup one) =>
    [
        $"  - {(one.IsRange ? "range" : "address")}: \"{one.Remote}\"",
        $"    asn: {one.RemoteAsn}",
        "    import: all",
        "    export: announced",
        "    connectRetry: 1s",
        $"    holdTime: {one.HoldTime}s",
        $"    passive: {Flag(one.Passive || one.IsRange)}",
        $"    ttlSecurity: {Flag(one.TtlSecurity)}",
        $"    families: [{(one.BothFamilies ? "ipv4, ipv6" : one.IsV6 ? "ipv6" : "ipv4")}]",
        $"    fourOctetAs: {Flag(one.FourOctetAs)}",
        $"    addPath: {(one.AddPath ? "both" : "none")}",
        $"    extendedMessages: {Flag(one.ExtendedMessages)}",
        $"    extendedNextHop: {Flag(one.ExtendedNextHop)}",
        $"    gracefulRestart: {Flag(one.GracefulRestart)}",
        .. Lines.If(one.GracefulRestart, $"    restartTime: {one.RestartTime}s"),
        .. Lines.If(one.IsLongLived, $"    longLivedStaleTime: {one.LongLivedStaleTime}s"),
        .. Lines.If(one.Password is not null, $"    password: {one.Password}"),
        .. Lines.If(one.OtherNextHop is not null, $"    nextHop{(one.IsV6 ? "Ipv4" : "Ipv6")}: \"{one.OtherNextHop}\""),
        .. Lines.If(one.Role is not null, $"    role: {one.Role}", $"    strictRole: {Flag(one.StrictRole)}"),
        .. Lines.If(one.IsClient, "    routeReflectorClient: true"),
    ];

    private static string Flag(bool value) => value ? "true" : "false";
}
