using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Core;
using Router.Core.Fast;
using Router.Hal;
using Router.Hal.Linux;
using Router.Hal.Linux.Xdp;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux.Workers;

/// <summary>
/// The workers of a board: threads that forward what is plain, while the board's loop does all else, for them too.
/// </summary>
internal sealed class BoardWorkers : IDisposable
{
    // Frames that the board's loop takes of one worker in one round.
    private const int Batch = 64;

    private readonly List<WorkerThread> _threads = [];
    private readonly Frame[] _taken = new Frame[Batch];
    private ForwardingWorkers? _forwarding;
    private bool _stopped;

    /// <param name="file">Says how many, and where they run.</param>
    /// <param name="pool">The frames of the board's loop.</param>
    /// <param name="control">What that loop sleeps by.</param>
    public BoardWorkers(RunFile file, NativeFramePool pool, PollLoop control)
    {
        Pool = pool;
        for (int i = 0; i < file.Workers; i++)
        {
            int? core = file.Cores.Count > 0 ? file.Cores[i] : null;
            _threads.Add(new WorkerThread(i, core, pool.Capacity, control.Wake));
        }
    }

    public NativeFramePool Pool { get; }

    public IReadOnlyList<WorkerThread> Threads => _threads;

    /// <summary>Where the workers say what they still read; for the forwarding table.</summary>
    public ReaderEpochs Readers { get; } = new();

    /// <summary>Once the core has it, see <see cref="Join"/>.</summary>
    public ForwardingWorkers Forwarding => _forwarding!;

    /// <summary>Makes the fast path of a core, to which all workers belong.</summary>
    public IFrameForwarder Join(RouterCore core, Instant now)
    {
        _forwarding = new ForwardingWorkers(core, Pool, Readers, now);
        foreach (WorkerThread thread in _threads)
        {
            _forwarding.Add(thread.Pool);
        }

        return _forwarding.Forwarder;
    }

    public void Start()
    {
        for (int i = 0; i < _threads.Count; i++)
        {
            _threads[i].Start(Forwarding.Workers[i]);
        }
    }

    /// <summary>Opens a queue of an interface for each worker, by packet socket.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public INic OpenPacket(string name, PacketOptions options) =>
        new QueuedNic(NicQueues.OpenPacket(name, _threads.ConvertAll(static IFramePool (t) => t.Pool), options), this);

    /// <summary>Opens a queue of an interface for each worker, by AF_XDP.</summary>
    /// <exception cref="NicException">It cannot be a port; the message says why and what to do.</exception>
    public INic OpenXdp(string name, XdpOptions options) => new QueuedNic(
        NicQueues.OpenXdp(name, _threads.ConvertAll(static thread => thread.Memory), options,
            (worker, action) => _threads[worker].Call(action)),
        this);

    /// <summary>Gives the board what workers left for it; true when some had more. Counts are brought up to date.
    /// </summary>
    public bool Take(Board board, Instant now, out int count)
    {
        count = 0;
        for (int worker = 0; worker < _threads.Count; worker++)
        {
            int left = Batch;
            for (int got; left > 0 && (got = Forwarding.Take(worker, _taken.AsSpan(0, left), out int port)) > 0;)
            {
                board.Receive(port, _taken.AsSpan(0, got), now);
                left -= got;
                count += got;
            }
        }

        Forwarding.Collect();
        return count > 0 && Forwarding.AnyLeft;
    }

    /// <summary>Frames for a port that no worker's queue took.</summary>
    public long Refused(int port) => _threads.Sum(thread => thread.Refused(port));

    /// <summary>Ends the threads and what they forwarded by; the core lives on, with nobody to forward.</summary>
    public void Stop()
    {
        if (!_stopped)
        {
            _stopped = true;
            _threads.ForEach(static thread => thread.Stop());
            _forwarding?.Dispose();
        }
    }

    public void Dispose()
    {
        Stop();
        _threads.ForEach(static thread => thread.Dispose());
        Readers.Dispose();
    }
}
