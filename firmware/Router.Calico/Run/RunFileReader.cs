using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>Reads the fields of a run file; what they mean together is <see cref="RunFileCheck"/>'s part.</summary>
public static class RunFileReader
{
    private const int BfdMultiplier = 3;
    private static readonly Duration s_bfdInterval = Duration.FromMilliseconds(300);

    /// <summary>
    /// Reads a run file's text; null when the report holds new errors. Paths in it are joined to its folder.
    /// </summary>
    public static RunFile? Read(string path, string text, ConfigReport report)
    {
        int errorsBefore = report.Errors.Count;
        IReadOnlyList<YamlNode> documents = YamlLoader.Load(path, text, report);
        if (documents.Count != 1 || documents[0] is not YamlMapping mapping)
        {
            if (report.Errors.Count == errorsBefore)
            {
                ReportShape(path, documents, report);
            }

            return null;
        }

        var top = new YamlReader(mapping, report, string.Empty, RunKeys.Top);
        bool named = top.TryRequire("node", Formats.Text, out string? node);
        RequireList(top, "ports", "a list of ports, each with name, nic and addresses or workload");
        RequireList(top, "calico", "a list of files that hold Calico resources, such as [cluster.yaml]");
        var ports = new List<(RunPort Port, YamlReader Reader)>();
        foreach (YamlReader reader in top.Sections("ports", RunKeys.Port, itemName: "port"))
        {
            if (ReadPort(reader) is { } port)
            {
                ports.Add((port, reader));
            }
        }

        var routes = top.Sections("routes", RunKeys.Route, itemName: "route")
            .Select(reader => (ReadRoute(reader), reader)).ToList();
        IReadOnlyList<RunBfd> bfd = ReadBfd(top);
        IReadOnlyList<PeerSettings> peers = PeerSettingsReader.Read(top);
        RunFileCheck.Ports(ports, report);
        RunFileCheck.Routes(routes, ports.Select(p => p.Port).ToList(), report);
        ForwarderKind forwarder = top.Get("forwarder", RunFormats.Forwarder, ForwarderKind.Fast);
        int workers = top.Integer("workers", 0, RunFormats.MostWorkers) ?? 0;
        IReadOnlyList<int> cores = top.List("cores", Formats.Integer(0, RunFormats.LargestCore));
        if (report.Errors.Count == errorsBefore)
        {
            WorkerCheck.Check(top, ports, forwarder, workers, cores);
        }

        var file = new RunFile
        {
            Path = path,
            Node = named ? node! : string.Empty,
            NodeSource = top.Node("node"),
            Generation = top.Get("generation", RunFormats.Generation, CalicoGeneration.Auto),
            Ports = ports.Select(p => p.Port).ToList(),
            CalicoFiles = top.List("calico", Formats.Text).Select(name => Join(path, name)).ToList(),
            Control = top.Text("control") is { } control ? Join(path, control) : null,
            BirdSocket = top.Text("birdSocket") is { } bird ? Join(path, bird) : null,
            BirdMetrics = top.Bool("birdMetrics", false),
            Monitoring = MonitoringReader.Read(top, name => Join(path, name)),
            Routes = routes.Where(r => r.Item1 is not null).Select(r => r.Item1!).ToList(),
            Bfd = bfd,
            Ntp = top.List("ntp", Formats.Address),
            Peers = peers,
            Log = top.Get("log", RunFormats.Log, LogLevel.Info),
            Metrics = top.TryGet("metrics", RunFormats.Metrics, out MetricsEndpoint endpoint) ? endpoint : null,
            Forwarder = forwarder,
            Workers = workers,
            Cores = cores,
        };
        return report.Errors.Count == errorsBefore ? file : null;
    }

    private static RunPort? ReadPort(YamlReader reader)
    {
        bool valid = reader.TryRequire("name", RunFormats.InterfaceName, out string? name);
        YamlReader? nic = reader.Section("nic", RunKeys.Nic);
        if (nic is null && !reader.Has("nic"))
        {
            reader.Report.Error(reader.Mapping, $"port {name}: 'nic' is missing",
                "nic: { kind: packet, interface: NAME }");
        }

        RunNic device = default;
        valid &= nic is not null && TryReadNic(nic, out device);

        YamlReader? workload = reader.Section("workload", RunKeys.Workload);
        if (reader.Has("workload") && reader.Has("addresses"))
        {
            reader.Report.Error(reader.Where("addresses"), $"port {name}: both 'addresses' and 'workload'",
                "addresses for a port of the host's network, or workload for a pod's or a device's");
        }

        if (!reader.Has("workload") && !reader.Has("addresses"))
        {
            reader.Report.Error(reader.Mapping, $"port {name}: neither 'addresses' nor 'workload'",
                "addresses: [192.0.2.1/24] or workload: { addresses: [192.0.2.1/32] }");
        }

        // Read to the end even so: every mistake is told at once.
        var port = new RunPort
        {
            Name = name ?? string.Empty,
            Nic = device,
            Addresses = reader.List("addresses", Formats.InterfaceAddress),
            Gateway = reader.Address("gateway"),
            IsWorkload = workload is not null,
            WorkloadAddresses = workload?.List("addresses", RunFormats.WorkloadAddress) ?? [],
            Mac = reader.TryGet("mac", Formats.MacAddress, out MacAddress mac) ? mac : null,
            Mtu = reader.Integer("mtu", RunFormats.SmallestMtu, RunFormats.LargestMtu),
            Rpf = reader.Get("rpf", RunFormats.Rpf,
                workload is null ? RpfMode.Off : RpfMode.Strict),
        };
        return valid ? port : null;
    }

