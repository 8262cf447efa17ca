using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// What one node must do, worked out of the cluster's resources. Immutable: a changed cluster gives a new plan.
/// </summary>
public sealed record CalicoPlan
{
    public const ushort BgpPort = 179;

    /// <summary>Octets that the outer header takes from the MTU.</summary>
    public const int IpipOverhead = 20;

    /// <summary>The tunnel's device.</summary>
    public const string TunnelName = "tunl0";

    /// <summary>The AS of a cluster that says none.</summary>
    public static Asn DefaultAs => new(64512);

    public required string NodeName { get; init; }

    /// <summary>As configured; <see cref="RoutePolicy.Effective"/> tells what <c>auto</c> has become.</summary>
    public required CalicoGeneration Generation { get; init; }

    /// <summary>The address that sessions and tunnelled packets come from, with its subnet.</summary>
    public required InterfaceAddress NodeAddress { get; init; }

    public required Asn LocalAs { get; init; }

    public RouterId RouterId => new(NodeAddress.Address);

    public ushort ListenPort { get; init; } = BgpPort;

    /// <summary>The /32 of <c>tunl0</c>, or null when the Node names none.</summary>
    public Ipv4Address? TunnelAddress { get; init; }

    /// <summary>Some pool uses IPIP, or Felix's configuration asks for the tunnel.</summary>
    public bool TunnelEnabled { get; init; }

    /// <summary>
    /// Sources of proto 4 packets that are accepted: every node and the external list; all others are dropped.
    /// </summary>
    public IReadOnlyList<Prefix> TunnelSources { get; init; } = [];

    /// <summary>Sessions to keep, ordered by name.</summary>
    public IReadOnlyList<PlannedPeer> Peers { get; init; } = [];

    /// <summary>Own confirmed blocks, in address order.</summary>
    public IReadOnlyList<Prefix> OwnBlocks { get; init; } = [];

    /// <summary>Confirmed blocks of other nodes, in address order: what Felix makes routes of.</summary>
    public IReadOnlyList<PlannedBlock> RemoteBlocks { get; init; } = [];

    /// <summary>All IPv4 pools; disabled ones count.</summary>
    public IReadOnlyList<IpPool> Pools { get; init; } = [];

    /// <summary>BGPFilters that some session may name.</summary>
    public IReadOnlyList<BgpFilterResource> Filters { get; init; } = [];

    /// <summary>Communities for routes inside prefixes, in the order of the configuration.</summary>
    public IReadOnlyList<PrefixAdvertisement> PrefixAdvertisements { get; init; } = [];

    /// <summary>Addresses of services outside the cluster, which a reflector passes on.</summary>
    public IReadOnlyList<Prefix> ServiceRanges { get; init; } = [];

    /// <summary>The node is a route reflector (RFC 4456); null when it is not.</summary>
    public RouterId? ClusterId { get; init; }

    /// <summary>Connections are taken at the node's address alone (<c>bindMode: NodeIP</c>).</summary>
    public bool BindsNodeAddress { get; init; }

    /// <summary>Interfaces whose subnets are nobody's routes; <c>*</c> stands for any text.</summary>
    public IReadOnlyList<string> IgnoredInterfaces { get; init; } = [];

    /// <summary>Some session has a BGPFilter with export rules.</summary>
    public bool HasExportFilters => Peers.Any(peer => peer.Filters.Names.Any(
        name => Filters.Any(filter => filter.Name == name && filter.ExportV4.Count > 0)));

    /// <summary>The metric of a normal route since v3.32.</summary>
    public int NormalRoutePriority { get; init; } = 1024;

    /// <summary>What the resources say about who writes routes; null for the generation's default.</summary>
    public ClusterRoutes? BirdClusterRoutes { get; init; }

    /// <summary>As <see cref="BirdClusterRoutes"/>, for Felix.</summary>
    public ClusterRoutes? FelixClusterRoutes { get; init; }

    /// <summary>Protocol number of Felix's routes.</summary>
    public byte FelixRouteProtocol { get; init; } = 80;

    /// <summary>MTU of <c>tunl0</c> when configured, or null.</summary>
    public int? ConfiguredTunnelMtu { get; init; }

    /// <summary>Works the plan out; null when the resources do not allow one, with the reasons in the report.</summary>
    /// <param name="resources">What the files hold.</param>
    /// <param name="nodeName">The board's own Node.</param>
    /// <param name="generation">As configured.</param>
    /// <param name="report">Where problems go.</param>
    /// <param name="nodeSource">Where the node name was written, to point at when the Node is missing.</param>
    public static CalicoPlan? Create(CalicoResources resources, string nodeName, CalicoGeneration generation,
        ConfigReport report, YamlNode? nodeSource = null) =>
        new PlanBuilder(resources, nodeName, generation, report).Build(nodeSource);

    /// <summary>MTU of <c>tunl0</c>: what is configured, else 20 less than the smallest interface.</summary>
    public int TunnelMtu(int smallestInterfaceMtu) => ConfiguredTunnelMtu ?? smallestInterfaceMtu - IpipOverhead;

    /// <summary>The pool that holds a prefix, or null.</summary>
    public IpPool? PoolOf(Prefix prefix) => Pools.FirstOrDefault(pool => pool.Cidr.Contains(prefix));
}
