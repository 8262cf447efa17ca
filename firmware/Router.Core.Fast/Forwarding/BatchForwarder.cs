using System;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Forwards the plain majority of frames in passes over small batches: read headers, look up, choose a rewrite, store
/// it. Every rule is the core's; this only recognises packets about which the core has nothing to decide any more, and
/// gives it all others, in their turn.
/// </summary>
public sealed unsafe partial class BatchForwarder : IFrameForwarder
{
    /// <summary>
    /// Frames in one pass: enough that what is asked of memory for one arrives while the others are worked on, few
    /// enough that all of it stays in the first-level cache.
    /// </summary>
    private const int Pass = 32;

    private readonly RouterCore _core;
    private readonly NativeFramePool _pool;
    private readonly WayFinder _ways;
    private readonly OutputQueues _output = new();
    private readonly Parcel* _parcels = NativeArray.New<Parcel>(Pass);
    private readonly Ipv4Address* _addresses = NativeArray.New<Ipv4Address>(2 * Pass);
    private readonly int* _groups = NativeArray.New<int>(2 * Pass);
    private readonly int* _inner = NativeArray.New<int>(Pass);
    private long* _uses;
    private int _usesCapacity;
    private long _settlement = -1;
    private long _routes = -1;
    private bool _tunnelOpen;
    private RpfMode _tunnelRpf;

    /// <param name="core">The core that decides; its loop drives this one too.</param>
    /// <param name="pool">The frames of that core.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is big-endian.</exception>
    public BatchForwarder(RouterCore core, NativeFramePool pool)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("the fast path needs a little-endian machine");
        }

        _core = core;
        _pool = pool;
        _ways = new WayFinder(core, new WayTable());
        core.Neighbours.Evicting = NoteUses;
    }

    ~BatchForwarder() => Free();

    public ReadOnlySpan<int> Busy => _output.Busy;

    public ReadOnlySpan<Frame> Output(int port) => _output[port];

    public void Clear() => _output.Clear();

    public int Process(int port, ReadOnlySpan<Frame> frames, Instant now)
    {
        TakeCoreOutput();
        CorePort? input = _core.Port(port);
        if (input is not { LinkUp: true } || input.Mac.IsMulticast || !_core.Forwards || _core.Tracer != null)
        {
            foreach (ref readonly Frame frame in frames)
            {
                GiveCore(port, frame, now);
            }

            return 0;
        }

        var arrival = new Arrival(input, now);
        fixed (Frame* first = frames)
        {
            PrefetchHeaders(first, Math.Min(frames.Length, Pass));
            for (int done = 0; done < frames.Length;)
            {
                int count = Math.Min(frames.Length - done, Pass);
                PrefetchHeaders(first + done + count, Math.Min(frames.Length - done - count, Pass));
                Settle();
                Read(first + done, count, in arrival);
                Classify(first + done, count, in arrival);
                done += Act(first + done, count, ref arrival);
            }
        }

        Count(input, in arrival);
        return (int)arrival.Fast;
    }

    public void Dispose()
    {
        _core.Neighbours.Evicting = null;
        Free();
        _ways.Table.Dispose();
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PrefetchHeaders(Frame* frames, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Prefetch.Line(_pool.Address(in frames[i]));
        }
    }

    // Forgets what no longer holds. Before each pass, and so after each frame of the core's that changed something.
    private void Settle()
    {
        if (_core.Routes.Generation != _routes)
        {
            _routes = _core.Routes.Generation;
            _settlement = _ways.OuterRoutesHold() ? _settlement : -1;
        }

        if (_core.Settlement == _settlement && !_ways.Table.IsFull)
        {
            return;
        }

        _settlement = _core.Settlement;
        NoteUses();
        _ways.Reset();
        if (_usesCapacity != _ways.Table.RewriteCapacity)
        {
            _usesCapacity = _ways.Table.RewriteCapacity;
            NativeArray.Free(_uses);
            _uses = NativeArray.New<long>(_usesCapacity);
        }

        _tunnelOpen = _core.Tunnel.Enabled;
        _tunnelRpf = _core.Tunnel.Rpf;
        foreach (CorePort port in _core.Ports)
        {
            _output.Cover(port.Index);
        }
    }

    // The neighbour cache lets its least recently used entry go: it must know of those used here.
    private void NoteUses()
    {
        for (int i = 1; i < Math.Min(_ways.Table.RewritesUsed, _usesCapacity); i++)
        {
            if (_uses[i] != 0)
            {
                ref Rewrite rewrite = ref _ways.Table.Rewrites[i];
                _core.Neighbours.NoteUse(
                    rewrite.NeighbourSlot, rewrite.Port, new Ipv4Address(rewrite.Neighbour), _uses[i]);
                _uses[i] = 0;
            }
        }
    }

    private void GiveCore(int port, in Frame frame, Instant now)
    {
        _core.Receive(port, frame, now);
        TakeCoreOutput();
    }

    // What the core sends leaves in its turn among the frames that went the fast way.
    private void TakeCoreOutput()
    {
        while (_core.TryTakeOutput(out int port, out Frame frame))
        {
            _output.AddCounted(port, in frame);
        }
    }

    private void Count(CorePort input, in Arrival arrival)
    {
        CoreCounters counters = _core.Counters;
        counters.Received += arrival.Fast;
        counters.Forwarded += arrival.Fast;
        counters.Encapsulated += arrival.Encapsulated;
        counters.Decapsulated += arrival.Decapsulated;
        input.Counters.Received += arrival.Fast;
        input.Counters.ReceivedOctets += arrival.Octets;
        foreach (int port in _output.Busy)
        {
            (long frames, long octets) = _output.TakeCounts(port);
            if (frames != 0)
            {
                PortCounters output = _core.Port(port)!.Counters;
                output.Transmitted += frames;
                output.TransmittedOctets += octets;
            }
        }
    }

    private void Free()
    {
        NativeArray.Free(_parcels);
        NativeArray.Free(_addresses);
        NativeArray.Free(_groups);
        NativeArray.Free(_inner);
        NativeArray.Free(_uses);
    }
}
