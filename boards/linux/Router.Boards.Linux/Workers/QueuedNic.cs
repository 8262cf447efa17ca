using System;
using System.Collections.Generic;
using Router.Core.Fast;
using Router.Hal;
using Router.Wire;

namespace Router.Boards.Linux.Workers;

/// <summary>
/// A device whose queues are the workers', as the board's loop sees it: nothing is received here, and what is sent goes
/// to a worker, which sends it by its queue.
/// </summary>
internal sealed class QueuedNic(IReadOnlyList<INic> queues, BoardWorkers workers) : INic
{
    private int _port = -1;
    private bool _open = true;

    public string Name => queues[0].Name;

    public MacAddress Mac => queues[0].Mac;

    public int Mtu => queues[0].Mtu;

    // Asks the kernel by a descriptor of its own, and touches nothing of the worker's.
    public bool LinkUp => _open && queues[0].LinkUp;

    public string? Fault => queues[0].Fault;

    public int ReadinessDescriptor => -1;

    public IReadOnlyList<INic> Queues => queues;

    public NicCounters Counters
    {
        get
        {
            NicCounters sum = default;
            for (int i = 0; i < queues.Count; i++)
            {
                INic queue = queues[i];
                NicCounters one = default;
                workers.Threads[i].Call(() => one = queue.Counters);
                sum.Add(one);
            }

            return sum;
        }
    }

    /// <summary>Workers receive from it as a port of the board from here on.</summary>
    public void Attach(int port)
    {
        if (_port == port)
        {
            return;
        }

        _port = port;
        for (int i = 0; i < queues.Count; i++)
        {
            (WorkerThread thread, INic queue) = (workers.Threads[i], queues[i]);
            thread.Call(() => thread.Attach(port, queue));
        }
    }

    public int Receive(Span<Frame> frames) => 0;

    public int Transmit(ReadOnlySpan<Frame> frames)
    {
        // Always by the same one, so that what the board sends keeps its order.
        int chosen = _port % queues.Count;
        WorkerForwarder worker = workers.Forwarding.Workers[chosen];
        IFramePool pool = workers.Pool;
        int taken = 0;
        while (taken < frames.Length && worker.TrySend(_port, pool.Octets(frames[taken])))
        {
            pool.Return(frames[taken++]);
        }

        if (taken > 0)
        {
            workers.Threads[chosen].Wake();
        }

        return taken;
    }

    public void Dispose()
    {
        if (!_open)
        {
            return;
        }

        _open = false;
        for (int i = 0; i < queues.Count; i++)
        {
            (WorkerThread thread, INic queue) = (workers.Threads[i], queues[i]);
            thread.Call(() =>
            {
                thread.Detach(queue);
                queue.Dispose();
            });
        }
    }
}
