using System;
using System.Collections.Generic;

namespace Router.Bfd;

/// <summary>
/// Bidirectional Forwarding Detection (RFC 5880) over one hop (RFC 5881) and several (RFC 5883): UDP payloads and time
/// in, payloads, changes of state and the next deadline out. Owns no thread, no socket and no clock.
/// </summary>
public sealed class BfdEngine
{
    /// <summary>RFC 5881 §4.</summary>
    public const ushort SingleHopPort = 3784;

    /// <summary>RFC 5883 §5.</summary>
    public const ushort MultihopPort = 4784;

    /// <summary>RFC 5881 §4: source ports are from here on.</summary>
    public const ushort FirstSourcePort = 49152;

    /// <summary>RFC 5881 §5: what packets of a single hop come with, and what all leave with.</summary>
    public const byte Ttl = 255;

    private const int SourcePorts = 65536 - FirstSourcePort;

    private readonly RandomStream _random;
    private readonly List<BfdSession?> _sessions = [];
    private readonly Stack<int> _free = new();
    private readonly DeadlineHeap _deadlines = new();

    // Looked up, never enumerated: their order would not be reproducible.
    private readonly Dictionary<uint, int> _byDiscriminator = [];
    private readonly Dictionary<(IpAddress Remote, bool Multihop), int> _byRemote = [];
    private readonly HashSet<ushort> _ports = [];
    private readonly ulong[] _discards = new ulong[(int)BfdDiscard.Count];
    private readonly byte[] _packet = new byte[BfdPacket.Size];

    public BfdEngine(ulong seed) => _random = new RandomStream(seed, "bfd");

    /// <summary>Sessions that are configured or still say goodbye.</summary>
    public int Count => _sessions.Count - _free.Count;

    /// <summary>Begins a session, and gives the number that names it until it is removed.</summary>
    /// <exception cref="ArgumentException">There is one with the neighbour, or a timer is out of range.</exception>
    public int Add(BfdSessionOptions options, Instant now)
    {
        Check(options.Timers);
        (IpAddress, bool) key = (options.Remote, options.Multihop);
        if (_byRemote.TryGetValue(key, out int old))
        {
            if (!_sessions[old]!.IsRemoved)
            {
                throw new ArgumentException($"there is a session with {options.Remote} already", nameof(options));
            }

            Free(old);
        }

        uint discriminator;
        do
        {
            discriminator = _random.NextUInt32();
        }
        while (discriminator == 0 || _byDiscriminator.ContainsKey(discriminator));

        var session = new BfdSession(options, discriminator, ChoosePort(), _random, now);
        int index = TakeSlot(session);
        _byDiscriminator.Add(discriminator, index);
        _byRemote.Add(key, index);
        _deadlines.Set(index, session.Deadline);
        return index;
    }

    /// <summary>Tells the peer AdminDown for as long as it needs to hear it, then forgets the session.</summary>
    public void Remove(int session, Instant now)
    {
        BfdSession removed = _sessions[session]!;
        removed.Remove(now);
        removed.TakeChange(); // its owner knows
        _deadlines.Set(session, removed.Deadline);
    }

    /// <summary>RFC 5880 §6.8.3: agrees with the peer on other timers, without a loss.</summary>
    /// <exception cref="ArgumentException">A timer is out of range.</exception>
    public void SetTimers(int session, BfdTimers timers, Instant now)
    {
        Check(timers);
        _sessions[session]!.SetTimers(timers, now);
        _deadlines.Set(session, _sessions[session]!.Deadline);
    }

    /// <summary>RFC 5880 §6.8.16: takes the session administratively down, which is no failure, and up again.</summary>
    public void SetAdmin(int session, bool enabled, Instant now)
    {
        _sessions[session]!.SetAdmin(enabled, now);
        _deadlines.Set(session, _sessions[session]!.Deadline);
    }

    /// <summary>A UDP payload that came for one of the two ports.</summary>
    /// <param name="source">Of the packet.</param>
    /// <param name="ttl">As it arrived.</param>
    /// <param name="multihop">It came for <see cref="MultihopPort"/>.</param>
    /// <param name="payload">After the UDP header.</param>
    /// <param name="now">The time.</param>
    public BfdDiscard Receive(IpAddress source, byte ttl, bool multihop, ReadOnlySpan<byte> payload, Instant now)
    {
        BfdDiscard outcome = Take(source, ttl, multihop, payload, now);
        _discards[(int)outcome]++;
        return outcome;
    }

