using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Nodes, links and one ordered queue of events under virtual time. One thread; same seed and same calls give the same
/// events and the same digest on every machine.
/// </summary>
public sealed partial class Simulation
{
    /// <summary>The source of scripted events: faults, checks, carrier changes.</summary>
    public const int ScriptSource = -2;

    /// <summary>The source of recorded input from outside the simulation, and the destination "no node".</summary>
    public const int OutsideSource = -1;

    private readonly SimulationOptions _options;
    private readonly EventQueue _queue = new();
    private readonly List<NodeState> _nodes = [];
    private readonly List<Link> _links = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private Owner[] _owners = new Owner[64];
    private Digest128 _digest;
    private Instant _now;
    private long _events;
    private long _atInstant;
    private long _scriptCounter;
    private long _outsideCounter;

    public Simulation(ulong seed, SimulationOptions? options = null)
    {
        Seed = seed;
        _options = options ?? new SimulationOptions();
        _digest = new Digest128(seed);
        Trail = new DigestTrail(_options.CheckpointSpacing);
        _sink = new NodeSink(this);
    }

    public ulong Seed { get; }

    public Instant Now => _now;

    /// <summary>Events processed so far.</summary>
    public long Events => _events;

    public Digest128 Digest => _digest;

    public DigestTrail Trail { get; }

    public IReadOnlyList<Link> Links => _links;

    public int NodeCount => _nodes.Count;

    /// <summary>
    /// Sees each event as it is processed; null is off. For searching the window where two runs part.
    /// </summary>
    public IEventTracer? Tracer { get; set; }

    /// <summary>When the next event is due; <see cref="Instant.Never"/> when nothing is left to happen.</summary>
    public Instant NextEventAt => _queue.TryPeek(out EventKey key, out _) ? key.Time : Instant.Never;

    /// <summary>Processes the next event, moving virtual time to it. False when there is none.</summary>
    public bool Step()
    {
        if (!_queue.TryPeek(out EventKey key, out int handle))
        {
            return false;
        }

        if (key.Time < _now)
        {
            throw new InvalidOperationException($"time would run backwards from {_now} to {key.Time}");
        }

        _atInstant = key.Time == _now ? _atInstant + 1 : 0;
        if (_atInstant > _options.EventsPerInstant)
        {
            throw new InvalidOperationException(
                $"more than {_options.EventsPerInstant} events at {_now}: time stands still");
        }

        _now = key.Time;
        ulong payload = Dispatch(_owners[handle], handle);
        _events++;
        _digest.Add(key, payload);
        Trail.Note(_events, _now, _digest);
        Tracer?.OnEvent(key, payload);
        return true;
    }

    /// <summary>Processes everything due up to and including an instant, which is then the time.</summary>
    public void RunUntil(Instant until)
    {
        while (NextEventAt <= until && Step())
        {
        }

        _now = Instant.Max(_now, until);
    }

    /// <summary>
    /// Runs until the predicate holds, looking after each event. False when it does not hold at the deadline, which is
    /// then the time.
    /// </summary>
    public bool RunUntil(Func<Simulation, bool> predicate, Instant deadline)
    {
        while (!predicate(this))
        {
            if (NextEventAt > deadline || !Step())
            {
                _now = Instant.Max(_now, deadline);
                return predicate(this);
            }
        }

        return true;
    }

    // A bijection on ids that differs from instant to instant: uniqueness of keys survives it.
    private int Tie(int id, Instant at)
    {
        if (_options.Shuffle == 0)
        {
            return id;
        }

        ulong salt = (_options.Shuffle ^ (ulong)at.Nanoseconds) * 0x9e37_79b9_7f4a_7c15;
        uint x = (uint)id ^ (uint)(salt >> 32);
        x = (x ^ (x >> 16)) * 0x7feb_352d;
        x = (x ^ (x >> 15)) * 0x846c_a68b;
        return (int)(x ^ (x >> 16));
    }

    private int AddOwner(in Owner owner)
    {
        int handle = _queue.AddHandle();
        if (handle >= _owners.Length)
        {
            Array.Resize(ref _owners, Math.Max(handle + 1, _owners.Length * 2));
        }

        _owners[handle] = owner;
        return handle;
    }
}