    private static bool TryReadNic(YamlReader reader, out RunNic nic)
    {
        bool valid = reader.TryRequire("kind", RunFormats.NicKind, out NicKind kind)
            & reader.TryRequire("interface", RunFormats.InterfaceName, out string? device);
        nic = new RunNic(kind, device ?? string.Empty)
        {
            Mode = reader.Get("mode", RunFormats.NicMode, NicMode.Auto),
            Pass = kind != NicKind.Xdp ? default
                : reader.Has("pass") ? new NicPass(reader.List("pass", RunFormats.NicPass))
                : NicPass.Default,
            Ring = reader.Get("ring", RunFormats.NicRing, NicRing.Slots),
        };
        foreach ((string key, NicKind owner, string word) in (ReadOnlySpan<(string, NicKind, string)>)
            [("mode", NicKind.Xdp, "xdp"), ("pass", NicKind.Xdp, "xdp"), ("ring", NicKind.Packet, "packet")])
        {
            if (valid && kind != owner && reader.Has(key))
            {
                reader.Report.Error(reader.Where(key), $"'{key}' has no meaning for this kind of NIC",
                    $"it with kind: {word} alone");
                valid = false;
            }
        }

        return valid;
    }

    private static RunRoute? ReadRoute(YamlReader reader) => reader.TryRequire("to", RunFormats.RouteTo, out Prefix to)
        ? new RunRoute
        {
            To = to,
            Via = reader.Address("via"),
            Port = reader.Text("port"),
            IsBlackhole = reader.Bool("blackhole", fallback: false),
            Metric = (uint)(reader.Integer("metric", 0, int.MaxValue) ?? 0),
        }
        : null;

    private static List<RunBfd> ReadBfd(YamlReader top)
    {
        var sessions = new List<RunBfd>();
        foreach (YamlReader reader in top.Sections("bfd", RunKeys.Bfd))
        {
            if (!reader.TryRequire("peer", Formats.Address, out Ipv4Address peer))
            {
                continue;
            }

            if (sessions.Any(session => session.Peer == peer))
            {
                reader.Report.Error(reader.Where("peer"), $"bfd: {peer} again", "each peer once");
            }

            sessions.Add(new RunBfd
            {
                Peer = peer,
                Interval = reader.Get("interval", RunFormats.BfdInterval, s_bfdInterval),
                Multiplier = (byte)(reader.Integer("multiplier", 1, byte.MaxValue) ?? BfdMultiplier),
                IsMultihop = reader.Bool("multihop", fallback: false),
            });
        }

        return sessions;
    }

    private static void RequireList(YamlReader top, string key, string expected)
    {
        if (top.Node(key) is not { } node)
        {
            top.Report.Error(top.Mapping, $"'{key}' is missing", $"{key}: {expected}");
        }
        else if (node is YamlSequence { Items.Count: 0 })
        {
            top.Report.Error(node, $"'{key}' is an empty list", expected);
        }
    }

    private static void ReportShape(string path, IReadOnlyList<YamlNode> documents, ConfigReport report)
    {
        const string Expected = "one mapping with the keys node, ports and calico";
        if (documents.Count == 0)
        {
            report.Error(new ConfigError(path, 0, 0, "the file is empty", Expected));
        }
        else if (documents.Count > 1)
        {
            report.Error(documents[1], "a second document", Expected);
        }
        else
        {
            report.Error(documents[0], $"found {documents[0].Describe()}", Expected);
        }
    }

    // Not System.IO.Path: the separator in a file is '/' on every machine.
    private static string Join(string runFile, string name)
    {
        int folder = runFile.LastIndexOf('/');
        return name.StartsWith('/') || folder < 0 ? name : runFile[..(folder + 1)] + name;
    }
}
