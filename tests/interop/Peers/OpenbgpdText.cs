using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A <see cref="PeerSetup"/> in OpenBGPD's language. It wants a line each inside of neighbours.</summary>
internal static class OpenbgpdText
{
    public static string Of(PeerSetup setup, IReadOnlyList<Announcement> announced, string socket) => string.Join('\n',
    [
        $"AS {setup.Asn}{(setup.Asn > ushort.MaxValue ? " 23456" : string.Empty)}",
        $"router-id {setup.RouterId}",
        $"socket \"{socket}\"",
        .. setup.Addresses.Select(static one => $"listen on {one}"),
        $"holdtime {setup.Neighbours[0].HoldTime}",
        "fib-update no",
        "nexthop qualify via default",
        .. announced.Select(Network),
        .. setup.Neighbours.SelectMany(Neighbour),
        "allow from any",
        "allow to any",
        string.Empty,
    ]);

    private static string Network(Announcement one)
    {
        string[] sets =
        [
            .. one.Standard.Select(static text => $"community {text}"),
            .. one.Targets.Select(static text => $"ext-community rt {text}"),
            .. one.Large.Select(static text => $"large-community {text}"),
        ];
        return $"network {one.Prefix}{(sets.Length > 0 ? $" set {{ {string.Join(' ', sets)} }}" : string.Empty)}";
    }

    private static IEnumerable<string> Neighbour(NeighbourSetup one) =>
    [
        $"neighbor {one.Remote} {{",
        $"remote-as {one.RemoteAsn}",
        $"local-address {one.Address}",
        .. Lines.If(one.Passive || one.IsRange, "passive"),
        .. Lines.If(one.Password is not null, $"tcp md5sig password {one.Password}"),
        .. Lines.If(one.TtlSecurity, "ttl-security yes"),
        $"announce IPv4 {(one.HasFamily(false) ? "unicast" : "none")}",
        $"announce IPv6 {(one.HasFamily(true) ? "unicast" : "none")}",
        "announce enhanced refresh yes",
        .. Lines.If(!one.FourOctetAs, "announce as-4byte no"),
        .. Lines.If(one.AddPath, "announce add-path recv yes", "announce add-path send all"),
        .. Lines.If(one.Role is not null, $"announce policy {one.Role}{(one.StrictRole ? " enforce" : string.Empty)}"),
        .. Lines.If(one.IsClient, "route-reflector"),
        "}",
    ];
}
