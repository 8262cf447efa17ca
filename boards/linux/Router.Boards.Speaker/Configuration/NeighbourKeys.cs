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
        Peer("asn", Formats.Asn, static (peer, asn) => peer with { RemoteAs = asn }),
        Peer("localAsn", Formats.Asn, static (peer, asn) => peer with { LocalAs = asn }),
        Peer("passive", Formats.Bool, static (peer, passive) => peer with { Passive = passive }),
        Entry("import", SpeakerFormats.Routes, static (entry, choice) => entry with { Import = choice }),
        Entry("export", SpeakerFormats.Routes, static (entry, choice) => entry with { Export = choice }),
        Peer("port", SpeakerFormats.Port, static (peer, port) => peer with { Port = port }),
        Peer("localAddress", SpeakerFormats.Address, static (peer, address) => peer with { LocalAddress = address }),
        Entry("interface", Formats.Text, static (entry, name) => entry with { Interface = name }),
        Peer("ttl", SpeakerFormats.Ttl, static (peer, ttl) => peer with { Ttl = ttl }),
        Entry("ttlSecurity", SpeakerFormats.TtlSecurity, static (entry, hops) => entry with { TtlSecurity = hops }),
        Entry("password", SpeakerFormats.Password, static (entry, key) => entry with { Password = key }),
        Entry("limit", Formats.Integer(1, 65_536), static (entry, limit) => entry with { Limit = limit }),
        Peer("holdTime", SpeakerFormats.HoldTime, static (peer, time) => peer with { HoldTime = time }),
        Peer("keepaliveTime", SpeakerFormats.Seconds(21_845),
            static (peer, time) => peer with { KeepaliveTime = time }),
        Peer("connectRetry", SpeakerFormats.Wait, static (peer, wait) => peer with { ConnectRetry = wait }),
        Peer("allowOwnAs", Formats.Integer(0, 10), static (peer, times) => peer with { AllowOwnAs = times }),
    ];

    public static IReadOnlyList<string> SharedNames { get; } = [.. Shared.Select(static key => key.Name)];

    public static IReadOnlyList<string> Names { get; } = [.. Own.Select(static key => key.Name), .. SharedNames];

    private static Setting<NeighbourEntry> Entry<T>(
        string name, ValueFormat<T> format, Func<NeighbourEntry, T, NeighbourEntry> change) =>
        Settings.Value(name, format, change);

    private static Setting<NeighbourEntry> Peer<T>(
        string name, ValueFormat<T> format, Func<BgpPeerOptions, T, BgpPeerOptions> change) =>
        Entry(name, format, (entry, value) => entry with { Peer = change(entry.Peer, value) });
}
