using System;
using System.Collections.Generic;
using Router.Bfd;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>
/// BFD with the speaker's peers over the kernel's UDP: one socket for each port and family to hear by, opened when the
/// first session needs it, and one for each session to speak by (RFC 5881 §4: a source port of its own).
/// </summary>
internal sealed class SpeakerBfd : IBfdSink, IDisposable
{
    /// <summary>DSCP CS6, internetwork control.</summary>
    private const byte Tos = 0xc0;

    // What one turn takes of each port at most.
    private const int DatagramsATurn = 256;

    private const int PortChoices = 16;

    private readonly BgpSpeaker _speaker;
    private readonly HostLog _log;
    private readonly PollLoop _poll;
    private readonly List<(UdpSocket Socket, bool IsV4, bool Multihop)> _ears = [];
    private readonly Dictionary<int, (int Peer, UdpSocket Socket, uint Scope)> _sessions = [];
    private readonly Dictionary<int, int> _byPeer = [];
    private readonly byte[] _buffer = new byte[256];
    private Instant _now;

    public SpeakerBfd(BgpSpeaker speaker, HostLog log, PollLoop poll, ulong seed)
    {
        _speaker = speaker;
        _log = log;
        _poll = poll;
        Engine = new BfdEngine(seed);
    }

    public BfdEngine Engine { get; }

    public Instant PollAt() => Engine.PollAt();

    /// <summary>Begins to watch the path to a peer. What stands in the way is said; BGP goes on without.</summary>
    public void Begin(int peer, BfdEntry entry, uint scope, Instant now)
    {
        BgpPeerOptions options = _speaker.Peer(peer).Options;
        IpAddress remote = options.RemoteAddress;
        if (!TryListen(remote.IsV4, entry.IsMultihop))
        {
            return;
        }

        int session = Engine.Add(
            new BfdSessionOptions
            {
                Remote = remote,
                Local = options.LocalAddress,
                Multihop = entry.IsMultihop,
                Timers = new BfdTimers
                {
                    DesiredMinTx = entry.Interval,
                    RequiredMinRx = entry.Interval,
                    DetectMult = entry.Multiplier,
                },
            },
            now);
        if (TrySpeak(Engine.Session(session).Path, scope, out UdpSocket socket))
        {
            _sessions[session] = (peer, socket, scope);
            _byPeer[peer] = session;
        }
        else
        {
            Engine.Remove(session, now);
        }
    }

    public void End(int peer, Instant now)
    {
        if (_byPeer.Remove(peer, out int session))
        {
            Engine.Remove(session, now);

            // The goodbye: sent at once, for the socket goes.
            _now = now;
            Engine.Poll(now, this);
            _sessions[session].Socket.Close();
            _sessions.Remove(session);
        }
    }

    public void Poll(Instant now)
    {
        _now = now;
        foreach ((UdpSocket socket, _, bool multihop) in _ears)
        {
            for (int i = 0; i < DatagramsATurn
                && socket.TryReceive(_buffer, out int count, out TcpEndpoint source, out byte ttl); i++)
            {
                Engine.Receive(source.Address, ttl, multihop, _buffer.AsSpan(0, count), now);
            }
        }

        Engine.Poll(now, this);
    }

    public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet)
    {
        if (_sessions.TryGetValue(session, out (int Peer, UdpSocket Socket, uint Scope) ours))
        {
            // One that is not taken is one that is lost.
            ours.Socket.TrySend(packet, new TcpEndpoint(path.Remote, path.DestinationPort, ours.Scope));
        }
    }

    public void OnState(in BfdStateChange change)
    {
        if (!_sessions.TryGetValue(change.Session, out (int Peer, UdpSocket Socket, uint Scope) ours))
        {
            return;
        }

        if (change.New == BfdState.Up || change.Old == BfdState.Up)
        {
            string why = change.Diagnostic == BfdDiagnostic.None ? string.Empty : $": {change.Diagnostic}";
            string text = $"{_speaker.Peer(ours.Peer).Options.Name}: BFD {change.Old} -> {change.New}{why}";
            (change.IsFailure ? (Action<string>)_log.Warning : _log.Info)(text);
        }

        if (change.IsFailure)
        {
            _speaker.OnBfdDown(ours.Peer, _now);
        }
    }

    public void Dispose()
    {
        foreach ((int _, UdpSocket socket, uint _) in _sessions.Values)
        {
            socket.Close();
        }

        foreach ((UdpSocket socket, _, _) in _ears)
        {
            _poll.Unwatch(socket.Descriptor);
            socket.Close();
        }
    }

    private static IpAddress Any(bool isV4) => isV4 ? default(Ipv4Address) : default(Ipv6Address);

    private bool TryListen(bool isV4, bool multihop)
    {
        if (_ears.Exists(ear => ear.IsV4 == isV4 && ear.Multihop == multihop))
        {
            return true;
        }

        ushort port = multihop ? BfdEngine.MultihopPort : BfdEngine.SingleHopPort;
        if (!UdpSocket.TryOpen(
            new TcpEndpoint(Any(isV4), port), BfdEngine.Ttl, Tos, out UdpSocket socket, out string? reason))
        {
            _log.Warning($"BFD cannot listen on {reason}");
            return false;
        }

        _ears.Add((socket, isV4, multihop));
        _poll.Watch(socket.Descriptor, PollEvents.Readable);
        return true;
    }

    private bool TrySpeak(in BfdPath path, uint scope, out UdpSocket socket)
    {
        IpAddress local = path.Local.IsZero ? Any(path.Remote.IsV4) : path.Local;
        string? reason = null;
        socket = default;
        for (int i = 0; i < PortChoices; i++)
        {
            // Somebody else on this machine may have the port: the next one is as good.
            int port = path.SourcePort + i;
            port = port > ushort.MaxValue ? port - (65536 - BfdEngine.FirstSourcePort) : port;
            if (UdpSocket.TryOpen(
                new TcpEndpoint(local, (ushort)port, scope), BfdEngine.Ttl, Tos, out socket, out reason))
            {
                return true;
            }
        }

        _log.Warning($"BFD cannot speak to {path.Remote}: {reason}");
        return false;
    }
}
