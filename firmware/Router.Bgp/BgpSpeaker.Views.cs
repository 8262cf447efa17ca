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

    /// <summary>The Loc-RIB in the order of prefixes, IPv4 first, with every usable path.</summary>
    public IReadOnlyList<BgpRouteView> Routes()
    {
        List<BgpRouteView> routes = [];
        foreach (LocRib rib in _shared.Ribs)
        {
            for (int i = 0; i < rib.Prefixes.High; i++)
            {
                if (!rib.Prefixes.IsFree(i) && RouteOf(rib, i) is { } view)
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
        int prefixes = 0;
        int paths = 0;
        long tables = _shared.Attributes.Octets - _shared.Attributes.SetOctets;
        foreach (LocRib rib in _shared.Ribs)
        {
            prefixes += rib.Prefixes.Count;
            paths += rib.Paths.Count;
            tables += rib.Octets;
        }

        long buffers = 0;
        foreach (Neighbour neighbour in _neighbours)
        {
            foreach (PeerTable table in neighbour.Tables)
            {
                tables += table.Out.Octets;
            }

            buffers += neighbour.Main.Connection?.BufferOctets ?? 0;
            buffers += neighbour.Second?.Connection?.BufferOctets ?? 0;
        }

        return new BgpMemory(
            prefixes, paths, _shared.Attributes.Count, _shared.Attributes.SetOctets, tables, buffers);
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
        Routes = neighbour.Routes,
        Policy = neighbour.Policy,
        PathsReceived = Sum(neighbour, static table => table.In.Paths),
        PrefixesSent = Sum(neighbour, static table => table.Out.Announced),
        StalePaths = Sum(neighbour, static table => table.In.Stale),
        EndOfRibReceived = neighbour.EndOfRibReceived,
        EndOfRibSent = neighbour.EndOfRibSent,
        Establishments = neighbour.Establishments,
        Negotiated = neighbour.Main.Negotiated ?? neighbour.Second?.Negotiated,
        OutputQueued = neighbour.Main.Connection?.Output.Count ?? 0,
        ChangesQueued = Sum(neighbour, static table => table.ChangesQueued),
        TreatedAsWithdraw = new Dictionary<byte, long>(neighbour.TreatedAsWithdraw),
        AttributesDiscarded = new Dictionary<byte, long>(neighbour.AttributesDiscarded),
    };

    private static int Sum(Neighbour neighbour, Func<PeerTable, int> count)
    {
        int sum = 0;
        foreach (PeerTable table in neighbour.Tables)
        {
            sum += count(table);
        }

        return sum;
    }

    private static BgpRouteView? RouteOf(LocRib rib, int prefix)
    {
        ref PrefixEntry entry = ref rib.Prefixes[prefix];
        List<BgpPath> paths = [];
        int selected = 0;
        for (int index = entry.FirstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
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

        return paths.Count == 0 ? null : new BgpRouteView(rib.Prefixes.PrefixOf(prefix), paths, selected);
    }
}
