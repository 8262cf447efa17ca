using System.Collections.Generic;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>A <c>FelixConfiguration</c>: <c>default</c> for the cluster, <c>node.NAME</c> for one node.</summary>
public sealed record FelixConfiguration(ResourceHeader Header)
{
    public string Name => Header.Name;

    /// <summary>Sources of proto 4 packets that are accepted beside the nodes; null when not said.</summary>
    public IReadOnlyList<Prefix>? ExternalNodes { get; init; }

    public bool? IpipEnabled { get; init; }

    /// <summary>MTU of <c>tunl0</c>; null or 0 to derive it from the interfaces.</summary>
    public int? IpipMtu { get; init; }

    /// <summary>What Felix writes; null for the default of the generation.</summary>
    public ClusterRoutes? ProgramClusterRoutes { get; init; }

    /// <summary>Protocol number of Felix's routes, 80 unless changed.</summary>
    public int? DeviceRouteProtocol { get; init; }
}
