using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Core;
using Router.Lab.Checks;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>Proves that the names in a lab mean something and that nothing is used twice.</summary>
internal sealed class LabValidator(YamlReader reader)
{
    private readonly ConfigReport _report = reader.Report;
    private readonly Dictionary<string, LabNode> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LabPod> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<LabEndpoint, YamlNode> _plugged = [];
    private readonly Dictionary<string, List<string>> _bridgePorts = new(StringComparer.Ordinal);

    /// <summary>Returns the lab with the ports of its bridges, which only the links name.</summary>
    public LabFile Validate(LabFile lab)
    {
        if (lab.Nodes.Count == 0 && !_report.HasErrors)
        {
            _report.Error(reader.Where("nodes"), "the lab has no nodes", "nodes: a mapping of node names to nodes");
        }

        foreach (LabNode node in lab.Nodes)
        {
            _nodes[node.Name] = node;
        }

        CheckAddresses(lab);
        foreach (LabPod pod in lab.Pods)
        {
            CheckPod(pod);
        }

        foreach (LabLink link in lab.Links)
        {
            CheckLink(link);
        }

        CheckUnplugged(lab);
        CheckHardware(lab);
        foreach (LabFault fault in lab.Faults)
        {
            CheckFault(fault);
        }

        foreach (LabCheck check in lab.Checks)
        {
            CheckCheck(check);
        }

        return lab with { Nodes = lab.Nodes.Select(WithBridgePorts).ToList() };
    }

    private LabNode WithBridgePorts(LabNode node) =>
        node.Kind == LabNodeKind.Bridge && _bridgePorts.TryGetValue(node.Name, out List<string>? names)
            ? node with { Ports = names.Select(name => new LabPort { Name = name }).ToList() }
            : node;

    private void CheckAddresses(LabFile lab)
    {
        Dictionary<Ipv4Address, string> owners = [];
        foreach (LabNode node in lab.Nodes)
        {
            foreach (InterfaceAddress address in node.Ports.SelectMany(port => port.Addresses))
            {
                Own(address.Address, node.Name, node.Source);
            }
        }

        foreach (LabPod pod in lab.Pods)
        {
            Own(pod.Address, pod.Name, pod.Source);
        }

        void Own(Ipv4Address address, string owner, YamlNode source)
        {
            if (!owners.TryAdd(address, owner))
            {
                _report.Error(source, $"{owner} has the address {address}, and so has {owners[address]}");
            }
        }
    }

    private void CheckPod(LabPod pod)
    {
        if (_nodes.ContainsKey(pod.Name))
        {
            _report.Error(pod.Source, $"pod {pod.Name}: a node has this name");
        }

        _pods[pod.Name] = pod;
        if (!_nodes.TryGetValue(pod.Node, out LabNode? node))
        {
            _report.Error(pod.Source, $"pod {pod.Name}: there is no node '{pod.Node}'", Known(_nodes.Keys));
            return;
        }

        if (node.Kind != LabNodeKind.Board)
        {
            _report.Error(pod.Source, $"pod {pod.Name}: {pod.Node} is no board, and only boards have workloads");
        }

        if (node.PortIndex(pod.Interface) >= 0)
        {
            _report.Error(pod.Source, $"pod {pod.Name}: {pod.Node} has a port {pod.Interface} already");
        }

        Plug(new LabEndpoint(pod.Node, pod.Interface), pod.Source);
        Plug(new LabEndpoint(pod.Name, LabPod.PortName), pod.Source);
    }

