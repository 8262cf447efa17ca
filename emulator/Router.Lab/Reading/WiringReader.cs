using System;
using System.Collections.Generic;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Network;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>
/// Reads pods and links. Whether the names in them mean something is <see cref="LabValidator"/>'s question.
/// </summary>
internal sealed class WiringReader(YamlReader lab)
{
    private readonly ConfigReport _report = lab.Report;

    public List<LabPod> ReadPods()
    {
        List<LabPod> pods = [];
        foreach (YamlEntry entry in LabReaders.Named(lab, "pods", "a mapping of pod names to pods"))
        {
            string name = entry.Key.Value;
            if (!LabFormats.Name.TryParse(name, out _))
            {
                _report.Error(entry.Key, $"pod name {entry.Key.Describe()}", LabFormats.Name.Expected);
                continue;
            }

            if (LabReaders.Open(entry.Value, _report, "pod " + name, LabSections.Pod) is { } reader
                && reader.TryRequire("node", Formats.Text, out string? node)
                && reader.TryRequire("address", Formats.Address, out Ipv4Address address))
            {
                (ImpairmentPatch forward, ImpairmentPatch backward) = ImpairReader.Read(reader);
                pods.Add(new LabPod
                {
                    Name = name,
                    Node = node,
                    Address = address,
                    Interface = reader.Get("interface", RunFormats.InterfaceName, LabMac.CaliName(node, name)),
                    Mtu = reader.Integer("mtu", RunFormats.SmallestMtu, RunFormats.LargestMtu) ?? LabPod.DefaultMtu,
                    Mac = reader.Get("mac", Formats.MacAddress, LabMac.Of(name, LabPod.PortName)),
                    Forward = forward,
                    Backward = backward,
                    Source = entry.Key,
                });
            }
        }

        return pods;
    }

    public List<LabLink> ReadLinks()
    {
        List<LabLink> links = [];
        foreach (YamlNode item in lab.Items("links", "a list of links, each with endpoints: [a:eth1, b:eth1]"))
        {
            if (LabReaders.Open(item, _report, "link", LabSections.Link) is not { } reader)
            {
                continue;
            }

            if (reader.Text("type") is { } type && type != "veth")
            {
                _report.Error(reader.Where("type"), $"link: type '{type}' is not implemented yet", "veth, or no type");
            }

            List<LabEndpoint> ends = [];
            IReadOnlyList<YamlNode> written = reader.Items("endpoints", "two endpoints such as [a:eth1, b:eth1]");
            foreach (YamlNode end in written)
            {
                if (Endpoint(end) is { } endpoint)
                {
                    ends.Add(endpoint);
                }
            }

            if (written.Count != 2)
            {
                _report.Error(reader.Where("endpoints"),
                    FormattableString.Invariant($"link: {written.Count} endpoints"),
                    "two endpoints such as [a:eth1, b:eth1]");
            }
            else if (ends.Count == 2)
            {
                (ImpairmentPatch forward, ImpairmentPatch backward) = ImpairReader.Read(reader);
                links.Add(new LabLink
                {
                    First = ends[0],
                    Second = ends[1],
                    Forward = forward,
                    Backward = backward,
                    Source = reader.Where("endpoints"),
                });
            }
        }

        return links;
    }

    // Brief: node01:eth1. Extended: { node: node01, interface: eth1 }.
    private LabEndpoint? Endpoint(YamlNode node)
    {
        if (node is YamlMapping)
        {
            return LabReaders.Open(node, _report, "endpoint", LabSections.Endpoint) is { } reader
                && reader.TryRequire("node", Formats.Text, out string? name)
                && reader.TryRequire("interface", Formats.Text, out string? port)
                ? new LabEndpoint(name, port)
                : null;
        }

        if (node is YamlScalar scalar && LabEndpoint.TryParse(scalar.Value, out LabEndpoint endpoint))
        {
            return endpoint;
        }

        _report.Error(node, $"link: endpoint {node.Describe()}", LabFormats.Endpoint.Expected);
        return null;
    }
}
