using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// The workers of a board as the thread of its core sees them: keeps the table they read, takes the frames they leave,
/// and adds what they counted to what the core counts.
/// </summary>
public sealed class ForwardingWorkers : IDisposable
{
    private readonly RouterCore _core;
    private readonly NativeFramePool _pool;
    private readonly ReaderEpochs _readers;
    private readonly SharedWays _shared;
    private readonly BatchForwarder _forwarder;
    private readonly List<WorkerForwarder> _workers = new();
    private readonly List<long[]> _collected = new();
    private readonly long[] _now = new long[WorkerCounters.Count];

    /// <param name="core">Built with a forwarding table that knows <paramref name="readers"/>.</param>
    /// <param name="pool">The frames of the core's thread.</param>
    /// <param name="readers">Where workers register.</param>
    /// <param name="now">The time.</param>
    public ForwardingWorkers(RouterCore core, NativeFramePool pool, ReaderEpochs readers, Instant now)
    {
        _core = core;
        _pool = pool;
        _readers = readers;
        _shared = new SharedWays(readers);
        core.Routes.Hops.KeepReleased();
        core.SentElsewhere = SentElsewhere;
        _forwarder = new BatchForwarder(core, pool, _shared);
        _forwarder.Settle(now);
    }

    /// <summary>The fast path of the core's own thread: for frames that workers left, among others.</summary>
    public IFrameForwarder Forwarder => _forwarder;

    public IReadOnlyList<WorkerForwarder> Workers => _workers;

    /// <summary>One more worker, with frames of its own; before its thread starts.</summary>
    public WorkerForwarder Add(NativeFramePool pool)
    {
        // Far from the core's own and from each other's: all count up from there.
        ushort identification = (ushort)(_core.Identification + Apart(_workers.Count + 1));
        var worker = new WorkerForwarder(_core, pool, _shared, _readers, identification);
        _workers.Add(worker);
        _collected.Add(new long[WorkerCounters.Count]);
        return worker;
    }

    /// <summary>Shows workers what has changed. Once for each round of the core's thread.</summary>
    /// <param name="slow">The core is to see every frame, as while a capture runs.</param>
    /// <param name="now">The time.</param>
    public void Settle(bool slow, Instant now)
    {
        if (slow != _shared.Slow)
        {
            _shared.Slow = slow;
            _forwarder.Unsettle();
        }

        _forwarder.Settle(now);
        _shared.Sweep(_core);
    }

    /// <summary>Some worker has left frames.</summary>
    public bool AnyLeft
    {
        get
        {
            foreach (WorkerForwarder worker in _workers)
            {
                if (!worker.Ring.IsEmpty)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>
    /// Takes frames that a worker left, all of one port; 0 when there are none, or no slot for them now.
    /// </summary>
    public int Take(int worker, Span<Frame> frames, out int port)
    {
        FrameRing ring = _workers[worker].Ring;
        port = -1;
        int count = 0;
        while (count < frames.Length && ring.TryPeek(out int from, out ReadOnlySpan<byte> octets)
            && (count == 0 || from == port) && _pool.TryRent(out Frame frame))
        {
            port = from;
            frame.Length = octets.Length;
            octets.CopyTo(_pool.Octets(frame));
            frames[count++] = frame;
            ring.Drop();
        }

        return count;
    }

    /// <summary>Adds what workers counted since the last time. Before counters are shown, and once a round.</summary>
    public void Collect()
    {
        // Of the ports there are: a worker that goes on counting makes a long look begin anew again and again.
        Span<long> now = _now.AsSpan(0, WorkerCounters.CountOf(_core.PortLimit));
        for (int i = 0; i < _workers.Count; i++)
        {
            _workers[i].Counters.Read(now);
            AddSince(_collected[i]);
            now.CopyTo(_collected[i]);
        }
    }

    /// <summary>
    /// Of what <see cref="Collect"/> added last: frames that a worker forwarded, and those for the core that found no
    /// room on the way to it.
    /// </summary>
    public (long Forwarded, long Overrun) CountsOf(int worker) =>
        (_collected[worker][WorkerCounters.Forwarded], _collected[worker][WorkerCounters.Overrun]);

    /// <summary>The threads of all workers have ended.</summary>
    public void Dispose()
    {
        Collect();
        _core.SentElsewhere = null;
        foreach (WorkerForwarder worker in _workers)
        {
            worker.Dispose();
        }

        _forwarder.Dispose();
        _shared.Dispose();
    }

    private void AddSince(long[] before)
    {
        CoreCounters counters = _core.Counters;
        counters.Received += _now[WorkerCounters.Received] - before[WorkerCounters.Received];
        counters.Forwarded += _now[WorkerCounters.Forwarded] - before[WorkerCounters.Forwarded];
        counters.Encapsulated += _now[WorkerCounters.Encapsulated] - before[WorkerCounters.Encapsulated];
        counters.Decapsulated += _now[WorkerCounters.Decapsulated] - before[WorkerCounters.Decapsulated];
        for (long i = before[WorkerCounters.Overrun]; i < _now[WorkerCounters.Overrun]; i++)
        {
            counters.CountDrop(DropReason.NoFrame, received: true);
        }

        foreach (CorePort port in _core.Ports)
        {
            int at = WorkerCounters.FirstPort + (port.Index * WorkerCounters.PortStride);
            if (port.Index < BoardFacts.MostPorts)
            {
                PortCounters counts = port.Counters;
                counts.Received += Grown(WorkerCounters.PortReceived);
                counts.ReceivedOctets += Grown(WorkerCounters.PortReceivedOctets);
                counts.Transmitted += Grown(WorkerCounters.PortTransmitted);
                counts.TransmittedOctets += Grown(WorkerCounters.PortTransmittedOctets);
                counts.Dropped += Grown(WorkerCounters.PortOverrun);
            }

            long Grown(int counter) => _now[at + counter] - before[at + counter];
        }
    }

    // The number with its bits in reverse: halves, then quarters, then eighths of the circle.
    private static int Apart(int number)
    {
        int turned = 0;
        for (int bit = 0; bit < 16; bit++)
        {
            turned |= ((number >> bit) & 1) << (15 - bit);
        }

        return turned;
    }

    // One of the packets that some worker put into the tunnel lately, by its identification.
    private bool SentElsewhere(ushort identification, int packets)
    {
        foreach (WorkerForwarder worker in _workers)
        {
            // An aligned word: whole, if a batch old.
            ushort last = (ushort)worker.Counters[WorkerCounters.Identification];
            if ((ushort)(last - identification) < packets)
            {
                return true;
            }
        }

        return false;
    }
}
