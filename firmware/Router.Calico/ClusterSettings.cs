using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// The cluster's settings as one node sees them: its own configuration objects before the default ones.
/// </summary>
internal sealed class ClusterSettings
{
    private const string Default = "default";
    private const string NodePrefix = "node.";
    private const int NormalPriority = 1024;
    private const byte FelixProtocol = 80;
    private const int ProtocolBoot = 3;

    private readonly CalicoResources _resources;
    private readonly BgpConfiguration? _bgp;
    private readonly BgpConfiguration? _nodeBgp;
    private readonly FelixConfiguration? _felix;
    private readonly FelixConfiguration? _nodeFelix;

    public ClusterSettings(CalicoResources resources, string nodeName)
    {
        _resources = resources;
        _bgp = Bgp(Default);
        _nodeBgp = Bgp(NodePrefix + nodeName);
        _felix = resources.FelixConfigurations.FirstOrDefault(f => f.Name == Default);
        _nodeFelix = resources.FelixConfigurations.FirstOrDefault(f => f.Name == NodePrefix + nodeName);
    }

    public Asn ClusterAs => _bgp?.As ?? CalicoPlan.DefaultAs;

    public bool NodeToNodeMesh => _bgp?.NodeToNodeMesh ?? true;

    public SecretKey? NodeMeshPassword => _bgp?.NodeMeshPassword;

    /// <summary>confd asks the node's own object first.</summary>
    public IReadOnlyList<PrefixAdvertisement> PrefixAdvertisements =>
        _nodeBgp?.PrefixAdvertisements is { Count: > 0 } own ? own : _bgp?.PrefixAdvertisements ?? [];

    public IReadOnlyList<Prefix> ServiceRanges => _bgp?.ServiceRanges ?? [];

    public bool BindsNodeAddress => _bgp?.BindsNodeAddress ?? false;

    public IReadOnlyList<string> IgnoredInterfaces => _bgp?.IgnoredInterfaces ?? [];

    public Duration? NodeMeshMaxRestartTime => _bgp?.NodeMeshMaxRestartTime;

    public int NormalRoutePriority => _bgp?.NormalRoutePriority ?? NormalPriority;

    public ClusterRoutes? BirdClusterRoutes => _bgp?.ProgramClusterRoutes;

    public ClusterRoutes? FelixClusterRoutes => _nodeFelix?.ProgramClusterRoutes ?? _felix?.ProgramClusterRoutes;

    public IEnumerable<Prefix> ExternalNodes => _nodeFelix?.ExternalNodes ?? _felix?.ExternalNodes ?? [];

    public bool? IpipEnabled => _nodeFelix?.IpipEnabled ?? _felix?.IpipEnabled;

    /// <summary>0 means automatic, as in Felix.</summary>
    public int? IpipMtu => (_nodeFelix?.IpipMtu ?? _felix?.IpipMtu) is { } mtu and > 0 ? mtu : null;

    /// <summary>80, unless set to something else than 3 (boot), the old default.</summary>
    public byte FelixRouteProtocol => (_nodeFelix?.DeviceRouteProtocol ?? _felix?.DeviceRouteProtocol) is { } protocol
        and not ProtocolBoot ? (byte)protocol : FelixProtocol;

    public Asn AsOf(CalicoNode node) => node.As ?? ClusterAs;

    /// <summary>The port that a node listens on where one is configured.</summary>
    public ushort? ListenPortOf(string nodeName) =>
        (ushort?)(Bgp(NodePrefix + nodeName)?.ListenPort ?? _bgp?.ListenPort);

    private BgpConfiguration? Bgp(string name) =>
        _resources.BgpConfigurations.FirstOrDefault(b => string.Equals(b.Name, name, StringComparison.Ordinal));
}
