using System.Collections.Generic;

namespace Router.Bgp;

// The Adj-RIB-Out for who asks: nothing of it is kept but a bit for each route, so it is made again from the Loc-RIB.
internal sealed partial class Neighbour
{
    public void AddAdvertised(LocRib rib, int prefix, List<BgpAdvertised> routes)
    {
        if (OpenTable(rib) is not { } table)
        {
            return;
        }

        for (int index = rib.Prefixes[prefix].FirstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
        {
            if (!IsTold(table, prefix, index) || !TryExport(table, index, out int attributes, out ExportSource source))
            {
                continue;
            }

            byte[] block = Rewrite(table, attributes, source).ToArray();
            routes.Add(new BgpAdvertised
            {
                Prefix = rib.Prefixes.PrefixOf(prefix),
                PathId = table.Agreed!.AddPathSend ? rib.Paths[index].ExportId : 0u,
                Source = rib.Paths[index].Peer,
                NextHop = _transformedNextHop,
                Attributes = block,
            });
            rib.Attributes.Release(attributes);
        }
    }

    public bool HasTold(LocRib rib, int prefix, int peer, uint pathId)
    {
        if (OpenTable(rib) is not { } table)
        {
            return false;
        }

        for (int index = rib.Prefixes[prefix].FirstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
        {
            if (rib.Paths[index].Peer == peer && rib.Paths[index].PathId == pathId)
            {
                return IsTold(table, prefix, index);
            }
        }

        return false;
    }

    private static bool IsTold(PeerTable table, int prefix, int path) => table.Agreed!.AddPathSend
        ? (table.Out.PathsOf(prefix) & (1ul << table.Rib.Paths[path].ExportId)) != 0
        : table.Rib.Prefixes[prefix].Best == path && table.Out.Has(prefix);

    private PeerTable? OpenTable(LocRib rib)
    {
        foreach (PeerTable table in Tables)
        {
            if (table.Rib == rib)
            {
                return IsEstablished && table.IsOpen ? table : null;
            }
        }

        return null;
    }
}
