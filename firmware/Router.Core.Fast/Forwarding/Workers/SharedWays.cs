using System;
using System.Collections.Generic;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// The table that workers read while the core's thread writes it. What is added is added in place, each piece complete
/// before the store that shows it; a change takes effect as a new table that knows as much as the one before. Old ones,
/// and the group numbers that they gave a meaning to, are used again when all readers have left them.
/// </summary>
internal sealed class SharedWays : IDisposable
{
    private readonly ReaderEpochs _readers;
    private readonly Queue<Retired> _retired = new();
    private readonly Stack<WayTable> _spare = new();
    private WayTable? _current;
    private long _stamp;

    public SharedWays(ReaderEpochs readers) => _readers = readers;

    /// <summary>The core is to see every frame, as while a capture runs. From the next publication on.</summary>
    public bool Slow { get; set; }

    /// <summary>For readers: good until the next <see cref="ReaderEpochs.Quiesce"/>.</summary>
    public WayTable Current => Volatile.Read(ref _current)!;

    public void Publish(WayFinder ways, RouterCore core, Instant now)
    {
        Sweep(core);
        WayTable before = ways.Table;
        WayTable next = NewTable(before, core.Routes.Hops.Groups);
        ways.MoveTo(next, now);
        next.Facts = BoardFacts.Of(core, Slow);
        next.Stamp = ++_stamp;
        Volatile.Write(ref _current, next);
        List<int> released = core.Routes.Hops.TakeReleased();
        _retired.Enqueue(new Retired(before, released, _readers.Advance()));
        Sweep(core);
    }

    /// <summary>Takes back what no reader can see any more.</summary>
    public void Sweep(RouterCore core)
    {
        if (_retired.Count == 0)
        {
            return;
        }

        long passed = _readers.Passed();
        while (_retired.TryPeek(out Retired? oldest) && oldest.Tag <= passed)
        {
            _retired.Dequeue();
            core.Routes.Hops.GiveBack(oldest.Groups);
            _spare.Push(oldest.Table);
        }
    }

    /// <summary>All readers have ended.</summary>
    public void Dispose()
    {
        _current?.Dispose();
        foreach (Retired retired in _retired)
        {
            retired.Table.Dispose();
        }

        foreach (WayTable spare in _spare)
        {
            spare.Dispose();
        }
    }

    // A table that is full is not used again: the next one has twice its room.
    private WayTable NewTable(WayTable before, int groups)
    {
        int rewrites = before.IsFull ? before.RewriteCapacity * 2 : before.RewriteCapacity;
        while (_spare.TryPop(out WayTable? spare))
        {
            if (spare.RewriteCapacity >= rewrites && spare.GroupCapacity >= groups)
            {
                spare.Reset(groups);
                return spare;
            }

            spare.Dispose();
        }

        return new WayTable(Math.Max(groups, before.GroupCapacity), rewrites);
    }

    private sealed record Retired(WayTable Table, List<int> Groups, long Tag);
}
