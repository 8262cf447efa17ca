using System.Collections.Generic;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>
/// A <c>BGPConfiguration</c>: <c>default</c> for the cluster, <c>node.NAME</c> for what one node has differently.
/// </summary>
public sealed record BgpConfiguration(ResourceHeader Header)
{
    public string Name => Header.Name;

    public Asn? As { get; init; }

    public bool? NodeToNodeMesh { get; init; }

    public int? ListenPort { get; init; }

    /// <summary>What BIRD writes; null for the default of the generation.</summary>
    public ClusterRoutes? ProgramClusterRoutes { get; init; }

    /// <summary>Where the TCP MD5 key of mesh sessions is, or null.</summary>
    public SecretKey? NodeMeshPassword { get; init; }

    /// <summary>Communities for routes inside prefixes; names are resolved.</summary>
    public IReadOnlyList<PrefixAdvertisement> PrefixAdvertisements { get; init; } = [];

    /// <summary>IPv4 ranges of <c>serviceLoadBalancerIPs</c> and <c>serviceExternalIPs</c>.</summary>
    public IReadOnlyList<Prefix> ServiceRanges { get; init; } = [];

    /// <summary><c>bindMode: NodeIP</c>.</summary>
    public bool BindsNodeAddress { get; init; }

    public IReadOnlyList<string> IgnoredInterfaces { get; init; } = [];

    /// <summary>Graceful restart time towards mesh peers.</summary>
    public Duration? NodeMeshMaxRestartTime { get; init; }

    /// <summary>The metric of a normal route since v3.32, 1024 unless changed.</summary>
    public int? NormalRoutePriority { get; init; }
}
