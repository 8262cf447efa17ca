using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Adj-RIB-Out: what this peer is to be told (RFC 4271 §9.2).
internal sealed partial class Neighbour
{
    private const int Batch = 256;
    private const int FeedSlice = 1024;

    // RFC 7911 §3: the identifier means nothing to the peer as long as it is always the same for one path.
    private const uint OnlyPathId = 1;

    private readonly AdjRibOut _out = new();
    private int _feedCursor = -1;
    private EndMark _endMark;

    public int PrefixesSent => _out.Announced;

    public int ChangesQueued => _out.PendingCount;

    public bool EndOfRibSent { get; private set; }

    public long ExportOctets => _out.Octets;

    /// <summary>
    /// There is something to do that waits neither for the transport nor for the end of the deferral.
    /// </summary>
    public bool CanExport => IsEstablished && HasRoom
        && (_feedCursor >= 0 || _out.PendingCount > 0 || (_endMark != EndMark.None && MayEnd));

    private bool HasRoom => Main.Connection!.Output.Count <= Math.Max(Options.OutputLimit - BgpMessage.MaxSize, 0);

    // RFC 4724 §4.1: a restarting speaker sends End-of-RIB after its route selection.
    private bool MayEnd => _endMark != EndMark.EndOfRib || !_shared.IsDeferring;

    // RFC 4724 §2: the mark follows the whole table, so no prefix may still wait for its decision.
    private bool IsDecided => _endMark != EndMark.EndOfRib || _shared.Rib.DirtyCount == 0;

    /// <summary>The best path of a prefix changed.</summary>
    public void OnBestChanged(int prefix)
    {
        int entry = _out.Find(prefix);
        if (entry == AdjRibOut.None)
        {
            if (!IsExportable(prefix))
            {
                return;
            }

            entry = AddEntry(prefix);
        }

        _out.Queue(entry, force: false);
        MarkReady();
    }

    /// <summary>Answers a ROUTE-REFRESH: everything is announced again (RFC 2918 §4).</summary>
    public void Resend()
    {
        if (Main.Negotiated!.EnhancedRefresh)
        {
            // RFC 7313 §4: the marks go around the whole table; not before the End-of-RIB of the first one.
            if (_endMark == EndMark.None)
            {
                SendRefresh(Main.Connection!, BgpRefreshSubtype.BeginOfRefresh);
                _endMark = EndMark.EndOfRefresh;
            }
        }

        _out.QueueAll();
        MarkReady();
    }

    /// <summary>Export policy changed: every prefix is looked at again, differences are sent.</summary>
    public void Reexport()
    {
        if (IsEstablished)
        {
            _feedCursor = 0;
            MarkReady();
        }
    }

    /// <summary>A bounded part of what is queued goes to the output.</summary>
    public void Export()
    {
        if (!IsEstablished)
        {
            return;
        }

        Feed();
        if (HasRoom && _out.PendingCount > 0)
        {
            ExportBatch();
        }

        if (_endMark != EndMark.None && _feedCursor < 0 && _out.PendingCount == 0 && MayEnd && IsDecided && HasRoom)
        {
            SendEndMark();
        }
    }

    private void StartFeed()
    {
        _feedCursor = 0;
        _endMark = EndMark.EndOfRib;
        EndOfRibSent = false;
        MarkReady();
    }

    private void StopFeed()
    {
        _out.Clear(_shared.Rib);
        _feedCursor = -1;
        _endMark = EndMark.None;
        EndOfRibSent = false;
    }

    private void Feed()
    {
        if (_feedCursor < 0)
        {
            return;
        }

        PrefixTable prefixes = _shared.Rib.Prefixes;
        int end = Math.Min(_feedCursor + FeedSlice, prefixes.High);
        for (; _feedCursor < end; _feedCursor++)
        {
            if (!prefixes.IsFree(_feedCursor) && (prefixes[_feedCursor].Best != PathTable.None
                || _out.Find(_feedCursor) != AdjRibOut.None))
            {
                OnBestChanged(_feedCursor);
            }
        }

        if (_feedCursor >= prefixes.High)
        {
            _feedCursor = -1;
        }
    }

    private int AddEntry(int prefix)
    {
        _shared.Rib.Prefixes[prefix].References++;
        return _out.Add(prefix);
    }

    private void RemoveEntry(int entry)
    {
        int prefix = _out.Prefix(entry);
        _out.Remove(entry);
        _shared.Rib.Prefixes[prefix].References--;
        _shared.Rib.Prefixes.ReleaseIfUnused(prefix);
    }

    private bool IsExportable(int prefix)
    {
        int best = _shared.Rib.Prefixes[prefix].Best;
        if (best == PathTable.None)
        {
            return false;
        }

        ref PathEntry path = ref _shared.Rib.Paths[best];
        if (path.Peer == BgpPath.Local)
        {
            return true;
        }

        // RFC 4271 §9.2: internal routes do not go to internal peers; reflection (RFC 4456) will be decided here.
        return path.Peer != Index && (IsExternal || _shared.Rib.PeerOf(path.Peer).IsExternal);
    }

    private void ExportBatch()
    {
        Span<Change> changes = stackalloc Change[Batch];
        int count = 0;
        while (count < Batch && _out.TryDequeue(out int entry, out bool forced))
        {
            int attributes = Wanted(_out.Prefix(entry));
            int current = _out.Attributes(entry);
            if (attributes == current && !(forced && attributes != AttributeStore.None))
            {
                if (attributes == AttributeStore.None)
                {
                    RemoveEntry(entry);
                }
                else
                {
                    _shared.Rib.Attributes.Release(attributes);
                }

                continue;
            }

            changes[count++] = new Change { Entry = entry, Attributes = attributes, IsForced = forced };
        }

        changes = changes.Slice(0, count);
        WriteWithdrawals(changes);
        for (int i = 0; i < count; i++)
        {
            if (!changes[i].IsDone)
            {
                WriteOrPostpone(changes.Slice(i));
            }
        }
    }

