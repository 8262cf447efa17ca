using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Hal.Linux;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Boards.Speaker.Configuration;

/// <summary>
/// Reads a file for <c>router bgp</c>; what its fields mean together is <see cref="NeighbourCheck"/>'s part.
/// </summary>
public static class SpeakerFileReader
{
    /// <summary>RFC 4271 §10 suggests 90 seconds.</summary>
    private const ushort HoldTime = 90;

    private static readonly Duration s_errorHold = Duration.FromSeconds(1);
    private static readonly Duration s_longestErrorHold = Duration.FromSeconds(60);

    /// <summary>Reads the file's text; null when the report holds new errors.</summary>
    /// <param name="path">The file as its owner named it.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="report">Takes what is wrong with it.</param>
    /// <param name="listening">
    /// Where a speaker that reads it again listens already: its neighbours know it by these addresses.
    /// </param>
    public static SpeakerFile? Read(
        string path, string text, ConfigReport report, IReadOnlyList<TcpEndpoint>? listening = null)
    {
        int errorsBefore = report.Errors.Count;
        IReadOnlyList<YamlNode> documents = YamlLoader.Load(path, text, report);
        if (report.Errors.Count > errorsBefore)
        {
            return null;
        }

        if (documents is not [YamlMapping mapping])
        {
            ReportShape(path, documents, report);
            return null;
        }

        var top = new YamlReader(mapping, report, string.Empty, SpeakerKeys.Top);
        if (top.Section("bgp", SpeakerKeys.Bgp) is not { } bgp)
        {
            if (!top.Has("bgp"))
            {
                report.Error(mapping, "'bgp' is missing", "bgp: { asn: 65000, routerId: 192.0.2.1, neighbors: [...] }");
            }

            return null;
        }

        IReadOnlyList<TcpEndpoint> listen = Listen(bgp);
        bgp.TryRequire("asn", Formats.Asn, out Asn asn);
        RouterId routerId = RouterIdOf(bgp, listen);
        IReadOnlyList<(NeighbourEntry Entry, YamlReader Reader)> neighbours =
            Neighbours(bgp, listening ?? listen);
        NeighbourCheck.Check(neighbours);
        BgpPolicySettings policy = PolicyReader.Read(bgp);
        CheckChoices(bgp, neighbours, policy);
        var file = new SpeakerFile
        {
            Path = path,
            Speaker = new BgpSpeakerOptions
            {
                LocalAs = asn,
                RouterId = routerId,
                ClusterId = bgp.Get("clusterId", SpeakerFormats.RouterId, routerId),
                MaxPaths = bgp.Integer("multipath", 1, 64) ?? 1,
                AlwaysCompareMed = bgp.Bool("alwaysCompareMed", fallback: false),
            },
            Listen = listen,
            Neighbours = [.. neighbours.Select(static neighbour => neighbour.Entry)],
            Originate = bgp.List("originate", SpeakerFormats.Prefix),
            Aggregates = PolicyReader.ReadAggregates(bgp),
            Policy = policy,
            Control = top.Text("control") is { } control ? Join(path, control) : null,
            BirdSocket = top.Text("birdSocket") is { } bird ? Join(path, bird) : null,
            Metrics = top.TryGet("metrics", RunFormats.Metrics, out MetricsEndpoint endpoint) ? endpoint : null,
            BirdMetrics = top.Bool("birdMetrics", false),
            Monitoring = MonitoringReader.Read(top, name => Join(path, name)),
            Log = top.Get("log", RunFormats.Log, LogLevel.Info),
        };
        return report.Errors.Count == errorsBefore ? file : null;
    }

    private static void CheckChoices(YamlReader bgp,
        IReadOnlyList<(NeighbourEntry Entry, YamlReader Reader)> neighbours, BgpPolicySettings policy)
    {
        foreach ((NeighbourEntry entry, YamlReader reader) in neighbours)
        {
            foreach ((string key, string? name) in
                new[] { ("import", entry.Import.Name), ("export", entry.Export.Name) })
            {
                if (name is not null && !policy.Knows(name))
                {
                    bgp.Report.Error(reader.Where(key), $"{reader.Path}: {key}: no filter '{name}' in 'policy'",
                        PeerFormats.Routes.Expected);
                }
            }
        }
    }

    private static IReadOnlyList<TcpEndpoint> Listen(YamlReader bgp)
    {
        if (!bgp.Has("listen"))
        {
            return [new(default(Ipv4Address), BgpPeerOptions.DefaultPort), new(default, BgpPeerOptions.DefaultPort)];
        }

        IReadOnlyList<TcpEndpoint> endpoints = bgp.List("listen", SpeakerFormats.Listen);
        foreach (IGrouping<TcpEndpoint, TcpEndpoint> same in endpoints.GroupBy(static e => e).Where(g => g.Count() > 1))
        {
            bgp.Report.Error(bgp.Where("listen"), $"listen: {same.Key} twice", "each address once");
        }

        return endpoints;
    }