    private void CheckLink(LabLink link)
    {
        foreach (LabEndpoint end in (LabEndpoint[])[link.First, link.Second])
        {
            if (_pods.ContainsKey(end.Node))
            {
                _report.Error(link.Source, $"link: {end.Node} is a pod; its one cable leads to its board");
            }
            else if (!_nodes.TryGetValue(end.Node, out LabNode? node))
            {
                _report.Error(link.Source, $"link: there is no node '{end.Node}'", Known(_nodes.Keys));
            }
            else if (node.Kind == LabNodeKind.Bridge)
            {
                AddBridgePort(end);
                Plug(end, link.Source);
            }
            else if (node.PortIndex(end.Port) < 0)
            {
                _report.Error(link.Source, $"link: {end.Node} has no port '{end.Port}'",
                    Known(node.Ports.Select(p => p.Name)));
            }
            else
            {
                Plug(end, link.Source);
            }
        }
    }

    private void AddBridgePort(LabEndpoint end)
    {
        if (!_bridgePorts.TryGetValue(end.Node, out List<string>? ports))
        {
            _bridgePorts[end.Node] = ports = [];
        }

        ports.Add(end.Port);
    }

    private void Plug(LabEndpoint end, YamlNode source)
    {
        if (!_plugged.TryAdd(end, source))
        {
            _report.Error(source,
                FormattableString.Invariant($"{end} is plugged in twice, first in line {_plugged[end].Line}"));
        }
    }

    private void CheckUnplugged(LabFile lab)
    {
        foreach (LabNode node in lab.Nodes)
        {
            foreach (LabPort port in node.Ports.Where(p => !_plugged.ContainsKey(new LabEndpoint(node.Name, p.Name))))
            {
                _report.Warning(node.Source, $"{node.Name}:{port.Name} has no link and so no carrier");
            }
        }
    }

    private void CheckHardware(LabFile lab)
    {
        foreach (LabNode node in lab.Nodes)
        {
            int pods = lab.Pods.Count(pod => pod.Node == node.Name);
            if (node.Hardware is { } hardware && node.Ports.Count + pods > hardware.Nics.Count)
            {
                _report.Error(node.Source, FormattableString.Invariant(
                    $"{node.Name} has {node.Ports.Count} ports and {pods} pods, and each takes a NIC; ")
                    + $"board {hardware.Board.Name} has {string.Join(", ", hardware.Nics)} in QEMU");
            }
        }
    }

    private void CheckFault(LabFault fault)
    {
        if (fault.Kind is LabFaultKind.Crash or LabFaultKind.Restart)
        {
            if (!_nodes.ContainsKey(fault.Node) && !_pods.ContainsKey(fault.Node))
            {
                _report.Error(fault.Source, $"fault: there is no node '{fault.Node}'", Known(_nodes.Keys));
            }
        }
        else if (!_plugged.ContainsKey(fault.Link))
        {
            _report.Error(fault.Source, $"fault: no link is plugged into '{fault.Link}'",
                "one end of a link, such as node01:eth1");
        }
    }

    private void CheckCheck(LabCheck check)
    {
        bool pods = check.Expect is not BgpExpectation;
        if (check.Node.Length > 0 && !_nodes.ContainsKey(check.Node) && !(pods && _pods.ContainsKey(check.Node)))
        {
            _report.Error(check.Source, $"check {check.Name}: there is no node '{check.Node}'", Known(_nodes.Keys));
        }

        if (check.Expect is PingExpectation ping)
        {
            CheckPlace(check, ping.Source, addressAllowed: false);
            CheckPlace(check, ping.Destination, addressAllowed: true);
        }
        else if (check.Expect is RouteExpectation { Via: { } via })
        {
            CheckPlace(check, via, addressAllowed: true);
        }
    }

    private void CheckPlace(LabCheck check, string place, bool addressAllowed)
    {
        if (!_nodes.ContainsKey(place) && !_pods.ContainsKey(place)
            && !(addressAllowed && Ipv4Address.TryParse(place, out _)))
        {
            _report.Error(check.Source, $"check {check.Name}: '{place}' is neither a node nor a pod"
                + (addressAllowed ? " nor an address" : string.Empty), Known(_nodes.Keys.Concat(_pods.Keys)));
        }
    }

    private static string Known(IEnumerable<string> names) =>
        "one of " + string.Join(", ", names.DefaultIfEmpty("(none)"));
}
