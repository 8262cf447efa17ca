using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

// From batches to UPDATEs.
internal sealed partial class Neighbour
{
    // RFC 7911 §3: the identifier means nothing to the peer as long as it is always the same for one path.
    private const uint OnlyPathId = 1;

    private int LargestMessage => Main.Negotiated!.MaxMessageSize;

    private void Write(PeerTable table, ExportBatch batch)
    {
        WriteWithdrawals(table, batch.Withdrawn);
        for (int i = 0; i < batch.GroupCount; i++)
        {
            WriteGroup(table, batch, batch[i]);
        }
    }

    private void WriteWithdrawals(PeerTable table, ReadOnlySpan<BgpNlri> withdrawn)
    {
        bool addPath = table.Agreed!.AddPathSend;
        while (!withdrawn.IsEmpty)
        {
            Span<byte> room = Main.Connection!.Output.Reserve(LargestMessage);
            int length = table.Family == BgpFamily.Ipv4Unicast
                ? BgpUpdateWriter.WriteWithdraw(room, 0, LargestMessage, withdrawn, addPath, out int taken)
                : BgpUpdateWriter.WriteMpWithdraw(
                    room, 0, LargestMessage, table.Family, withdrawn, addPath, out taken);
            CommitUpdate(length);
            _routes.WithdrawalsSent += taken;
            withdrawn = withdrawn.Slice(taken);
        }
    }

    /// <summary>All prefixes of one attribute set, in as few messages as possible.</summary>
    private void WriteGroup(PeerTable table, ExportBatch batch, in ExportBatch.Group group)
    {
        AttributeStore store = table.Rib.Attributes;
        ReadOnlySpan<byte> block = Transform(table, group.Attributes, group.Source);
        ReadOnlySpan<BgpNlri> nlri = batch.NlriOf(group);

        // RFC 4760 §3 allows MP_REACH_NLRI for IPv4 too; peers expect the old fields where they can hold the next hop.
        bool isClassic = table.Family == BgpFamily.Ipv4Unicast && _transformedNextHop.IsV4;
        int done = 0;
        while (done < nlri.Length)
        {
            Span<byte> room = Main.Connection!.Output.Reserve(LargestMessage);
            ReadOnlySpan<BgpNlri> rest = nlri.Slice(done);
            bool addPath = table.Agreed!.AddPathSend;
            int length = isClassic
                ? BgpUpdateWriter.WriteReach(room, 0, LargestMessage, block, rest, addPath, out int taken)
                : BgpUpdateWriter.WriteMpReach(
                    room, 0, LargestMessage, table.Family, block, rest, addPath, out taken);
            if (length == 0)
            {
                TakeBack(table, batch.RouteOf(group, done));
                done++;
                continue;
            }

            CommitUpdate(length);
            _routes.Sent += taken;
            done += taken;
        }

        for (int i = 0; i < group.Count; i++)
        {
            store.Release(group.Attributes);
        }
    }

    /// <summary>
    /// The route does not fit one UPDATE: the peer must not keep what it had before (RFC 4271 §9.2).
    /// </summary>
    private void TakeBack(PeerTable table, in ExportBatch.Route route)
    {
        Oversized++;
        if (route.WasHeld)
        {
            Span<BgpNlri> one = stackalloc BgpNlri[1];
            one[0] = route.Nlri;
            WriteWithdrawals(table, one);
        }

        if (table.Agreed!.AddPathSend)
        {
            ulong left = table.Out.PathsOf(route.Prefix) & ~(1ul << (int)route.Nlri.PathId);
            table.Out.SetPaths(route.Prefix, left);
            if (left != 0)
            {
                return;
            }
        }
        else
        {
            table.Out.Clear(route.Prefix);
        }

        table.LetGo(route.Prefix);
    }

    private void CommitUpdate(int length)
    {
        Commit(Main.Connection!, length);
        _sent.Update++;
    }
}
