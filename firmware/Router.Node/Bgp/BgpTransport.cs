using System;
using System.Collections.Generic;
using Router.Bgp;
using Router.Tcp;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// Carries the speaker's sessions over the board's own TCP: speaker connections are numbers, TCP's are handles, and
/// this class knows which is which. It listens on the BGP port and answers unknown neighbours as a Calico node does.
/// </summary>
internal sealed class BgpTransport : ITcpSink
{
    /// <summary>DSCP CS6, internetwork control, which BIRD sets too.</summary>
    private const byte BgpTos = 0xc0;

    private readonly TcpStack _tcp;
    private readonly BgpSpeaker _speaker;
    private readonly SegmentOut _output;
    private readonly Duration _userTimeout;
    private readonly Dictionary<long, TcpHandle> _handles = [];
    private readonly Dictionary<TcpHandle, long> _connections = [];
    private readonly Dictionary<TcpHandle, int> _dials = [];
    private readonly HashSet<TcpHandle> _closing = [];
    private readonly List<int> _undialled = [];
    private readonly HashSet<TcpHandle> _ofService = [];
    private readonly TcpGuards _guards = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private long _lastConnection;
    private Instant _now;

    public BgpTransport(TcpStack tcp, BgpSpeaker speaker, SegmentOut output, Duration holdTime)
    {
        _tcp = tcp;
        _speaker = speaker;
        _output = output;

        // The hold timer decides when a silent peer is gone (RFC 4271 §6.5), not TCP before it.
        _userTimeout = Duration.Max(holdTime, Duration.FromSeconds(120));
    }

    /// <summary>Sends one TCP segment in an IP packet.</summary>
    public delegate void SegmentOut(
        Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment);

    /// <summary>Connections that are open or that wait for their last octets to be acknowledged.</summary>
    public int Connections => _connections.Count + _closing.Count;

    public void Listen(ushort port) => _tcp.Listen(
        port,
        new TcpListenOptions
        {
            Tos = BgpTos,
            NoDelay = true,
            Mss = 0,
            UserTimeout = _userTimeout,
            Guards = _guards,
        });

    /// <summary>Another service on the same TCP; null: none.</summary>
    public ITcpService? Service { get; private set; }

    /// <summary>Offers a service on its port, on every address of the board; with port 0 it is only polled.</summary>
    public void Offer(ITcpService service)
    {
        Service = service;
        if (service.Port == 0)
        {
            return;
        }

        _tcp.Listen(service.Port, new TcpListenOptions { NoDelay = true, Mss = 0, Backlog = 8 });
    }

    /// <summary>The one address that connections are taken at; null takes them at any.</summary>
    public Ipv4Address? BindAddress { get; set; }

    /// <summary>Segments dropped before a session saw them.</summary>
    public TcpDrops Drops => _tcp.Drops;

    /// <summary>From now on connections with this peer, either way, are signed and judged as its options say.</summary>
    public void Guard(BgpPeerOptions peer) => _guards.Set(Prefix.Host(peer.RemoteAddress.V4), GuardOf(peer));

    public void Unguard(BgpPeerOptions peer) => _guards.Remove(Prefix.Host(peer.RemoteAddress.V4));

    public Instant PollAt() => _undialled.Count > 0 ? _now
        : Instant.Min(_tcp.PollAt(), Service?.PollAt() ?? Instant.Never);

