using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

// What this peer is to be told (RFC 4271 §9.2), table by table.
internal sealed partial class Neighbour
{
    // Batches of one turn: enough to keep the transport busy, few enough that nobody waits long for this peer.
    private const int BatchesPerTurn = 8;

    public bool EndOfRibSent
    {
        get
        {
            foreach (PeerTable table in Tables)
            {
                if (table.IsOpen && !table.EndOfRibSent)
                {
                    return false;
                }
            }

            return IsEstablished;
        }
    }

    /// <summary>Routes that no UPDATE can hold.</summary>
    public long Oversized { get; private set; }

    /// <summary>
    /// There is something to do that waits neither for the transport nor for the end of the deferral.
    /// </summary>
    public bool CanExport
    {
        get
        {
            if (!IsEstablished || Room <= 0)
            {
                return false;
            }

            foreach (PeerTable table in Tables)
            {
                if (table.HasChanges || (table.EndMark != EndMark.None && MayEnd(table)))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private int Room => Options.OutputLimit - BgpMessage.MaxSize - Main.Connection!.Output.Count;

    /// <summary>Answers a ROUTE-REFRESH: everything is announced again (RFC 2918 §4).</summary>
    public void Resend(PeerTable table)
    {
        // RFC 7313 §4: the marks go around the whole table; not before the End-of-RIB of the first one.
        if (Main.Negotiated!.EnhancedRefresh && table.EndMark == EndMark.None)
        {
            SendRefresh(Main.Connection!, table.Family, BgpRefreshSubtype.BeginOfRefresh);
            table.EndMark = EndMark.EndOfRefresh;
        }

        Lead(table, FeedMode.Again);
    }

    /// <summary>Export policy changed: every prefix is looked at again, differences are sent.</summary>
    public void Reexport()
    {
        foreach (PeerTable table in Tables)
        {
            if (table.IsOpen)
            {
                Lead(table, FeedMode.Differences);
            }
        }
    }

    /// <summary>A bounded part of what is to be told goes to the output.</summary>
    public void Export()
    {
        if (!IsEstablished)
        {
            return;
        }

        foreach (PeerTable table in Tables)
        {
            if (table.IsOpen)
            {
                Export(table);
            }
        }
    }

    private void Lead(PeerTable table, FeedMode mode)
    {
        // A walk that says more than this one goes on to say it.
        table.FeedMode = table.FeedCursor >= 0 && table.FeedMode < mode ? table.FeedMode : mode;
        table.FeedCursor = 0;
        MarkReady();
    }

    private void Export(PeerTable table)
    {
        ExportBatch batch = _shared.Batch;
        for (int i = 0; i < BatchesPerTurn && table.HasChanges && Room > 0; i++)
        {
            batch.Clear();
            Gather(table, batch);
            Write(table, batch);
        }

        if (table.EndMark != EndMark.None && !table.HasChanges && MayEnd(table) && Room > 0)
        {
            SendEndMark(table);
        }
    }

    // RFC 4724 §4.1: a restarting speaker sends End-of-RIB after its route selection; §2: the mark follows the whole
    // table, so no prefix may still wait for its decision.
    private bool MayEnd(PeerTable table) => table.EndMark != EndMark.EndOfRib
        || (!_shared.IsDeferring && table.Rib.DirtyCount == 0);

    private void SendEndMark(PeerTable table)
    {
        if (table.EndMark == EndMark.EndOfRefresh)
        {
            SendRefresh(Main.Connection!, table.Family, BgpRefreshSubtype.EndOfRefresh);
        }
        else
        {
            Span<byte> room = Main.Connection!.Output.Reserve(BgpMessage.MaxSize);
            Commit(Main.Connection, BgpUpdateWriter.WriteEndOfRib(room, 0, table.Family));
            _sent.Update++;
            table.EndOfRibSent = true;
            _shared.Events.Add(new BgpPeerChange(Index, BgpPeerChangeKind.EndOfRibSent, Shown, Shown,
                $"the whole {table.Family} table is sent"));
        }

        table.EndMark = EndMark.None;
    }
}
