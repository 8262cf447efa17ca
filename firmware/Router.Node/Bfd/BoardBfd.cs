using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bfd;
using Router.Bgp;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Watches the paths to BGP peers: BFD over the board's own UDP, and BGP's sessions end when it says so. One BFD
/// session for each peer that is named, whether BGP is up or not.
/// </summary>
internal sealed class BoardBfd : IBfdSink
{
    /// <summary>DSCP CS6, internetwork control, which BIRD sets too.</summary>
    private const byte Tos = 0xc0;

    private readonly RouterCore _core;
    private readonly BgpSpeaker _speaker;
    private readonly Dictionary<Ipv4Address, (RunBfd Wanted, IpAddress Local, int Session)> _sessions = [];
    private readonly Dictionary<int, IpAddress> _peers = [];
    private readonly byte[] _datagram = new byte[UdpHeader.Size + BfdPacket.Size];
    private Board? _board;
    private Instant _now;

    public BoardBfd(RouterCore core, BgpSpeaker speaker, ulong seed)
    {
        _core = core;
        _speaker = speaker;
        Engine = new BfdEngine(seed);
    }

    public BfdEngine Engine { get; }

    public Instant PollAt() => Engine.PollAt();

    /// <summary>Follows the configuration: a session that is the same before and after is not touched.</summary>
    public void Apply(IReadOnlyList<RunBfd> wanted, Instant now)
    {
        // BIRD and FRR watch BGP's peers, not whomever; so do we.
        Dictionary<Ipv4Address, (RunBfd Wanted, IpAddress Local)> next = [];
        foreach (BgpPeerView peer in _speaker.Peers())
        {
            if (peer.Options.RemoteAddress is { IsV4: true } remote
                && wanted.FirstOrDefault(one => one.Peer == remote.V4) is { } session)
            {
                next[remote.V4] = (session, peer.Options.LocalAddress);
            }
        }

        foreach ((Ipv4Address peer, (RunBfd before, IpAddress local, int session)) in _sessions.ToArray())
        {
            if (!next.TryGetValue(peer, out (RunBfd Wanted, IpAddress Local) same)
                || same.Wanted.IsMultihop != before.IsMultihop || same.Local != local)
            {
                Engine.Remove(session, now);
                _sessions.Remove(peer);
                _peers.Remove(session);
            }
            else if (same.Wanted != before)
            {
                Engine.SetTimers(session, TimersOf(same.Wanted), now);
                _sessions[peer] = (same.Wanted, local, session);
            }
        }

        foreach ((Ipv4Address peer, (RunBfd session, IpAddress local)) in next)
        {
            if (!_sessions.ContainsKey(peer))
            {
                int index = Engine.Add(OptionsOf(session, local), now);
                _sessions[peer] = (session, local, index);
                _peers[index] = peer;
            }
        }
    }

    public void Poll(Instant now, Board board)
    {
        _now = now;
        _board = board;
        Engine.Poll(now, this);
    }

    /// <summary>True for a datagram that is BFD's, wanted or not.</summary>
    public bool Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload, Instant now)
    {
        if (_sessions.Count == 0 || packet.Broadcast || !UdpView.TryCreate(payload, out UdpView datagram)
            || datagram.Header.DestinationPort is not (BfdEngine.SingleHopPort or BfdEngine.MultihopPort))
        {
            return false;
        }

        if (datagram.Header.VerifyChecksum(payload, 0, packet.Source, packet.Destination))
        {
            Engine.Receive(packet.Source, packet.Ttl,
                datagram.Header.DestinationPort == BfdEngine.MultihopPort, datagram.Data, now);
        }

        return true;
    }

    public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet)
    {
        Ipv4Address source = path.Local.IsV4 && !path.Local.IsZero ? path.Local.V4 : default;
        if (source.IsZero && !_core.TrySelectSource(path.Remote.V4, out source))
        {
            // No route: the peer's Detection Time will tell, and ours.
            return;
        }

        packet.CopyTo(_datagram.AsSpan(UdpHeader.Size));
        new UdpHeader(path.SourcePort, path.DestinationPort, (ushort)_datagram.Length, 0)
            .Write(_datagram, 0, source, path.Remote.V4);
        _core.Send(
            new IpSend
            {
                Source = source,
                Destination = path.Remote.V4,
                Protocol = IpProtocol.Udp,
                Tos = Tos,
                Ttl = BfdEngine.Ttl,
            },
            _datagram,
            _now);
    }

    public void OnState(in BfdStateChange change)
    {
        if (!_peers.TryGetValue(change.Session, out IpAddress address))
        {
            return;
        }

        bool isNews = change.New == BfdState.Up || change.Old == BfdState.Up;
        string why = change.Diagnostic == BfdDiagnostic.None ? string.Empty : $" ({change.Diagnostic})";
        _board!.Log(
            change.IsFailure ? LogLevel.Warning : isNews ? LogLevel.Info : LogLevel.Debug, "bfd",
            $"{address}: {change.Old} -> {change.New}{why}");
        if (!change.IsFailure)
        {
            return;
        }

        foreach (BgpPeerView peer in _speaker.Peers())
        {
            if (peer.Options.RemoteAddress == address)
            {
                _speaker.OnBfdDown(peer.Index, _now);
            }
        }
    }

    private static BfdSessionOptions OptionsOf(RunBfd session, IpAddress local) => new()
    {
        Remote = session.Peer,
        Local = local,
        Multihop = session.IsMultihop,
        Timers = TimersOf(session),
    };

    private static BfdTimers TimersOf(RunBfd session) => new()
    {
        DesiredMinTx = session.Interval,
        RequiredMinRx = session.Interval,
        DetectMult = session.Multiplier,
    };
}
