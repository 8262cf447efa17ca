using System;
using Router.Wire;

namespace Router.Bgp;

// What is due.
public sealed partial class BgpSpeaker
{
    // Work of one Poll. PollAt answers "now" while any is left, so nothing is late by more than the others' share.
    private const int DecisionSlice = 1024;
    private const int SweepSlice = 8192;

    private BgpPath[] _selected = new BgpPath[4];
    private Instant _deferralFrom = Instant.Never;
    private Instant _deferralAt = Instant.Never;

    /// <summary>
    /// Does what is due and hands out what has queued up; a call before <see cref="PollAt"/> finds nothing to do.
    /// </summary>
    public void Poll(Instant now, IBgpSink sink)
    {
        _shared.Now = now;
        _shared.StartedAt = Instant.Min(_shared.StartedAt, now);
        while (_shared.Deadlines.First <= now && _shared.Deadlines.First != Instant.Never)
        {
            _neighbours[_shared.Deadlines.FirstSlot].OnDeadline(now);
        }

        CheckDeferral(now);
        Tell(sink);
        foreach (LocRib rib in _shared.Ribs)
        {
            Decide(rib, sink);
        }

        Serve(now, sink);
        foreach (LocRib rib in _shared.Ribs)
        {
            Trim(rib);
        }

        SayFarewell(now, sink);
        Tell(sink);
        NoteConvergence(now);
    }

    /// <summary>When Poll has something to do next; an instant of the past when it has now.</summary>
    public Instant PollAt()
    {
        if (_shared.Ready.Count > 0 || _shared.Events.Count > 0 || _shared.DeferralMayEnd)
        {
            return Instant.Zero;
        }

        foreach (LocRib rib in _shared.Ribs)
        {
            if (rib.HasWork)
            {
                return Instant.Zero;
            }
        }

        Instant next = Instant.Min(_shared.Deadlines.First, _deferralAt);
        for (int i = 0; i < _shared.Closing.Count; i++)
        {
            Connection connection = _shared.Closing[i];
            next = connection.IsBlocked && !connection.IsGone ? Instant.Min(next, connection.AbortAt) : Instant.Zero;
            if (next == Instant.Zero)
            {
                break;
            }
        }

        return next;
    }

    private void CheckDeferral(Instant now)
    {
        if (_deferralAt <= now && _deferralAt != Instant.Never)
        {
            EndDeferral();
        }
        else if (_shared.DeferralMayEnd && _shared.IsDeferring)
        {
            bool isOver = true;
            foreach (Neighbour neighbour in _neighbours)
            {
                isOver &= !neighbour.HoldsDeferral;
            }

            if (isOver)
            {
                EndDeferral();
            }
        }

        _shared.DeferralMayEnd = false;
    }

    private void EndDeferral()
    {
        _deferralAt = Instant.Never;
        _shared.IsDeferring = false;
        foreach (LocRib rib in _shared.Ribs)
        {
            rib.MarkAllDirty();
        }

        foreach (Neighbour neighbour in _neighbours)
        {
            neighbour.MarkReady();
        }
    }

    private void Tell(IBgpSink sink)
    {
        // The sink may call back in and add to the list.
        for (int i = 0; i < _shared.Events.Count; i++)
        {
            sink.OnPeer(_shared.Events[i]);
        }

        _shared.Events.Clear();
    }

    private void Decide(LocRib rib, IBgpSink sink)
    {
        rib.Sweep(SweepSlice);
        uint end = rib.Log.End;
        for (int i = 0; i < DecisionSlice && rib.TryTakeDirty(out int prefix); i++)
        {
            Decide(rib, prefix, sink);
        }

        if (rib.Log.End != end)
        {
            foreach (Neighbour neighbour in _neighbours)
            {
                if (neighbour.IsEstablished)
                {
                    neighbour.MarkReady();
                }
            }
        }
    }

    private void Decide(LocRib rib, int prefix, IBgpSink sink)
    {
        ref PrefixEntry entry = ref rib.Prefixes[prefix];
        ReadOnlySpan<int> best = _decision.Select(rib, entry.FirstPath, _shared.IsDeferring);
        best = best.Slice(0, Math.Min(best.Length, Math.Max(Options.MaxPaths, 1)));
        int first = best.IsEmpty ? LocRib.NoPath : best[0];
        bool isChanged = InUseDiffers(rib, entry.FirstPath, best, out bool hasFresh) || entry.Best != first
            || (entry.Flags & PrefixFlags.Changed) != 0;

        // Who takes every path hears of those that were not chosen, too.
        bool isNews = rib.AddPathReaders > 0 && (hasFresh || (entry.Flags & PrefixFlags.PathGone) != 0);
        entry.Flags = PrefixFlags.None;
        entry.Best = first;
        if (isChanged)
        {
            Announce(rib, prefix, best, sink);
        }

        if (isChanged || isNews)
        {
            rib.LogChange(prefix);
        }

        rib.Prefixes.ReleaseIfUnused(prefix);
    }

