using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Router.Calico.Resources;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// Chooses the sessions of one node as confd does for BIRD: the mesh, then BGPPeers for all nodes, then those for this
/// node, then the reverse of peerings that other nodes have towards this one. The first to name an address wins.
/// </summary>
internal sealed class PeerPlanner(
    CalicoResources resources, ClusterSettings settings, CalicoNode self, Ipv4Address address, ConfigReport report)
{
    private readonly Dictionary<Ipv4Address, PlannedPeer> _explicit = [];
    private readonly PeerPasswords _passwords = new(resources, report);

    public IReadOnlyList<PlannedPeer> Plan()
    {
        // confd meets the objects in no certain order; by name is an order too, and the same one every time.
        List<BgpPeer> peers = resources.BgpPeers.OrderBy(peer => peer.Name, StringComparer.Ordinal).ToList();
        foreach (BgpPeer peer in peers.Where(IsGlobal))
        {
            AddForward(peer, PeerType.Global);
        }

        foreach (BgpPeer peer in peers.Where(peer => !IsGlobal(peer) && LocalSide(peer, self)))
        {
            AddForward(peer, PeerType.NodeSpecific);
        }

        foreach (BgpPeer peer in peers.Where(peer => peer.ReversePeering && RemoteSide(peer, self)))
        {
            AddReverse(peer);
        }

        var planned = _explicit.Values.ToList();
        foreach (PlannedPeer mesh in Mesh())
        {
            if (!_explicit.TryGetValue(mesh.RemoteAddress, out PlannedPeer? same))
            {
                planned.Add(mesh);
            }
            else
            {
                // BIRD would configure both and keep one session flapping; one session is what is meant.
                report.Warning(self.Header.Source, $"{mesh.Name} is in the mesh and configured as {same.Name}: "
                    + "the mesh peering is left out; disable the mesh or remove the BGPPeer");
            }
        }

        return planned.OrderBy(peer => peer.Name, StringComparer.Ordinal).ToList();
    }

    private IEnumerable<PlannedPeer> Mesh()
    {
        // A node with a cluster id is a reflector and leaves the mesh altogether.
        if (!settings.NodeToNodeMesh || self.ClusterId is not null
            || !_passwords.TryFind(settings.NodeMeshPassword, "the mesh", out string? password))
        {
            yield break;
        }

        foreach (CalicoNode node in resources.Nodes)
        {
            if (node.Name == self.Name || node.ClusterId is not null || node.Address is not { } remote
                || remote.Address == address)
            {
                continue;
            }

            yield return new PlannedPeer
            {
                Name = NameOf(PeerType.Mesh, remote.Address, port: null),
                Type = PeerType.Mesh,
                RemoteAddress = remote.Address,
                RemotePort = settings.ListenPortOf(node.Name) ?? CalicoPlan.BgpPort,
                RemoteAs = settings.AsOf(node),
                LocalAs = settings.AsOf(self),
                Passive = WaitsFor(remote.Address),
                SourceAddress = address,
                MaxRestartTime = settings.NodeMeshMaxRestartTime,
                Password = password,
            };
        }
    }

    private void AddForward(BgpPeer peer, PeerType type)
    {
        if (peer.PeerSelector is { } selector)
        {
            foreach (CalicoNode node in resources.Nodes.Where(node => selector.Matches(node.Header.Labels)))
            {
                AddNode(peer, type, node);
            }
        }
        else if (peer.PeerAddress is { } remote)
        {
            CalicoNode? node = NodesAt(peer).FirstOrDefault();
            ushort? port = peer.PeerPort ?? (node is null ? null : settings.ListenPortOf(node.Name));
            bool isNode = resources.Nodes.Any(n => n.Address?.Address == remote);
            Add(peer, type, remote, port, peer.PeerAs ?? settings.ClusterAs, clusterId: null, isNode);
        }
    }

    private void AddReverse(BgpPeer peer)
    {
        foreach (CalicoNode node in resources.Nodes.Where(node => LocalSide(peer, node)))
        {
            AddNode(peer, PeerType.NodeSpecific, node);
        }
    }

    private void AddNode(BgpPeer peer, PeerType type, CalicoNode node)
    {
        if (node.Address is { } remote)
        {
            Add(peer, type, remote.Address, settings.ListenPortOf(node.Name), settings.AsOf(node), node.ClusterId,
                isNode: true);
        }
    }

    private void Add(BgpPeer peer, PeerType type, Ipv4Address remote, ushort? port, Asn remoteAs, RouterId? clusterId,
        bool isNode)
    {
        Asn localAs = peer.LocalAs ?? settings.AsOf(self);
        if (remote == address)
        {
            return;
        }

        if (!_passwords.TryFind(peer.Password, $"BGPPeer {peer.Name}", out string? password))
        {
            return;
        }

        // RFC 4456 §8: an internal peer without a cluster id, or with another one, is a client.
        bool client = self.ClusterId is not null && remoteAs == localAs && clusterId != self.ClusterId;
        ushort remotePort = port ?? CalicoPlan.BgpPort;
        if (_explicit.TryGetValue(remote, out PlannedPeer? first))
        {
            if (first.RemotePort != remotePort)
            {
                // confd would configure both. A connection that comes in carries no port that tells them apart.
                report.Warning(peer.Header.Source, $"BGPPeer {peer.Name}: {first.Name} is a session with {remote} "
                    + $"already: the one with its port {remotePort} is left out");
            }

            return;
        }

        _explicit.Add(remote, new PlannedPeer
        {
            Name = NameOf(type, remote, port),
            Type = type,
            RemoteAddress = remote,
            RemotePort = remotePort,
            RemoteAs = remoteAs,
            LocalAs = localAs,

            // Both sides of a node-specific peering dial.
            Passive = type == PeerType.Global && isNode && WaitsFor(remote),
            SourceAddress = peer.UseNodeAddress ? address : null,
            MaxRestartTime = peer.MaxRestartTime,
            KeepaliveTime = peer.KeepaliveTime,
            NextHopMode = peer.KeepOriginalNextHop && remoteAs != localAs ? NextHopMode.Keep : peer.NextHopMode,
            Filters = new FilterNames(FiltersOf(peer)),
            ReachableBy = peer.ReachableBy,
            AllowedLocalAsNumbers = peer.AllowedLocalAsNumbers,
            Password = password,
            TtlSecurity = peer.TtlSecurity,
            ReflectorClusterId = client ? self.ClusterId : null,
        });
    }

    // confd leaves names without a resource out, without a word.
    private List<string> FiltersOf(BgpPeer peer)
    {
        foreach (string name in peer.Filters.Where(name => !resources.BgpFilters.Any(filter => filter.Name == name)))
        {
            report.Warning(peer.Header.Source, $"BGPPeer {peer.Name}: no BGPFilter {name} in the resources: nothing is "
                + "filtered in its place");
        }

        return peer.Filters.Where(name => resources.BgpFilters.Any(filter => filter.Name == name)).ToList();
    }

    private static bool IsGlobal(BgpPeer peer) => peer.Node is null && peer.NodeSelector is null;

    private static bool LocalSide(BgpPeer peer, CalicoNode node) => peer.NodeSelector is { } selector
        ? selector.Matches(node.Header.Labels)
        : peer.Node is null || peer.Node == node.Name;

    private bool RemoteSide(BgpPeer peer, CalicoNode node) => peer.PeerSelector is { } selector
        ? selector.Matches(node.Header.Labels)
        : NodesAt(peer).Contains(node);

    // Nodes that a peerIP, its port and its AS describe.
    private IEnumerable<CalicoNode> NodesAt(BgpPeer peer) => resources.Nodes.Where(node =>
        node.Address is { } at && at.Address == peer.PeerAddress
        && settings.AsOf(node) == (peer.PeerAs ?? settings.ClusterAs)
        && (peer.PeerPort is null || peer.PeerPort == (settings.ListenPortOf(node.Name) ?? CalicoPlan.BgpPort)));

    // The addresses are compared as text: the lower one waits, the higher one dials, so .9 dials .100.
    private bool WaitsFor(Ipv4Address remote) => string.CompareOrdinal(address.ToString(), remote.ToString()) < 0;

    private static string NameOf(PeerType type, Ipv4Address remote, ushort? port) => type.NamePrefix() + "_"
        + remote.ToString().Replace('.', '_')
        + (port is { } number ? "_port_" + number.ToString(CultureInfo.InvariantCulture) : string.Empty);
}