    /// <summary>Packets discarded for a reason; those taken for <see cref="BfdDiscard.None"/>.</summary>
    public ulong Discarded(BfdDiscard reason) => _discards[(int)reason];

    /// <summary>Sends what is due and tells what has changed.</summary>
    public void Poll(Instant now, IBfdSink sink)
    {
        while (_deadlines.First <= now)
        {
            int index = _deadlines.FirstSlot;
            BfdSession session = _sessions[index]!;
            if (session.Poll(now, _packet))
            {
                sink.Send(index, session.Path, _packet);
            }

            if (session.TakeChange() is { } change)
            {
                sink.OnState(change with { Session = index });
            }

            if (session.IsOver(now))
            {
                Free(index);
            }
            else
            {
                _deadlines.Set(index, session.Deadline);
            }
        }
    }

    public Instant PollAt() => _deadlines.First;

    /// <summary>The sessions that are configured, by number.</summary>
    public IReadOnlyList<BfdSessionView> Sessions()
    {
        var views = new List<BfdSessionView>(_sessions.Count);
        for (int i = 0; i < _sessions.Count; i++)
        {
            if (_sessions[i] is { IsRemoved: false })
            {
                views.Add(Session(i));
            }
        }

        return views;
    }

    public BfdSessionView Session(int index)
    {
        BfdSession session = _sessions[index]!;
        return new BfdSessionView
        {
            Index = index,
            Options = session.Options with { Timers = session.Timers },
            Path = session.Path,
            State = session.State,
            RemoteState = session.RemoteState,
            Diagnostic = session.Diagnostic,
            RemoteDiagnostic = session.RemoteDiagnostic,
            LocalDiscriminator = session.LocalDiscriminator,
            RemoteDiscriminator = session.RemoteDiscriminator,
            Since = session.Since,
            TransmitInterval = session.TransmitInterval,
            DetectionTime = session.DetectionTime,
            TimesUp = session.TimesUp,
            PacketsSent = session.PacketsSent,
            PacketsReceived = session.PacketsReceived,
        };
    }

    private static void Check(BfdTimers timers)
    {
        if (!timers.AreValid)
        {
            // A packet that is due again at once would be sent for ever.
            throw new ArgumentException("the transmit interval is at least 1 ms, the multiplier at least 1");
        }
    }

    private BfdDiscard Take(IpAddress source, byte ttl, bool multihop, ReadOnlySpan<byte> payload, Instant now)
    {
        if (!multihop && ttl != Ttl)
        {
            return BfdDiscard.Ttl;
        }

        BfdDiscard broken = BfdPacket.Read(payload, out BfdPacket packet);
        if (broken != BfdDiscard.None)
        {
            return broken;
        }

        bool found;
        int index;
        if (packet.YourDiscriminator != 0)
        {
            found = _byDiscriminator.TryGetValue(packet.YourDiscriminator, out index);
        }
        else if (packet.State is not (BfdState.Down or BfdState.AdminDown))
        {
            return BfdDiscard.YourDiscriminator;
        }
        else
        {
            found = _byRemote.TryGetValue((source, multihop), out index);
        }

        // The other port must be no way around the TTL check of a single hop.
        if (!found || _sessions[index]!.Options.Multihop != multihop)
        {
            return BfdDiscard.NoSession;
        }

        BfdSession session = _sessions[index]!;
        if (ttl < session.Options.MinTtl)
        {
            return BfdDiscard.Ttl;
        }

        BfdDiscard outcome = session.Receive(packet, now);
        _deadlines.Set(index, session.Deadline);
        return outcome;
    }

    private int TakeSlot(BfdSession session)
    {
        if (_free.Count > 0)
        {
            int index = _free.Pop();
            _sessions[index] = session;
            return index;
        }

        _sessions.Add(session);
        return _sessions.Count - 1;
    }

    private void Free(int index)
    {
        BfdSession session = _sessions[index]!;
        _byDiscriminator.Remove(session.LocalDiscriminator);
        _byRemote.Remove((session.Options.Remote, session.Options.Multihop));
        _ports.Remove(session.Path.SourcePort);
        _deadlines.Set(index, Instant.Never);
        _sessions[index] = null;
        _free.Push(index);
    }

    // RFC 5881 §4: one of its own for each session, while there are enough.
    private ushort ChoosePort()
    {
        int first = (int)_random.NextBelow(SourcePorts);
        for (int i = 0; i < SourcePorts; i++)
        {
            ushort port = (ushort)(FirstSourcePort + ((first + i) % SourcePorts));
            if (_ports.Add(port))
            {
                return port;
            }
        }

        return (ushort)(FirstSourcePort + first);
    }
}
