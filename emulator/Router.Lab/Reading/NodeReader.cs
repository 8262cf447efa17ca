using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Core;
using Router.Lab.Network;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>Reads nodes with what defaults and groups give them.</summary>
internal sealed class NodeReader(YamlReader lab, CalicoGeneration generation)
{
    private readonly ConfigReport _report = lab.Report;
    private readonly Dictionary<string, YamlMapping> _groups = new(StringComparer.Ordinal);
    private readonly List<WrittenRoute> _routes = [];
    private readonly HardwareReader _hardware = new(lab.Report);
    private YamlMapping? _defaults;

    /// <summary>The static routes of the nodes that were read.</summary>
    public IReadOnlyList<WrittenRoute> WrittenRoutes => _routes;

    public List<LabNode> ReadAll()
    {
        _defaults = lab.Node("defaults") is { } defaults ? Shared(defaults, "defaults") : null;
        const string Groups = "a mapping of group names to what their nodes share";
        foreach (YamlEntry group in LabReaders.Named(lab, "groups", Groups))
        {
            if (Shared(group.Value, "group " + group.Key.Value) is { } mapping)
            {
                _groups[group.Key.Value] = mapping;
            }
        }

        List<LabNode> nodes = [];
        foreach (YamlEntry entry in LabReaders.Named(lab, "nodes", "a mapping of node names to nodes"))
        {
            if (!LabFormats.Name.TryParse(entry.Key.Value, out _))
            {
                _report.Error(entry.Key, $"node name {entry.Key.Describe()}", LabFormats.Name.Expected);
            }
            else if (Read(entry) is { } node)
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    // Mistakes in keys of a shared mapping are reported once, here, and not again for each node that inherits it.
    private YamlMapping? Shared(YamlNode node, string path)
    {
        YamlReader? reader = LabReaders.Open(node, _report, path, LabSections.Node);
        if (reader is null)
        {
            return null;
        }

        if (reader.Has("group"))
        {
            _report.Error(reader.Where("group"), $"{path}: groups do not nest");
        }

        YamlMapping mapping = reader.Mapping;
        IEnumerable<YamlEntry> known = mapping.Entries
            .Where(e => e.Key.Value != "group" && LabSections.Node.Keys.Contains(e.Key.Value, StringComparer.Ordinal));
        return new YamlMapping(mapping.File, mapping.Line, mapping.Column, known.ToList());
    }

    private LabNode? Read(in YamlEntry entry)
    {
        string name = entry.Key.Value;
        YamlNode source = entry.Value is YamlScalar { IsNull: true }
            ? new YamlMapping(entry.Key.File, entry.Key.Line, entry.Key.Column, [])
            : entry.Value;
        string path = "node " + name;
        if (LabReaders.Open(source, _report, path, LabSections.Node) is not { } own)
        {
            return null;
        }

        YamlMapping merged = Inherit(own, path);
        YamlReader reader = new(Known(merged), _report, path, LabSections.Node.Keys);
        LabNodeKind kind = Kind(reader);
        if (kind == LabNodeKind.Bridge)
        {
            RefuseOnBridge(own, path);
        }

        return new LabNode
        {
            Name = name,
            Kind = kind,
            CalicoNode = reader.Get("calicoNode", Formats.Text, name),
            Generation = reader.Get("generation", RunFormats.Generation, generation),
            Hardware = _hardware.Read(reader, kind),
            Ports = kind == LabNodeKind.Bridge ? [] : Ports(reader, name, path),
            Routes = kind == LabNodeKind.Bridge ? [] : Routes(reader, name, path),
            Aging = kind == LabNodeKind.Bridge ? reader.Duration("aging") : null,
            Source = entry.Key,
        };
    }

    // The node's own unknown keys have been reported when it was opened.
    private static YamlMapping Known(YamlMapping mapping) => new(mapping.File, mapping.Line, mapping.Column,
        mapping.Entries.Where(e => LabSections.Node.Keys.Contains(e.Key.Value, StringComparer.Ordinal)).ToList());

    private YamlMapping Inherit(YamlReader own, string path)
    {
        YamlMapping merged = own.Mapping;
        if (own.Text("group") is { } group)
        {
            if (_groups.TryGetValue(group, out YamlMapping? shared))
            {
                merged = NodeMerger.Merge(shared, merged);
            }
            else
            {
                _report.Error(own.Where("group"), $"{path}: there is no group '{group}'",
                    _groups.Count == 0 ? "a group under 'groups'" : "one of " + string.Join(", ", _groups.Keys));
            }
        }

        return _defaults is null ? merged : NodeMerger.Merge(_defaults, merged);
    }

    private LabNodeKind Kind(YamlReader reader)
    {
        string word = reader.Get("kind", Formats.Text, "board");
        if (!LabFormats.Kinds.TryGetValue(word, out LabNodeKind? kind))
        {
            _report.Error(reader.Where("kind"), $"{reader.Path}: unknown kind '{word}'",
                "one of " + string.Join(", ", LabFormats.Kinds.Where(k => k.Value is not null).Select(k => k.Key)));
        }
        else if (kind is null)
        {
            _report.Error(reader.Where("kind"), $"{reader.Path}: kind '{word}' is not implemented yet");
        }

        return kind ?? LabNodeKind.Board;
    }

    private void RefuseOnBridge(YamlReader own, string path)
    {
        foreach (string key in (string[])["board", "boot", "calicoNode", "generation", "ports", "routes"])
        {
            if (own.Has(key))
            {
                _report.Error(own.Where(key), $"{path}: a bridge has no '{key}'; its ports come from the links");
            }
        }
    }

    private List<LabPort> Ports(YamlReader node, string name, string path)
    {
        List<LabPort> ports = [];
        YamlNode? gateway = null;
        foreach (YamlEntry entry in LabReaders.Named(node, "ports", "a mapping of port names to ports"))
        {
            string port = entry.Key.Value;
            if (!RunFormats.InterfaceName.TryParse(port, out _))
            {
                _report.Error(entry.Key, $"{path}: port name {entry.Key.Describe()}",
                    RunFormats.InterfaceName.Expected);
                continue;
            }

            YamlNode value = entry.Value is YamlScalar { IsNull: true }
                ? new YamlMapping(entry.Key.File, entry.Key.Line, entry.Key.Column, [])
                : entry.Value;
            if (LabReaders.Open(value, _report, $"{path}: port {port}", LabSections.Port) is { } reader)
            {
                ports.Add(Port(reader, name, port));
                CheckGateway(reader, ports[^1], ref gateway);
            }
        }

        return ports;
    }

    private static LabPort Port(YamlReader reader, string node, string port)
    {
        return new LabPort
        {
            Name = port,
            Addresses = reader.List("addresses", Formats.InterfaceAddress),
            Gateway = reader.Address("gateway"),
            Mtu = reader.Integer("mtu", RunFormats.SmallestMtu, RunFormats.LargestMtu) ?? LabPort.DefaultMtu,
            Mac = reader.Get("mac", Formats.MacAddress, LabMac.Of(node, port)),
            Rpf = reader.Get("rpf", RunFormats.Rpf, RpfMode.Off),
        };
    }

    private void CheckGateway(YamlReader reader, LabPort port, ref YamlNode? first)
    {
        if (port.Gateway is not { } gateway)
        {
            return;
        }

        YamlNode where = reader.Where("gateway");
        if (!port.Addresses.Any(a => a.Subnet.Contains(gateway)))
        {
            _report.Error(where, $"{reader.Path}: gateway {gateway} is in no subnet of the port");
        }

        if (port.Addresses.Any(a => a.Address == gateway))
        {
            _report.Error(where, $"{reader.Path}: gateway {gateway} is the port's own address",
                "the address of the router on this link");
        }

        if (first is not null)
        {
            _report.Error(where, FormattableString.Invariant(
                $"{reader.Path}: a second gateway of the node, first in line {first.Line}"), "one default route");
        }

        first ??= where;
    }

    private List<RunRoute> Routes(YamlReader node, string name, string path)
    {
        List<RunRoute> routes = [];
        foreach (YamlNode item in node.Items("routes", "a list of routes"))
        {
            if (LabReaders.Open(item, _report, path + ": route", LabSections.Route) is not { } reader
                || !reader.TryRequire("to", RunFormats.RouteTo, out Prefix to))
            {
                continue;
            }

            RunRoute route = new()
            {
                To = to,
                Via = reader.Address("via"),
                Port = reader.Text("port"),
                IsBlackhole = reader.Bool("blackhole", false),
                Metric = (uint)(reader.Integer("metric", 0, int.MaxValue) ?? 0),
            };
            if (route.IsBlackhole == (route.Via is not null || route.Port is not null))
            {
                _report.Error(item, $"{reader.Path} to {to}", "'via', 'port' or both, or 'blackhole: true' alone");
            }

            routes.Add(route);
            _routes.Add(new WrittenRoute(name, route, reader));
        }

        return routes;
    }
}