    private void WriteOrPostpone(Span<Change> changes)
    {
        if (HasRoom)
        {
            WriteGroup(changes);
            return;
        }

        _shared.Rib.Attributes.Release(changes[0].Attributes);
        _out.Queue(changes[0].Entry, changes[0].IsForced);
    }

    private void WriteWithdrawals(Span<Change> changes)
    {
        Span<BgpNlri> nlri = stackalloc BgpNlri[Batch];
        int count = Gather(changes, AttributeStore.None, nlri);
        while (count > 0)
        {
            Span<byte> room = Main.Connection!.Output.Reserve(BgpMessage.MaxSize);
            int length = BgpUpdateWriter.WriteWithdraw(room, 0, BgpMessage.MaxSize, nlri.Slice(0, count),
                Main.Negotiated!.AddPathSend, out int taken);
            Commit(Main.Connection, length);
            _sent.Update++;
            nlri = nlri.Slice(taken);
            count -= taken;
        }

        foreach (ref Change change in changes)
        {
            if (change.Attributes == AttributeStore.None)
            {
                _shared.Rib.Attributes.Release(_out.Attributes(change.Entry));
                _out.SetAttributes(change.Entry, AttributeStore.None);
                RemoveEntry(change.Entry);
                change.IsDone = true;
            }
        }
    }

    /// <summary>
    /// All prefixes that share the first change's attributes, in as few messages as possible (RFC 4271 §9.2.2).
    /// </summary>
    private void WriteGroup(Span<Change> changes)
    {
        int attributes = changes[0].Attributes;
        Span<BgpNlri> nlri = stackalloc BgpNlri[Batch];
        int count = Gather(changes, attributes, nlri);
        ReadOnlySpan<byte> block = _shared.Rib.Attributes.Block(attributes);
        if (!Main.Negotiated!.FourOctetAs)
        {
            AttributeRewriter rewriter = new() { TwoOctetAs = true };
            block = _shared.Scratch.AsSpan(0, rewriter.Write(_shared.Scratch, block));
        }

        bool fits = true;
        while (count > 0 && fits)
        {
            Span<byte> room = Main.Connection!.Output.Reserve(BgpMessage.MaxSize);
            int length = BgpUpdateWriter.WriteReach(room, 0, BgpMessage.MaxSize, block, nlri.Slice(0, count),
                Main.Negotiated.AddPathSend, out int taken);
            fits = length > 0;
            if (fits)
            {
                Commit(Main.Connection, length);
                _sent.Update++;
                nlri = nlri.Slice(taken);
                count -= taken;
            }
        }

        foreach (ref Change change in changes)
        {
            if (!change.IsDone && change.Attributes == attributes)
            {
                Settle(ref change, fits);
            }
        }
    }

    private void Settle(ref Change change, bool fits)
    {
        change.IsDone = true;
        int old = _out.Attributes(change.Entry);
        if (old != AttributeStore.None)
        {
            _shared.Rib.Attributes.Release(old);
        }

        if (!fits)
        {
            // The route does not fit one UPDATE: the peer must not keep what it had before (RFC 4271 §9.2).
            _shared.Rib.Attributes.Release(change.Attributes);
            Oversized++;
            _out.SetAttributes(change.Entry, AttributeStore.None);
            if (old != AttributeStore.None)
            {
                Span<BgpNlri> one = stackalloc BgpNlri[1];
                one[0] = NlriOf(change.Entry);
                Span<byte> room = Main.Connection!.Output.Reserve(BgpMessage.MaxSize);
                Commit(Main.Connection, BgpUpdateWriter.WriteWithdraw(room, 0, BgpMessage.MaxSize, one,
                    Main.Negotiated!.AddPathSend, out _));
                _sent.Update++;
            }

            RemoveEntry(change.Entry);
            return;
        }

        _out.SetAttributes(change.Entry, change.Attributes);
    }

    /// <summary>Routes that no UPDATE can hold.</summary>
    public long Oversized { get; private set; }

    private int Gather(Span<Change> changes, int attributes, Span<BgpNlri> nlri)
    {
        int count = 0;
        foreach (ref Change change in changes)
        {
            if (!change.IsDone && change.Attributes == attributes)
            {
                nlri[count++] = NlriOf(change.Entry);
            }
        }

        return count;
    }

    private BgpNlri NlriOf(int entry) => new(_shared.Rib.Prefixes[_out.Prefix(entry)].Prefix, OnlyPathId);

    private void SendEndMark()
    {
        if (_endMark == EndMark.EndOfRefresh)
        {
            SendRefresh(Main.Connection!, BgpRefreshSubtype.EndOfRefresh);
        }
        else
        {
            Commit(Main.Connection!,
                BgpUpdateWriter.WriteEndOfRib(Main.Connection!.Output.Reserve(BgpMessage.MaxSize), 0));
            _sent.Update++;
            EndOfRibSent = true;
            _shared.Events.Add(new BgpPeerChange(
                Index, BgpPeerChangeKind.EndOfRibSent, Shown, Shown, "the whole table is sent"));
        }

        _endMark = EndMark.None;
    }

    private struct Change
    {
        public int Entry;
        public int Attributes;
        public bool IsForced;
        public bool IsDone;
    }
}
