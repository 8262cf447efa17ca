using Router.Calico.Yaml;

namespace Router.Calico.Resources;

/// <summary>Reads BGPConfiguration.</summary>
internal static class BgpConfigurationReader
{
    private const int LargestPort = ushort.MaxValue;

    private static readonly string[] s_active =
    [
        "asNumber", "nodeToNodeMeshEnabled", "listenPort", "programClusterRoutes", "nodeMeshMaxRestartTime",
        "ipv4NormalRoutePriority", "nodeMeshPassword", "communities", "prefixAdvertisements", "bindMode",
        "ignoredInterfaces", "serviceClusterIPs", "serviceExternalIPs", "serviceLoadBalancerIPs",
    ];

    private static readonly InactiveField[] s_inactive =
    [
        new("logSeverityScreen", SpecReader.Any), new("serviceLoadBalancerAggregation", SpecReader.Any),
        new("localWorkloadPeeringIPV4"), new("localWorkloadPeeringIPV6"),
        new("ipv6NormalRoutePriority", SpecReader.Any),
    ];

    private static readonly ValueFormat<bool> s_bindMode = Formats.Word(("None", false), ("NodeIP", true));

    public static ValueFormat<ClusterRoutes> ClusterRoutesFormat { get; } = Formats.Word(
        ("Disabled", ClusterRoutes.Disabled), ("Enabled", ClusterRoutes.Enabled),
        ("EnabledIPIPOnly", ClusterRoutes.EnabledIpipOnly), ("EnabledNoEncapOnly", ClusterRoutes.EnabledNoEncapOnly));

    public static BgpConfiguration? Read(ResourceHeader header, YamlMapping resource, ConfigReport report)
    {
        if (SpecReader.Open(header, resource, report, s_active, s_inactive) is not { } spec)
        {
            return null;
        }

        ConfigurationName.Check(header, report);
        if (header.Name != ConfigurationName.Default)
        {
            RefuseOnNode(spec, "asNumber");
            RefuseOnNode(spec, "nodeToNodeMeshEnabled");
        }

        return new BgpConfiguration(header)
        {
            As = spec.Asn("asNumber"),
            NodeToNodeMesh = spec.TryGet("nodeToNodeMeshEnabled", Formats.Bool, out bool mesh) ? mesh : null,
            ListenPort = spec.Integer("listenPort", 1, LargestPort),
            ProgramClusterRoutes = spec.TryGet("programClusterRoutes", ClusterRoutesFormat, out ClusterRoutes routes)
                ? routes
                : null,
            PrefixAdvertisements = PrefixAdvertisementReader.Read(spec),
            ServiceRanges = ServiceRangeReader.Read(spec),
            BindsNodeAddress = spec.Get("bindMode", s_bindMode, false),
            IgnoredInterfaces = spec.List("ignoredInterfaces", Formats.Text),
            NodeMeshPassword = SecretReader.Reference(spec, "nodeMeshPassword"),
            NodeMeshMaxRestartTime = spec.Duration("nodeMeshMaxRestartTime"),
            NormalRoutePriority = spec.Integer("ipv4NormalRoutePriority", 1, int.MaxValue - 1),
        };
    }

    // libcalico refuses these two on any object but the default one.
    private static void RefuseOnNode(YamlReader spec, string key)
    {
        if (spec.Node(key) is { } node)
        {
            spec.Report.Error(node, $"{spec.Path}: '{key}' applies to the whole cluster",
                $"{key} in the BGPConfiguration named default");
        }
    }
}
