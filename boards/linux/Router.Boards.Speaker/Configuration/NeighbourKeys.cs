using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Yaml;

namespace Router.Boards.Speaker.Configuration;

/// <summary>
/// Every key of a neighbour, each with its form and what it changes; <c>docs/schema/bgp.json</c> lists the same.
/// </summary>
public static class NeighbourKeys
{
    /// <summary>What tells neighbours apart; not in <c>defaults</c>.</summary>
    public static IReadOnlyList<Setting<NeighbourEntry>> Own { get; } =
    [
        Peer("name", Formats.Text, static (peer, name) => peer with { Name = name }),
        Peer("address", SpeakerFormats.Address, static (peer, address) => peer with { RemoteAddress = address }),
        Entry("range", SpeakerFormats.Prefix, static (entry, range) => entry with { Range = range }),
    ];

    /// <summary>What neighbours may have in common.</summary>
    public static IReadOnlyList<Setting<NeighbourEntry>> Shared { get; } =
    [
        // Who it is, and how it is reached.
        Peer("asn", Formats.Asn, static (peer, asn) => peer with { RemoteAs = asn }),
        Peer("localAsn", Formats.Asn, static (peer, asn) => peer with { LocalAs = asn }),
        Peer("passive", Formats.Bool, static (peer, passive) => peer with { Passive = passive }),
        Peer("port", SpeakerFormats.Port, static (peer, port) => peer with { Port = port }),
        Peer("localAddress", SpeakerFormats.Address, static (peer, address) => peer with { LocalAddress = address }),
        Entry("interface", Formats.Text, static (entry, name) => entry with { Interface = name }),
        Entry("limit", Formats.Integer(1, 65_536), static (entry, limit) => entry with { Limit = limit }),
        Peer("ttl", SpeakerFormats.Ttl, static (peer, ttl) => peer with { Ttl = ttl }),
        Peer("ttlSecurity", SpeakerFormats.TtlSecurity, static (peer, least) => peer with { MinTtl = least }),
        Peer("password", SpeakerFormats.Password, static (peer, key) => peer with { Password = key }),

        // Timers.
        Peer("keepaliveTime", PeerFormats.Seconds(21_845), static (peer, t) => peer with { KeepaliveTime = t }),

        // What is offered.
        .. PeerKeys.Session.Select(Peer),
        Families("families", static (peer, families) => peer with { Families = families }),
        Peer("extendedNextHop", Formats.Bool, static (peer, on) => peer with { ExtendedNextHop = on }),
        Peer("fourOctetAs", Formats.Bool, static (peer, on) => peer with { FourOctetAs = on }),

        // Which routes pass, and how they are told.
        Entry("import", PeerFormats.Routes, static (entry, name) => entry with { Import = new RouteChoice(name) }),
        Entry("export", PeerFormats.Routes, static (entry, name) => entry with { Export = new RouteChoice(name) }),
        Peer("routeReflectorClient", Formats.Bool, static (peer, on) => peer with { RouteReflectorClient = on }),
        Peer("nextHopSelf", Formats.Bool, static (peer, on) => peer with { NextHopSelf = on }),
        Peer("nextHopIpv4", SpeakerFormats.Ipv4, static (peer, address) => peer with { NextHopIpv4 = address }),
        Peer("nextHopIpv6", SpeakerFormats.Ipv6, static (peer, address) => peer with { NextHopIpv6 = address }),
        Peer("allowOwnAs", Formats.Integer(0, 10), static (peer, times) => peer with { AllowOwnAs = times }),
        .. PeerKeys.Routes.Select(Peer),
        BfdKeys.Setting,
    ];

    public static IReadOnlyList<string> SharedNames { get; } = [.. Shared.Select(static key => key.Name)];

    public static IReadOnlyList<string> Names { get; } = [.. Own.Select(static key => key.Name), .. SharedNames];

    private static Setting<NeighbourEntry> Entry<T>(
        string name, ValueFormat<T> format, Func<NeighbourEntry, T, NeighbourEntry> change) =>
        Settings.Value(name, format, change);

    private static Setting<NeighbourEntry> Peer<T>(
        string name, ValueFormat<T> format, Func<BgpPeerOptions, T, BgpPeerOptions> change) =>
        Entry(name, format, (entry, value) => entry with { Peer = change(entry.Peer, value) });

    private static Setting<NeighbourEntry> Peer(Setting<BgpPeerOptions> key) => new(
        key.Name, (reader, entry) => entry with { Peer = key.Apply(reader, entry.Peer) });

    private static Setting<NeighbourEntry> Families(
        string name, Func<BgpPeerOptions, BgpFamilies, BgpPeerOptions> change) =>
        Settings.List<NeighbourEntry, BgpFamilies>(name, SpeakerFormats.Family, (entry, families) =>
            entry with { Peer = change(entry.Peer, families.Aggregate(BgpFamilies.None, static (a, b) => a | b)) });
}
