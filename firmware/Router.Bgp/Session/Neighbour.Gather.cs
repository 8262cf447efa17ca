using Router.Wire.Bgp;

namespace Router.Bgp;

// Which of the changes concern this peer.
internal sealed partial class Neighbour
{
    private void Gather(PeerTable table, ExportBatch batch)
    {
        int room = Room;
        ChangeLog log = table.Rib.Log;
        while (table.Cursor != log.End && batch.HasRoom && batch.Octets < room)
        {
            GatherPlace(table, batch, table.Cursor++);
        }

        // The walk goes on only from the present state: an older change must not follow what it told.
        while (table.FeedCursor >= 0 && table.Cursor == log.End && batch.HasRoom && batch.Octets < room)
        {
            if (table.FeedCursor >= table.Rib.Prefixes.High)
            {
                table.FeedCursor = -1;
                if (!IsWalking)
                {
                    ForgetPreviousPolicy();
                }
            }
            else
            {
                GatherNext(table, batch, table.FeedCursor++);
            }
        }
    }

    private void GatherPlace(PeerTable table, ExportBatch batch, uint place)
    {
        int prefix = table.Rib.Log[place];

        // What lies ahead of the walk is told when it gets there; but a walk for another policy looks at nothing else.
        if (table.Rib.Prefixes.IsFree(prefix)
            || (table.FeedCursor >= 0 && prefix >= table.FeedCursor && table.FeedMode != FeedMode.Differences))
        {
            return;
        }

        if (table.Agreed!.AddPathSend)
        {
            GatherPaths(table, batch, prefix, place, all: false);
        }
        else if (table.Rib.Prefixes[prefix].ChangedAt == place)
        {
            GatherBest(table, batch, prefix, onlyDifferences: false);
        }
    }

    private void GatherNext(PeerTable table, ExportBatch batch, int prefix)
    {
        if (table.Rib.Prefixes.IsFree(prefix))
        {
            return;
        }

        if (table.Agreed!.AddPathSend)
        {
            GatherPaths(table, batch, prefix, place: 0, all: true);
        }
        else
        {
            GatherBest(table, batch, prefix, table.FeedMode == FeedMode.Differences);
        }
    }

    private void GatherBest(PeerTable table, ExportBatch batch, int prefix, bool onlyDifferences)
    {
        LocRib rib = table.Rib;
        ref PrefixEntry entry = ref rib.Prefixes[prefix];
        if ((entry.Flags & PrefixFlags.Changed) != 0)
        {
            // The decision is still to come and will say what is new.
            return;
        }

        bool wasHeld = table.Out.Has(prefix);
        if (entry.Best != LocRib.NoPath && TryExport(table, entry.Best, out int attributes, out ExportSource source))
        {
            if (onlyDifferences && wasHeld && IsAsBefore(table, entry.Best, attributes, source))
            {
                rib.Attributes.Release(attributes);
                return;
            }

            entry.Holders += (ushort)(table.Out.Set(prefix) ? 1 : 0);
            Announce(table, batch, entry.Best, attributes, source, OnlyPathId, wasHeld);
        }
        else if (wasHeld)
        {
            batch.Withdraw(new BgpNlri(rib.Prefixes.PrefixOf(prefix), OnlyPathId));
            table.Out.Clear(prefix);
            table.LetGo(prefix);
        }
    }

    // RFC 7911: every path with its own identifier. A change names the paths that are new by its place in the log.
    private void GatherPaths(PeerTable table, ExportBatch batch, int prefix, uint place, bool all)
    {
        LocRib rib = table.Rib;
        ulong held = table.Out.PathsOf(prefix);
        ulong live = 0;
        for (int index = rib.Prefixes[prefix].FirstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
        {
            ref PathEntry path = ref rib.Paths[index];
            if (path.ExportId == 0 || !rib.IsSelectable(path)
                || !TryExport(table, index, out int attributes, out ExportSource source))
            {
                continue;
            }

            ulong bit = 1ul << path.ExportId;
            bool wasHeld = (held & bit) != 0;
            live |= bit;
            bool isNews = !wasHeld || path.ChangedAt == place || (all && table.FeedMode != FeedMode.Differences)
                || (all && !IsAsBefore(table, index, attributes, source));
            if (isNews)
            {
                Announce(table, batch, index, attributes, source, path.ExportId, wasHeld);
            }
            else
            {
                rib.Attributes.Release(attributes);
            }
        }

        Withdraw(table, batch, prefix, held & ~live);
        if (held != live)
        {
            table.Out.SetPaths(prefix, live);
            if (held == 0)
            {
                rib.Prefixes[prefix].Holders++;
            }
            else if (live == 0)
            {
                table.LetGo(prefix);
            }
        }
    }

    private static void Withdraw(PeerTable table, ExportBatch batch, int prefix, ulong gone)
    {
        for (uint id = 1; gone != 0 && id < RibOut.MaxPaths; id++)
        {
            if ((gone & (1ul << (int)id)) != 0)
            {
                batch.Withdraw(new BgpNlri(table.Rib.Prefixes.PrefixOf(prefix), id));
            }
        }
    }

    private static void Announce(PeerTable table, ExportBatch batch, int path, int attributes,
        ExportSource source, uint pathId, bool wasHeld)
    {
        LocRib rib = table.Rib;
        ref PathEntry entry = ref rib.Paths[path];
        batch.Announce(new BgpNlri(rib.Prefixes.PrefixOf(entry.Prefix), pathId), entry.Prefix, wasHeld, attributes,
            source, rib.Attributes.LengthOf(attributes));
    }
}