    // RFC 4271 §4.2: an IPv4 address of the speaker, where it has but one to listen on.
    private static RouterId RouterIdOf(YamlReader bgp, IReadOnlyList<TcpEndpoint> listen)
    {
        if (!bgp.Has("routerId")
            && listen.Where(static e => e.Address.IsV4 && !e.Address.IsZero).Select(static e => e.Address.V4)
                .Distinct().ToArray() is [Ipv4Address only])
        {
            return new RouterId(only.Value);
        }

        bgp.TryRequire("routerId", SpeakerFormats.RouterId, out RouterId routerId);
        return routerId;
    }

    private static List<(NeighbourEntry Entry, YamlReader Reader)> Neighbours(
        YamlReader bgp, IReadOnlyList<TcpEndpoint> listen)
    {
        Duration errorHold = bgp.Get("errorHold", PeerFormats.Wait, s_errorHold);
        var entry = new NeighbourEntry
        {
            Peer = new BgpPeerOptions
            {
                Name = string.Empty,
                RemoteAddress = default,
                RemoteAs = default,
                HoldTime = HoldTime,
                ConnectDelay = Duration.Zero,
                Families = BgpFamilies.None,
                AddPath = AddPathMode.None,
                ErrorWaitMin = errorHold,
                ErrorWaitMax = Duration.Max(errorHold, s_longestErrorHold),
            },
        };
        if (bgp.Section("defaults", NeighbourKeys.SharedNames) is { } defaults)
        {
            entry = Settings.ApplyAll(NeighbourKeys.Shared, defaults, entry);
        }

        var neighbours = new List<(NeighbourEntry Entry, YamlReader Reader)>();
        foreach (YamlNode item in bgp.Items("neighbors", "a list of neighbours, each with address or range, and asn"))
        {
            if (item is not YamlMapping mapping)
            {
                bgp.Report.Error(item, $"neighbors: {item.Describe()}",
                    "{ address: 192.0.2.2, asn: 65001 } or { range: 192.0.2.0/24, asn: 65001 }");
                continue;
            }

            string label = mapping.GetText("name") ?? mapping.GetText("address") ?? mapping.GetText("range") ?? "?";
            var reader = new YamlReader(mapping, bgp.Report, $"neighbor {label}", NeighbourKeys.Names);
            NeighbourEntry read = Settings.ApplyAll(NeighbourKeys.Own, reader, entry);
            read = Settings.ApplyAll(NeighbourKeys.Shared, reader, read);
            neighbours.Add((Complete(read, listen), reader));
        }

        return neighbours;
    }

    private static NeighbourEntry Complete(NeighbourEntry entry, IReadOnlyList<TcpEndpoint> listen)
    {
        BgpPeerOptions peer = entry.Peer;
        IpAddress example = entry.Range?.Address ?? peer.RemoteAddress;

        // Where the speaker has but one address, the peer knows it by that one.
        bool isLocalKnown = !peer.LocalAddress.IsZero || example.IsLinkLocal;
        return entry with
        {
            Peer = peer with
            {
                Name = peer.Name.Length > 0 ? peer.Name : peer.RemoteAddress.ToString(),
                Passive = peer.Passive || entry.Range is not null,
                LocalAddress = isLocalKnown ? peer.LocalAddress : OnlyAddress(listen, example.IsV4),
                Families = peer.Families != BgpFamilies.None ? peer.Families
                    : example.IsV4 ? BgpFamilies.Ipv4Unicast : BgpFamilies.Ipv6Unicast,
                NextHopIpv4 = peer.NextHopIpv4.IsZero ? OnlyAddress(listen, isV4: true) : peer.NextHopIpv4,
                NextHopIpv6 = peer.NextHopIpv6.IsZero ? OnlyAddress(listen, isV4: false) : peer.NextHopIpv6,

                // RFC 5082 §3: what is to be checked there leaves here with the greatest TTL.
                Ttl = peer.MinTtl > 0 ? byte.MaxValue : peer.Ttl,
            },
        };
    }

    private static IpAddress OnlyAddress(IReadOnlyList<TcpEndpoint> listen, bool isV4) =>
        listen.Where(e => e.Address.IsV4 == isV4).ToArray() is [{ Address.IsZero: false } only]
            ? only.Address
            : default;

    private static void ReportShape(string path, IReadOnlyList<YamlNode> documents, ConfigReport report)
    {
        const string Expected = "one mapping with the key bgp, and perhaps control and log";
        if (documents.Count == 0)
        {
            report.Error(new ConfigError(path, 0, 0, "the file is empty", Expected));
        }
        else
        {
            YamlNode node = documents.Count > 1 ? documents[1] : documents[0];
            report.Error(node, documents.Count > 1 ? "a second document" : $"found {node.Describe()}", Expected);
        }
    }

    // Not System.IO.Path: the separator in a file is '/' on every machine.
    private static string Join(string file, string name)
    {
        int folder = file.LastIndexOf('/');
        return name.StartsWith('/') || folder < 0 ? name : file[..(folder + 1)] + name;
    }
}