    /// <summary>Runs TCP: segments go out, its events reach the speaker.</summary>
    public void PollTcp(Instant now)
    {
        _now = now;
        for (int i = 0; i < _undialled.Count; i++)
        {
            _speaker.OnConnectFailed(_undialled[i], now);
        }

        _undialled.Clear();
        Service?.Poll(_tcp, now);
        _tcp.Poll(now, this);
    }

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, Instant now)
    {
        var options = new TcpConnectOptions
        {
            Tos = BgpTos,
            Guard = _guards.Find(remote.V4),
            NoDelay = true,
            Mss = 0,
            UserTimeout = _userTimeout,
        };
        TcpHandle handle = _tcp.Connect(local.V4, remote.V4, port, options, now);
        if (handle.IsNone)
        {
            // No slot or no port is left. The speaker is in the middle of its own work: the next poll tells it.
            _now = now;
            _undialled.Add(peer);
            return;
        }

        _dials[handle] = peer;
    }

    /// <summary>Gives up a dial that has not been answered, without a word to the speaker.</summary>
    public void CancelConnect(int peer, Instant now)
    {
        _undialled.Remove(peer);
        foreach ((TcpHandle handle, int dialled) in _dials)
        {
            if (dialled == peer)
            {
                _dials.Remove(handle);
                _tcp.Abort(handle, now);
                return;
            }
        }
    }

    /// <summary>Octets taken; all of them when the connection is gone, for then OnClosed is under way.</summary>
    public int Send(long connection, ReadOnlySpan<byte> octets, Instant now)
    {
        int taken = _handles.TryGetValue(connection, out TcpHandle handle) ? _tcp.Send(handle, octets, now) : -1;
        return taken < 0 ? octets.Length : taken;
    }

    public void Close(long connection, Instant now)
    {
        if (Forget(connection, out TcpHandle handle))
        {
            // What the peer has under way is thrown away, so that it gets to our last message.
            _closing.Add(handle);
            _tcp.Close(handle, TcpRest.Discard, now);
        }
    }

    public void Abort(long connection, Instant now)
    {
        if (Forget(connection, out TcpHandle handle))
        {
            _tcp.Abort(handle, now);
        }
    }

    public void SendSegment(
        Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment) =>
        _output(source, destination, tos, ttl, segment);

    public void OnEvent(TcpHandle h, TcpEvent e)
    {
        if (Service is not null && IsOfService(h, e))
        {
            Service.OnEvent(_tcp, h, e, _now);
            return;
        }

        switch (e)
        {
            case TcpEvent.Accepted:
                Accept(h);
                break;
            case TcpEvent.Connected when _dials.Remove(h, out int peer):
                _speaker.OnConnected(Remember(h), peer, _tcp.Info(h).LocalAddress, _now);
                break;
            case TcpEvent.Readable:
                Read(h);
                break;
            case TcpEvent.Writable when _connections.TryGetValue(h, out long connection):
                _speaker.OnWritable(connection, _now);
                break;
            case TcpEvent.PeerClosed:
                Read(h);
                End(h);
                _tcp.Close(h, TcpRest.Discard, _now);
                break;
            case TcpEvent.Closed or TcpEvent.Reset or TcpEvent.TimedOut or TcpEvent.Refused:
                End(h);
                break;
            default:
                break;
        }
    }

    private bool IsOfService(TcpHandle handle, TcpEvent e)
    {
        if (e == TcpEvent.Accepted)
        {
            return _tcp.Info(handle).LocalPort == Service!.Port && _ofService.Add(handle);
        }

        bool isLast = e is TcpEvent.Closed or TcpEvent.Reset or TcpEvent.TimedOut or TcpEvent.Refused;
        return isLast ? _ofService.Remove(handle) : _ofService.Contains(handle);
    }

    private static TcpGuard GuardOf(BgpPeerOptions peer) => new()
    {
        // A password that is no key was refused when the file was read.
        Key = peer.Password is { } password ? TcpMd5Key.From(password) : null,
        MinTtl = peer.MinTtl,
        Ttl = peer.Ttl,
    };

    private void Accept(TcpHandle handle)
    {
        TcpInfo info = _tcp.Info(handle);
        long connection = Remember(handle);
        if ((BindAddress is { } bound && info.LocalAddress != bound)
            || !_speaker.OnAccepted(connection, info.LocalAddress, info.RemoteAddress, info.RemotePort, _now))
        {
            // What a Calico node does to a stranger: accept, then close without a byte.
            Forget(connection, out _);
            _tcp.Close(handle, TcpRest.Refuse, _now);
        }
    }

    private void Read(TcpHandle handle)
    {
        int count;
        while (_connections.TryGetValue(handle, out long connection)
            && (count = _tcp.Read(handle, _buffer, _now)) > 0)
        {
            _speaker.OnReceived(connection, _buffer.AsSpan(0, count), _now);
        }
    }

    private void End(TcpHandle handle)
    {
        _closing.Remove(handle);
        if (_dials.Remove(handle, out int peer))
        {
            _speaker.OnConnectFailed(peer, _now);
        }
        else if (_connections.Remove(handle, out long connection))
        {
            _handles.Remove(connection);
            _speaker.OnClosed(connection, _now);
        }
    }

    private long Remember(TcpHandle handle)
    {
        long connection = ++_lastConnection;
        _handles.Add(connection, handle);
        _connections.Add(handle, connection);
        return connection;
    }

    private bool Forget(long connection, out TcpHandle handle) =>
        _handles.Remove(connection, out handle) && _connections.Remove(handle);
}
