using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The forwarding core of a board, or of a host when it does not forward. Sans I/O: frames and time come in, frames and
/// events go out in <see cref="Poll"/>. Not thread-safe; one loop drives it.
/// </summary>
public sealed partial class RouterCore : IDisposable
{
    private const int EventCapacity = 256;

    private readonly CoreOptions _options;
    private readonly IFramePool _pool;
    private readonly List<CorePort?> _ports = new();
    private readonly NeighbourCache _neighbours;
    private readonly ReassemblyStore _reassembly;
    private readonly PathMtuCache _pathMtu;
    private readonly PathMtuCache _tunnelMtu;
    private readonly RecentPackets _recent = new();
    private readonly Frame[] _pieces;
    private readonly Ring<OutputFrame> _output;
    private readonly Ring<LocalWork> _local;
    private readonly Ring<CoreEvent> _events = new(EventCapacity);

    // Links have their own: routes depend on hearing of them, and neighbours can fail by the thousand.
    private readonly Ring<CoreEvent> _linkEvents = new(EventCapacity);
    private readonly Frame[] _fragments;
    private readonly byte[] _scratch = new byte[Ipv4Header.MaxTotalLength + Ipv4Header.MaxSize];
    private readonly uint _flowSeed;
    private TokenBucket _errorTokens;
    private TokenBucket _fragmentationTokens;
    private ushort _identification;
    private Instant _now;

    /// <param name="options">Fixed choices.</param>
    /// <param name="pool">The board's frames: those received and those sent come from here.</param>
    /// <param name="seed">For flow hashing and identifications; the same seed gives the same behaviour.</param>
    public RouterCore(CoreOptions options, IFramePool pool, ulong seed)
    {
        _options = options;
        _pool = pool;
        var random = new RandomStream(seed, "core");
        _flowSeed = random.NextUInt32();
        _identification = (ushort)random.NextUInt32();
        var host = new Host(this);
        Routes = new RouteTable(host, options.CreateFib?.Invoke() ?? new MicroFib());
        _neighbours = new NeighbourCache(options.Neighbours, host);
        _reassembly = new ReassemblyStore(options.Reassembly, pool.Capacity);
        _pathMtu = new PathMtuCache(options.PathMtuEntries, options.PathMtuLifetime);
        _tunnelMtu = new PathMtuCache(options.PathMtuEntries, options.PathMtuLifetime);
        _errorTokens = new TokenBucket(options.Icmp.ErrorsPerSecond, options.Icmp.Burst);
        _fragmentationTokens = new TokenBucket(
            options.Icmp.FragmentationNeededPerSecond, options.Icmp.FragmentationNeededBurst);

        // A frame is in one queue at a time, so queues as long as the pool never overflow.
        _output = new Ring<OutputFrame>(pool.Capacity);
        _local = new Ring<LocalWork>(pool.Capacity);
        _fragments = new Frame[(pool.SlotSize / 8) + 1];
        _pieces = new Frame[pool.Capacity];
        Counters.HeldSource = host;
        Tunnel = new IpipTunnel(options.Ipip, TunnelAddressChanged, Routes.InterfaceChanged, Unsettle);
        Tunnel.Address = options.Ipip.Address;
        Routes.InterfaceChanged();
    }

    public RouteTable Routes { get; }

    public IpipTunnel Tunnel { get; }

    public NeighbourCache Neighbours => _neighbours;

    public CoreCounters Counters { get; } = new();

    /// <summary>Null is off.</summary>
    public ICoreTracer? Tracer { get; set; }

    /// <summary>
    /// Handles timers that are due, in the order of their deadlines, then hands all output to the sink.
    /// </summary>
    public void Poll(Instant now, ICoreSink sink)
    {
        _now = now;
        RunTimers(now);
        for (int waiting = _local.Count; waiting > 0 && _local.TryTake(out LocalWork work); waiting--)
        {
            HandleLocal(ref work, now, sink);
        }

        while (_linkEvents.TryTake(out CoreEvent e) || _events.TryTake(out e))
        {
            sink.OnEvent(in e);
        }

        while (_output.TryTake(out OutputFrame output))
        {
            sink.Transmit(output.Port, output.Frame);
        }
    }

    /// <summary>When to call <see cref="Poll"/> next; the time of the last call, so at once, if output waits.</summary>
    public Instant PollAt() => _output.Count + _local.Count + _events.Count + _linkEvents.Count > 0
        ? _now
        : Instant.Min(_neighbours.NextDeadline, _reassembly.NextDeadline);

    /// <summary>Gives the forwarding table's memory back.</summary>
    public void Dispose() => Routes.Dispose();

    private void RunTimers(Instant now)
    {
        while (true)
        {
            if (_reassembly.NextDeadline <= _neighbours.NextDeadline)
            {
                if (!_reassembly.TryExpire(now, out int chain))
                {
                    return;
                }

                ReassemblyExpired(chain, now);
            }
            else if (!_neighbours.PollOne(now) && now < _neighbours.NextDeadline && now < _reassembly.NextDeadline)
            {
                return;
            }
        }
    }

    private void Report(in CoreEvent e)
    {
        Ring<CoreEvent> events = e.Kind is CoreEventKind.LinkUp or CoreEventKind.LinkDown ? _linkEvents : _events;
        if (events.Count == EventCapacity && events.TryTake(out _))
        {
            Counters.EventsLost++;
        }

        events.Add(in e);
    }

    /// <summary>The core as its own parts see it, so that this is not on the public face.</summary>
    private sealed class Host : INeighbourHost, IInterfaceStates, IHeldSource
    {
        private readonly RouterCore _core;

        public Host(RouterCore core) => _core = core;

        public long HeldFrames => _core._neighbours.HeldFrames + _core._reassembly.HeldFrames + _core.LocalFrames;

        public bool IsUsable(int index) => index == NextHop.Tunnel
            ? _core.Tunnel is { Enabled: true }
            : _core.Port(index) is { LinkUp: true };

        public void Request(int port, Ipv4Address target, MacAddress station, Instant now) =>
            _core.SendArpRequest(port, target, station, now);

        public void Resume(ref Packet packet, int port, Ipv4Address address, MacAddress station, Instant now) =>
            _core.Output(ref packet, port, address, station, now);

        public void GiveUp(ref Packet packet, DropReason reason, Instant now) =>
            _core.NeighbourLost(ref packet, reason, now);

        public void Queued(in Packet packet, int port, Ipv4Address address, Instant now) =>
            _core.Tracer?.OnStep(new CoreTraceStep
            {
                Kind = CoreTraceKind.NeighbourQueued,
                At = now,
                Interface = port,
                Slot = packet.Frame.Slot,
                Neighbour = address,
                Packet = _core._pool.Octets(packet.Frame),
            });

        public void RouteRefused(Prefix prefix) => _core.Report(new CoreEvent
        {
            Kind = CoreEventKind.RouteRefused,
            Address = prefix.Address,
            Value = prefix.Length,
            At = _core._now,
        });

        public void Report(CoreEventKind kind, int port, Ipv4Address address, MacAddress station, Instant now) =>
            _core.Report(new CoreEvent { Kind = kind, Port = port, Address = address, Mac = station, At = now });
    }
}
