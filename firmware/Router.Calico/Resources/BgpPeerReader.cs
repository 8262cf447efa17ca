using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Calico.Selectors;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>Reads BGPPeer and applies libcalico's rules about which of its fields exclude each other.</summary>
internal static class BgpPeerReader
{
    private const int LargestCount = 255;

    private static readonly string[] s_active =
    [
        "node", "nodeSelector", "peerIP", "asNumber", "peerSelector", "maxRestartTime", "keepaliveTime",
        "sourceAddress", "localASNumber", "reachableBy", "numAllowedLocalASNumbers",
        "reversePeering", "password", "ttlSecurity", "filters", "keepOriginalNextHop", "nextHopMode",
    ];

    private static readonly InactiveField[] s_inactive =
        [new("localWorkloadSelector"), new("failureDetectionMode", "None"),
            new("restartMode", "GracefulRestart"), new("birdGatewayMode", "Recursive")];

    private static readonly (string, string)[] s_exclusive =
    [
        ("node", "nodeSelector"), ("peerIP", "peerSelector"), ("asNumber", "peerSelector"),
        ("keepOriginalNextHop", "nextHopMode"),
    ];

    private static readonly ValueFormat<Selector> s_selector = new(
        "a selector such as role == 'reflector' or all()",
        (string text, [MaybeNullWhen(false)] out Selector value) => Selector.TryParse(text, out value, out _));

    private static readonly ValueFormat<(Ipv4Address Address, ushort? Port)> s_peer = new(
        "an IPv4 address, with a port if it is not 179: 192.0.2.1 or 192.0.2.1:1179", TryParsePeer);

    private static readonly ValueFormat<NextHopMode> s_nextHop = Formats.Word(
        ("Auto", NextHopMode.Auto), ("Self", NextHopMode.Self), ("Keep", NextHopMode.Keep));

    private static readonly ValueFormat<bool> s_source = Formats.Word(("UseNodeIP", true), ("None", false));

    private static readonly ValueFormat<bool> s_reverse = Formats.Word(("Auto", true), ("Manual", false));

    public static BgpPeer? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (SpecReader.Open(header, resource, report, s_active, s_inactive) is not { } spec
            || AddressFamily.SkipsIpv6(spec, "peerIP", header) || spec.Mapping.Get("localWorkloadSelector") is not null)
        {
            return null;
        }

        CheckExclusive(spec);
        bool hasPeer = spec.TryGet("peerIP", s_peer, out (Ipv4Address Address, ushort? Port) peer);
        return new BgpPeer(header)
        {
            Node = spec.Text("node"),
            NodeSelector = SelectorOf(spec, "nodeSelector"),
            PeerAddress = hasPeer ? peer.Address : null,
            PeerPort = peer.Port,
            PeerAs = spec.Asn("asNumber"),
            PeerSelector = SelectorOf(spec, "peerSelector"),
            KeepOriginalNextHop = spec.Bool("keepOriginalNextHop", fallback: false),
            NextHopMode = spec.Get("nextHopMode", s_nextHop, NextHopMode.Auto),
            MaxRestartTime = spec.Duration("maxRestartTime"),
            KeepaliveTime = spec.Duration("keepaliveTime"),
            UseNodeAddress = spec.Get("sourceAddress", s_source, true),
            LocalAs = spec.Asn("localASNumber"),
            ReachableBy = spec.Address("reachableBy"),
            AllowedLocalAsNumbers = spec.Integer("numAllowedLocalASNumbers", 0, LargestCount) ?? 0,
            Password = SecretReader.Reference(spec, "password"),
            TtlSecurity = spec.Integer("ttlSecurity", 1, LargestCount),
            Filters = spec.List("filters", Formats.Text),
            ReversePeering = spec.Get("reversePeering", s_reverse, true),
        };
    }

    private static void CheckExclusive(YamlReader spec)
    {
        foreach ((string first, string second) in s_exclusive)
        {
            if (spec.Has(first) && spec.Has(second))
            {
                spec.Report.Error(spec.Where(second), $"{spec.Path}: both '{first}' and '{second}'", "one of them");
            }
        }

        if (!spec.Has("peerIP") && !spec.Has("peerSelector"))
        {
            spec.Report.Error(spec.Mapping, $"{spec.Path}: nobody to peer with",
                "peerIP with asNumber, or peerSelector");
        }
        else if (spec.Has("peerIP") && !spec.Has("asNumber"))
        {
            spec.Report.Error(spec.Where("peerIP"), $"{spec.Path}: 'peerIP' without 'asNumber'", Formats.Asn.Expected);
        }
    }

    private static Selector? SelectorOf(YamlReader spec, string key)
    {
        // The parser's own words tell more than the general form does.
        if (spec.Node(key) is YamlScalar scalar && !Selector.TryParse(scalar.Value, out _, out string? error))
        {
            spec.Report.Error(scalar, $"{spec.Path}: '{key}' {scalar.Describe()}: {error}", s_selector.Expected);
            return null;
        }

        return spec.TryGet(key, s_selector, out Selector? selector) ? selector : null;
    }

    private static bool TryParsePeer(string text, out (Ipv4Address Address, ushort? Port) peer)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        peer = default;
        if (!Ipv4Address.TryParse(colon < 0 ? text : text.AsSpan(0, colon), out Ipv4Address address))
        {
            return false;
        }

        ushort port = 0;
        peer = (address, null);
        if (colon >= 0)
        {
            if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port == 0)
            {
                return false;
            }

            peer = (address, port);
        }

        return true;
    }
}
