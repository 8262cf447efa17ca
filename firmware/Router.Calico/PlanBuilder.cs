using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico;

/// <summary>Works a node's plan out of the resources; the sessions are <see cref="PeerPlanner"/>'s part.</summary>
internal sealed class PlanBuilder(
    CalicoResources resources, string nodeName, CalicoGeneration generation, ConfigReport report)
{
    private const int KnownNodesNamed = 20;

    public CalicoPlan? Build(YamlNode? nodeSource)
    {
        if (FindNode(nodeSource) is not { } node)
        {
            return null;
        }

        if (node.Address is not { } address)
        {
            report.Error(node.Header.Source, $"Node {nodeName} has no address that BGP and the tunnel could use",
                "spec.bgp.ipv4Address: an address with its prefix length such as 192.0.2.1/24");
            return null;
        }

        ReportSharedAddresses();
        var settings = new ClusterSettings(resources, nodeName);
        List<Prefix> ownBlocks = OwnBlocks();
        ReportStrayBlocks();
        IReadOnlyList<PlannedPeer> peers = new PeerPlanner(resources, settings, node, address.Address, report).Plan();
        ReportForeignPaths(peers);
        return new CalicoPlan
        {
            NodeName = nodeName,
            Generation = generation,
            NodeAddress = address,
            LocalAs = settings.AsOf(node),
            ListenPort = settings.ListenPortOf(nodeName) ?? CalicoPlan.BgpPort,
            TunnelAddress = node.TunnelAddress,
            TunnelEnabled = settings.IpipEnabled ?? resources.Pools.Any(p => p.Ipip != EncapsulationMode.Never),
            TunnelSources = TunnelSources(settings),
            Peers = peers,
            OwnBlocks = ownBlocks,
            RemoteBlocks = RemoteBlocks(),
            Pools = resources.Pools,
            Filters = resources.BgpFilters,
            PrefixAdvertisements = settings.PrefixAdvertisements,
            ServiceRanges = settings.ServiceRanges,
            ClusterId = node.ClusterId,
            BindsNodeAddress = settings.BindsNodeAddress,
            IgnoredInterfaces = settings.IgnoredInterfaces,
            NormalRoutePriority = settings.NormalRoutePriority,
            BirdClusterRoutes = settings.BirdClusterRoutes,
            FelixClusterRoutes = settings.FelixClusterRoutes,
            FelixRouteProtocol = settings.FelixRouteProtocol,
            ConfiguredTunnelMtu = settings.IpipMtu,
        };
    }

    private CalicoNode? FindNode(YamlNode? nodeSource)
    {
        CalicoNode? node = resources.Nodes.FirstOrDefault(n => n.Name == nodeName);
        if (node is not null)
        {
            return node;
        }

        List<string> known = resources.Nodes.Select(n => n.Name).Order(StringComparer.Ordinal).ToList();
        string message = $"no Node named '{nodeName}' in the resources";
        string? meant = Spelling.Closest(nodeName, known);
        message += meant is null ? string.Empty : $", did you mean '{meant}'?";
        string expected = known.Count == 0
            ? $"a resource of kind Node with metadata.name {nodeName}"
            : "one of " + string.Join(", ", known.Take(KnownNodesNamed))
                + (known.Count > KnownNodesNamed
                    ? FormattableString.Invariant($" and {known.Count - KnownNodesNamed} more")
                    : string.Empty);
        report.Error(nodeSource is null
            ? new ConfigError("resources", 0, 0, message, expected)
            : new ConfigError(nodeSource.File, nodeSource.Line, nodeSource.Column, message, expected));
        return null;
    }

    private List<Prefix> OwnBlocks() => Confirmed()
        .Where(block => block.Node == nodeName)
        .Select(block => block.Cidr)
        .Distinct()
        .Order()
        .ToList();

    private List<PlannedBlock> RemoteBlocks()
    {
        Dictionary<string, Ipv4Address> addresses = new(StringComparer.Ordinal);
        foreach (CalicoNode node in resources.Nodes.Where(n => n.Address is not null))
        {
            addresses[node.Name] = node.Address!.Value.Address;
        }

        return Confirmed()
            .Where(block => block.Node != nodeName && addresses.ContainsKey(block.Node))
            .Select(block => new PlannedBlock(block.Cidr, block.Node, addresses[block.Node]))
            .DistinctBy(block => block.Cidr)
            .OrderBy(block => block.Cidr)
            .ToList();
    }

    private IEnumerable<BlockAffinity> Confirmed() => resources.BlockAffinities.Where(block => block.IsConfirmed);

    // Upstream names these two sets "all-hosts" and "external nodes".
    private List<Prefix> TunnelSources(ClusterSettings settings) => resources.Nodes
        .Where(node => node.Address is not null)
        .Select(node => Prefix.Host(node.Address!.Value.Address))
        .Concat(settings.ExternalNodes)
        .Distinct()
        .Order()
        .ToList();

    private void ReportStrayBlocks()
    {
        var owners = new Dictionary<Prefix, BlockAffinity>();
        foreach (BlockAffinity block in Confirmed())
        {
            if (block.Node == nodeName && !resources.Pools.Any(pool => pool.Cidr.Contains(block.Cidr)))
            {
                report.Warning(block.Header.Source,
                    $"block {block.Cidr} of {nodeName} lies in no IPPool: nodes route it without the tunnel");
            }

            if (owners.TryGetValue(block.Cidr, out BlockAffinity? owner) && owner.Node != block.Node)
            {
                report.Error(block.Header.Source, $"block {block.Cidr} belongs to {owner.Node} and to {block.Node}",
                    "one confirmed BlockAffinity for each block");
            }

            owners.TryAdd(block.Cidr, block);
        }
    }

    // BIRD 1.6 has its own AS in the path before the export filter runs, so what a filter prepends stands left of it,
    // and a peer that checks the first AS refuses the route. Here the own AS is leftmost (RFC 4271 §5.1.2).
    private void ReportForeignPaths(IReadOnlyList<PlannedPeer> peers)
    {
        foreach (PlannedPeer peer in peers.Where(peer => !peer.IsInternal))
        {
            foreach (BgpFilterResource filter in resources.BgpFilters.Where(f => peer.Filters.Names.Contains(f.Name)))
            {
                if (filter.ExportV4.Any(rule => rule.Internal != true
                    && rule.Rule.PrependPath.Any(asn => asn != peer.LocalAs)))
                {
                    report.Warning(filter.Header.Source, $"{filter.Header}: towards {peer.Name} prependASPath of a "
                        + $"foreign AS goes behind AS {peer.LocalAs}; BIRD would put it in front");
                }
            }
        }
    }

    private void ReportSharedAddresses()
    {
        var owners = new Dictionary<Ipv4Address, string>();
        foreach (CalicoNode node in resources.Nodes.Where(n => n.Address is not null))
        {
            Ipv4Address address = node.Address!.Value.Address;
            if (!owners.TryAdd(address, node.Name))
            {
                report.Error(node.Header.Source, $"Node {node.Name} and Node {owners[address]} both have {address}",
                    "an address of its own for each Node");
            }
        }
    }
}