    private static bool InUseDiffers(LocRib rib, int firstPath, ReadOnlySpan<int> best, out bool hasFresh)
    {
        bool differs = false;
        hasFresh = false;
        for (int index = firstPath; index != LocRib.NoPath; index = rib.Paths[index].Next)
        {
            ref PathEntry path = ref rib.Paths[index];
            bool isUsed = best.IndexOf(index) >= 0;
            differs |= isUsed != ((path.Flags & PathFlags.InUse) != 0);
            hasFresh |= (path.Flags & PathFlags.Fresh) != 0;
            path.Flags = isUsed ? path.Flags | PathFlags.InUse : path.Flags & ~PathFlags.InUse;
        }

        return differs;
    }

    /// <summary>Drops what all have been told, and shortens the log when somebody lags far behind.</summary>
    private void Trim(LocRib rib)
    {
        if (rib.Log.Count == 0)
        {
            return;
        }

        uint start = rib.Log.Start;
        uint read = (uint)rib.Log.Count;
        foreach (Neighbour neighbour in _neighbours)
        {
            foreach (PeerTable table in neighbour.Tables)
            {
                if (table.IsReading && table.Rib == rib)
                {
                    read = Math.Min(read, table.Cursor - start);
                }
            }
        }

        rib.Log.Trim(start + read);
        if (rib.LogNeedsCompaction)
        {
            Compact(rib);
        }
    }

    private void Compact(LocRib rib)
    {
        uint start = rib.Log.Start;
        uint[] moved = rib.CompactLog();
        foreach (Neighbour neighbour in _neighbours)
        {
            foreach (PeerTable table in neighbour.Tables)
            {
                if (table.IsReading && table.Rib == rib && table.Cursor - start < moved.Length)
                {
                    table.Cursor = moved[table.Cursor - start];
                }
            }
        }
    }

    private void Announce(LocRib rib, int prefix, ReadOnlySpan<int> best, IBgpSink sink)
    {
        if (_selected.Length < best.Length)
        {
            _selected = new BgpPath[best.Length];
        }

        for (int i = 0; i < best.Length; i++)
        {
            _selected[i] = PathView.Of(rib, rib.Paths[best[i]]);
        }

        BgpRouteChange change = new(rib.Prefixes.PrefixOf(prefix), _selected.AsSpan(0, best.Length));
        sink.OnRoute(change);
        Options.Monitor?.OnRoute(change, _shared.Now);
    }

    /// <summary>One bounded turn for each peer that has something to do.</summary>
    private void Serve(Instant now, IBgpSink sink)
    {
        for (int turns = _shared.Ready.Count; turns > 0; turns--)
        {
            Neighbour neighbour = _neighbours[_shared.Ready.Dequeue()];
            neighbour.IsReady = false;
            if (neighbour.CancelPending)
            {
                neighbour.CancelPending = false;
                sink.CancelConnect(neighbour.Index);
            }

            if (neighbour.DialPending)
            {
                neighbour.DialPending = false;
                neighbour.DialOutstanding = true;
                BgpPeerOptions options = neighbour.Options;
                sink.Connect(neighbour.Index, options.LocalAddress, options.RemoteAddress, options.Port, options.Ttl);
            }

            neighbour.Export();
            neighbour.Flush(sink, now);
            if (neighbour.CanExport)
            {
                neighbour.MarkReady();
            }
        }
    }

    private void SayFarewell(Instant now, IBgpSink sink)
    {
        int kept = 0;
        for (int i = 0; i < _shared.Closing.Count; i++)
        {
            Connection connection = _shared.Closing[i];
            if (!IsFinished(connection, now, sink))
            {
                _shared.Closing[kept++] = connection;
            }
        }

        _shared.Closing.RemoveRange(kept, _shared.Closing.Count - kept);
    }

    private bool IsFinished(Connection connection, Instant now, IBgpSink sink)
    {
        if (connection.IsGone)
        {
            return true;
        }

        bool isAborted = connection.IsAborted || (connection.IsBlocked && connection.AbortAt <= now);
        if (!isAborted && connection.Output.Count > 0 && !connection.IsBlocked)
        {
            Neighbour.Offer(connection, sink);
        }

        if (!isAborted && connection.Output.Count > 0)
        {
            return false;
        }

        _shared.Connections.Remove(connection.Id);
        connection.IsGone = true;
        if (isAborted)
        {
            sink.Abort(connection.Id);
        }
        else
        {
            sink.Close(connection.Id);
        }

        return true;
    }
}
