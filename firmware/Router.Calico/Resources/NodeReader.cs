using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>Reads Node: Calico's own, or Kubernetes' with Calico's annotations.</summary>
internal static class NodeReader
{
    private const string AnnotationPrefix = "projectcalico.org/";

    private static readonly ValueFormat<RouterId> s_clusterId = new("a cluster id of the form 192.0.2.1",
        (string text, out RouterId value) => RouterId.TryParse(text, out value));

    private static readonly string[] s_active = ["bgp"];

    // Of interest to the datastore and to other encapsulations' nodes, never to a board.
    private static readonly InactiveField[] s_inactive =
    [
        new("addresses", SpecReader.Any), new("orchRefs", SpecReader.Any), new("ipv4VXLANTunnelAddr", SpecReader.Any),
        new("ipv6VXLANTunnelAddr", SpecReader.Any), new("vxlanTunnelMACAddr", SpecReader.Any),
        new("vxlanTunnelMACAddrV6", SpecReader.Any), new("wireguard"),
    ];

    private static readonly string[] s_bgpActive =
        ["ipv4Address", "ipv4IPIPTunnelAddr", "asNumber", "routeReflectorClusterID"];

    private static readonly InactiveField[] s_bgpInactive = [new("ipv6Address")];

    public static CalicoNode? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (resource.GetText("apiVersion") == ResourceLoader.CoreApiVersion)
        {
            return ReadAnnotations(header, resource, report);
        }

        if (SpecReader.Open(header, resource, report, s_active, s_inactive) is not { } spec)
        {
            return null;
        }

        switch (spec.Node("bgp"))
        {
            case null:
                return new CalicoNode(header);
            case YamlMapping mapping:
                YamlReader bgp = SpecReader.Open(header, mapping, report, s_bgpActive, s_bgpInactive, "bgp.");
                return new CalicoNode(header)
                {
                    Address = bgp.TryGet("ipv4Address", Formats.NodeAddress, out InterfaceAddress at) ? at : null,
                    TunnelAddress = bgp.Address("ipv4IPIPTunnelAddr"),
                    As = bgp.Asn("asNumber"),
                    ClusterId = bgp.TryGet("routeReflectorClusterID", s_clusterId, out RouterId id) ? id : null,
                };
            case { } other:
                report.Error(other, $"{header}: 'bgp' is {other.Describe()}", "a mapping with ipv4Address");
                return null;
        }
    }

    private static CalicoNode ReadAnnotations(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (resource.GetMapping("metadata")?.GetMapping("annotations") is not { } annotations)
        {
            return new CalicoNode(header);
        }

        return new CalicoNode(header)
        {
            Address = TryGet("IPv4Address", Formats.NodeAddress, out InterfaceAddress at) ? at : null,
            TunnelAddress = TryGet("IPv4IPIPTunnelAddr", Formats.Address, out Ipv4Address tunnel) ? tunnel : null,
            As = TryGet("ASNumber", Formats.Asn, out Asn asn) ? asn : null,
            ClusterId = TryGet("RouteReflectorClusterID", s_clusterId, out RouterId id) ? id : null,
        };

        bool TryGet<T>(string name, ValueFormat<T> format, out T? value)
        {
            value = default;
            if (annotations.Get(AnnotationPrefix + name) is not { } node)
            {
                return false;
            }

            if (node is YamlScalar scalar && format.TryParse(scalar.Value, out value))
            {
                return true;
            }

            report.Error(node, $"{header}: '{AnnotationPrefix}{name}' is {node.Describe()}", format.Expected);
            return false;
        }
    }
}
