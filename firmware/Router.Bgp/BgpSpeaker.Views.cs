using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

// What a console shows.
public sealed partial class BgpSpeaker
{
    /// <summary>All peers that are configured, in the order in which they were added.</summary>
    public IReadOnlyList<BgpPeerView> Peers()
    {
        List<BgpPeerView> views = [];
        foreach (Neighbour neighbour in _neighbours)
        {
            if (!neighbour.IsRemoved)
            {
                views.Add(ViewOf(neighbour));
            }
        }

        return views;
    }

    public BgpPeerView Peer(int peer) => ViewOf(_neighbours[peer]);

    /// <summary>The configured peer with this address, or -1.</summary>
    public int FindPeer(IpAddress remote)
    {
        foreach (Neighbour neighbour in _neighbours)
        {
            if (!neighbour.IsRemoved && neighbour.Options.RemoteAddress == remote)
            {
                return neighbour.Index;
            }
        }

        return -1;
    }

    /// <summary>The Loc-RIB in the order of prefixes, with every usable path.</summary>
    public IReadOnlyList<BgpRouteView> Routes()
    {
        List<BgpRouteView> routes = [];
        LocRib rib = _shared.Rib;
        for (int i = 0; i < rib.Prefixes.High; i++)
        {
            if (!rib.Prefixes.IsFree(i))
            {
                BgpRouteView? view = RouteOf(rib, i);
                if (view != null)
                {
                    routes.Add(view);
                }
            }
        }

        routes.Sort(static (left, right) => left.Prefix.CompareTo(right.Prefix));
        return routes;
    }

    public BgpMemory Memory()
    {
        long tables = _shared.Rib.Prefixes.Octets + _shared.Rib.Paths.Octets + _shared.Rib.Attributes.Octets
            - _shared.Rib.Attributes.SetOctets;
        long buffers = 0;
        foreach (Neighbour neighbour in _neighbours)
        {
            tables += neighbour.ExportOctets;
            buffers += neighbour.Main.Connection?.BufferOctets ?? 0;
            buffers += neighbour.Second?.Connection?.BufferOctets ?? 0;
        }

        return new BgpMemory(_shared.Rib.Prefixes.Count, _shared.Rib.Paths.Count, _shared.Rib.Attributes.Count,
            _shared.Rib.Attributes.SetOctets, tables, buffers);
    }

    private static BgpPeerView ViewOf(Neighbour neighbour) => new()
    {
        Index = neighbour.Index,
        Options = neighbour.Options,
        State = neighbour.Shown,
        Since = neighbour.Since,
        Enabled = neighbour.IsEnabled,
        Reason = neighbour.Reason,
        LastSent = neighbour.LastSent,
        LastReceived = neighbour.LastReceived,
        Sent = neighbour.Sent,
        Received = neighbour.Received,
        PathsReceived = neighbour.RibPeer.Paths,
        PrefixesSent = neighbour.PrefixesSent,
        StalePaths = neighbour.RibPeer.Stale,
        EndOfRibReceived = neighbour.EndOfRibReceived,
        EndOfRibSent = neighbour.EndOfRibSent,
        Establishments = neighbour.Establishments,
        Negotiated = neighbour.Main.Negotiated ?? neighbour.Second?.Negotiated,
        OutputQueued = neighbour.Main.Connection?.Output.Count ?? 0,
        ChangesQueued = neighbour.ChangesQueued,
        TreatedAsWithdraw = new Dictionary<byte, long>(neighbour.TreatedAsWithdraw),
        AttributesDiscarded = new Dictionary<byte, long>(neighbour.AttributesDiscarded),
    };

    private static BgpRouteView? RouteOf(LocRib rib, int prefix)
    {
        ref PrefixEntry entry = ref rib.Prefixes[prefix];
        List<BgpPath> paths = [];
        int selected = 0;
        for (int index = entry.FirstPath; index != PathTable.None; index = rib.Paths[index].Next)
        {
            ref PathEntry path = ref rib.Paths[index];
            if (!rib.IsUsable(path))
            {
                continue;
            }

            bool isUsed = (path.Flags & PathFlags.InUse) != 0;
            int at = index == entry.Best ? 0 : isUsed ? selected : paths.Count;
            paths.Insert(Math.Min(at, paths.Count), PathView.Of(rib, path));
            selected += isUsed ? 1 : 0;
        }

        return paths.Count == 0 ? null : new BgpRouteView(entry.Prefix, paths, selected);
    }
}
