using System;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// The fast path on a thread of its own: its own frames, its own queues of the devices, its own counts. It reads the
/// routes and the table that the core's thread keeps, and copies to that thread what it cannot forward itself. Its
/// thread calls all members but <see cref="IDisposable.Dispose"/>, which is for when that has ended.
/// </summary>
public sealed unsafe class WorkerForwarder : IFrameForwarder
{
    private const int RingOctets = 1 << 20;

    private readonly NativeFramePool _pool;
    private readonly SharedWays _shared;
    private readonly ReaderEpochs _readers;
    private readonly ForwardingPasses _passes;
    private readonly int _reader;
    private BoardFacts? _facts;
    private long _stamp;
    private long _overruns;

    internal WorkerForwarder(
        RouterCore core, NativeFramePool pool, SharedWays shared, ReaderEpochs readers, ushort identification)
    {
        _pool = pool;
        _shared = shared;
        _readers = readers;
        _passes = new ForwardingPasses(pool, core.Routes.Fib, core.FlowSeed, shared.Current, new RingSide(this))
        {
            Identification = identification,
        };
        _reader = readers.Register();
        readers.Offline(_reader);
    }

    public ReadOnlySpan<int> Busy => _passes.Output.Busy;

    internal FrameRing Ring { get; } = new(RingOctets);

    /// <summary>Frames of the core's that leave by this worker's queues.</summary>
    internal FrameRing Back { get; } = new(RingOctets);

    internal WorkerCounters Counters { get; } = new();

    /// <summary>Frames were left for the core since this was last set to false: its thread is to be woken.</summary>
    public bool HasSlow { get; set; }

    public ReadOnlySpan<Frame> Output(int port) => _passes.Output[port];

    public void Clear() => _passes.Output.Clear();

    /// <summary>From here to <see cref="Rest"/> the core's thread waits for this one before it reuses memory.</summary>
    public void Begin() => _readers.Online(_reader);

    /// <summary>Before the thread sleeps.</summary>
    public void Rest() => _readers.Offline(_reader);

    /// <summary>The core's thread: a frame that is to leave by a port; false when there is no room.</summary>
    public bool TrySend(int port, ReadOnlySpan<byte> octets) => Back.TryWrite(port, octets);

    /// <summary>
    /// Puts frames of the core's among the output, at most so many; true when more are left. They are counted already.
    /// </summary>
    public bool Fetch(int most)
    {
        while (Back.TryPeek(out int port, out ReadOnlySpan<byte> octets))
        {
            if (most-- == 0 || !_pool.TryRent(out Frame frame))
            {
                return true;
            }

            frame.Length = octets.Length;
            octets.CopyTo(_pool.Octets(frame));
            _passes.Output.AddCounted(port, in frame);
            Back.Drop();
        }

        return false;
    }

    public int Process(int port, ReadOnlySpan<Frame> frames, Instant now)
    {
        Follow();
        _overruns = 0;
        PortFacts[] ports = _facts!.Ports;
        Arrival arrival = default;
        if ((uint)port < (uint)ports.Length && ports[port].IsFast)
        {
            arrival = new Arrival(in ports[port], port, now);
            fixed (Frame* first = frames)
            {
                _passes.Prefetch(first, frames.Length);
                for (int done = 0; done < frames.Length;)
                {
                    int count = Math.Min(frames.Length - done, ForwardingPasses.Size);
                    _passes.Prefetch(first + done + count, frames.Length - done - count);
                    done += _passes.Run(first + done, count, ref arrival);
                }
            }
        }
        else
        {
            foreach (ref readonly Frame frame in frames)
            {
                Leave(port, in frame);
            }
        }

        Count(port, in arrival);
        _readers.Quiesce(_reader);
        return (int)arrival.Fast;
    }

    public void Dispose()
    {
        _readers.Unregister(_reader);
        _passes.Dispose();
        Ring.Dispose();
        Back.Dispose();
        Counters.Dispose();
    }

    // Once for each batch: what is taken here holds until it is done.
    private void Follow()
    {
        WayTable table = _shared.Current;
        if (table.Stamp == _stamp)
        {
            return;
        }

        _stamp = table.Stamp;
        _facts = table.Facts!;
        _passes.Take(table);
        _passes.TunnelOpen = _facts.TunnelOpen;
        _passes.TunnelRpf = _facts.TunnelRpf;
        _passes.Output.Cover(Math.Max(_facts.Ports.Length - 1, 0));
    }

    private void Leave(int port, in Frame frame)
    {
        if (Ring.TryWrite(port, _pool.Octets(frame)))
        {
            HasSlow = true;
        }
        else
        {
            _overruns++;
        }

        _pool.Return(in frame);
    }

    private void Count(int port, in Arrival arrival)
    {
        WorkerCounters counters = Counters;
        counters.Begin();
        counters[WorkerCounters.Received] += arrival.Fast + _overruns;
        counters[WorkerCounters.Forwarded] += arrival.Fast;
        counters[WorkerCounters.Encapsulated] += arrival.Encapsulated;
        counters[WorkerCounters.Decapsulated] += arrival.Decapsulated;
        counters[WorkerCounters.Overrun] += _overruns;
        counters[WorkerCounters.Identification] = _passes.Identification;
        if ((uint)port < BoardFacts.MostPorts)
        {
            counters.Port(port, WorkerCounters.PortReceived) += arrival.Fast + _overruns;
            counters.Port(port, WorkerCounters.PortReceivedOctets) += arrival.Octets;
            counters.Port(port, WorkerCounters.PortOverrun) += _overruns;
        }

        foreach (int busy in Busy)
        {
            (long frames, long octets) = _passes.Output.TakeCounts(busy);
            if (frames != 0)
            {
                counters.Port(busy, WorkerCounters.PortTransmitted) += frames;
                counters.Port(busy, WorkerCounters.PortTransmittedOctets) += octets;
            }
        }

        counters.End();
    }

    // Nothing is learned on this thread: what it does not know the core's thread will when it has seen the frame.
    private sealed class RingSide(WorkerForwarder worker) : SlowSide
    {
        public override void Learn(int group, Instant now)
        {
        }

        public override int LearnDestination(int hop, uint address, Instant now) => 0;

        public override int Renew(Way* way, int number, uint destination, Instant now) => 0;

        public override bool Allows(Ipv4Address remote) => false;

        public override bool Give(int port, in Frame frame, Instant now)
        {
            worker.Leave(port, in frame);
            return false;
        }
    }
}
