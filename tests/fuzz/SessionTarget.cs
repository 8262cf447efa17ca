using System;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>
/// A whole speaker with a good peer and a bad one. The input is a script of what the bad one does: an octet that says
/// what, then its operands. Whatever it is, nothing throws, the speaker comes to rest, the good peer stays up and is
/// told of a new route, and everything sent is a message that can be read.
/// </summary>
internal sealed class SessionTarget : IBgpSink
{
    private const int Bad = 0;
    private const int Good = 1;
    private const int MostTurns = 20_000;

    private static readonly IpAddress s_here = Ipv4Address.Parse("192.0.2.1");
    private static readonly byte[] s_keepalive = new byte[BgpKeepalive.Size];
    private readonly byte[] _message = new byte[BgpMessage.ExtendedMaxSize];
    private readonly BgpSpeaker _speaker;
    private readonly SentMessages[] _sent = [new(), new()];
    private readonly long[] _connections = new long[2];
    private Instant _now = new(1_000_000_000);
    private long _last;
    private bool _isBlocked;

    static SessionTarget() => BgpKeepalive.Write(s_keepalive, 0);

    private SessionTarget(byte kind)
    {
        _speaker = new BgpSpeaker(new BgpSpeakerOptions
        {
            LocalAs = new Asn(64512),
            RouterId = RouterId.Parse("192.0.2.1"),
            MaxPaths = 2,
        });
        _speaker.AddPeer(PeerOf(Bad) with
        {
            RemoteAs = new Asn((kind & 1) != 0 ? 64512u : 65001u),
            Families = (kind & 2) != 0 ? BgpFamilies.Both : BgpFamilies.Ipv4Unicast,
            AddPath = (kind & 4) != 0 ? AddPathMode.Both : AddPathMode.None,
            ExtendedMessages = (kind & 8) != 0,
            ExtendedNextHop = (kind & 16) != 0,
            FourOctetAs = (kind & 32) == 0,
            GracefulRestart = (kind & 64) != 0,
            MaxPrefixes = (kind & 128) != 0 ? 5 : 0,
        }, _now);
        _speaker.AddPeer(PeerOf(Good) with { RemoteAs = new Asn(65002), Families = BgpFamilies.Both }, _now);
        Connect(Good);
        BgpOpen open = BgpOpen.Create(new Asn(65002), 0, RouterId.Parse("192.0.2.3"),
            new MultiprotocolCapability(BgpFamily.Ipv4Unicast), new MultiprotocolCapability(BgpFamily.Ipv6Unicast),
            new FourOctetAsCapability(new Asn(65002)));
        Receive(Good, _message.AsSpan(0, open.Write(_message, 0)));
        Receive(Good, s_keepalive);
        Promise.Holds(IsUp(Good), "a good peer gets in");
    }

    public static void Run(ReadOnlySpan<byte> script)
    {
        if (script.IsEmpty)
        {
            return;
        }

        SessionTarget target = new(script[0]);
        target.Play(script[1..]);
        target.CheckGoodPeer();
    }

    public int Send(long connection, ReadOnlySpan<byte> octets)
    {
        int peer = connection == _connections[Good] ? Good : Bad;
        int taken = peer == Bad && _isBlocked ? Math.Min(octets.Length, 7) : octets.Length;
        if (connection == _connections[peer])
        {
            _sent[peer].Take(octets[..taken]);
        }

        return taken;
    }

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl)
    {
    }

    public void CancelConnect(int peer)
    {
    }

    public void Close(long connection) => Promise.Holds(connection != _connections[Good], "the good peer stays");

    public void Abort(long connection) => Promise.Holds(connection != _connections[Good], "the good peer stays");

    public void OnRoute(in BgpRouteChange change)
    {
    }

    public void OnPeer(in BgpPeerChange change)
    {
    }

    private static BgpPeerOptions PeerOf(int peer) => new()
    {
        Name = peer == Good ? "good" : "bad",
        RemoteAddress = new Ipv4Address(0xc000_0202 + (uint)peer),
        LocalAddress = s_here,
        RemoteAs = new Asn(65001),
        Passive = true,
        HoldTime = peer == Good ? (ushort)0 : (ushort)90,
        NextHopIpv6 = Ipv6Address.Parse("2001:db8::1"),
        ErrorWaitMin = Duration.FromSeconds(1),
    };

    private void Play(ReadOnlySpan<byte> script)
    {
        while (script.Length >= 3)
        {
            int size = Math.Min((script[1] << 8) | script[2], script.Length - 3);
            ReadOnlySpan<byte> operand = script.Slice(3, size);
            switch (script[0])
            {
                case <= 5 and > 0:
                    // The body of a message of this type, its header made right.
                    operand.CopyTo(_message.AsSpan(BgpMessage.HeaderSize));
                    int length = Math.Min(BgpMessage.HeaderSize + size, _message.Length);
                    BgpMessage.WriteHeader(_message, 0, length, (BgpMessageType)script[0]);
                    Receive(Bad, _message.AsSpan(0, length));
                    break;
                case 6:
                    Receive(Bad, operand);
                    break;
                case 7:
                    Connect(Bad);
                    break;
                case 8:
                    _speaker.OnClosed(_connections[Bad], _now);
                    break;
                case 9:
                    _now += Duration.FromSeconds(1 + size);
                    break;
                case 10:
                    _isBlocked = !_isBlocked;
                    _speaker.OnWritable(_connections[Bad], _now);
                    break;
                case 11:
                    _speaker.RequestRefresh(Bad, _now);
                    break;
                default:
                    break;
            }

            Rest();
            script = script[(3 + size)..];
        }
    }

    private void Connect(int peer)
    {
        IpAddress remote = new Ipv4Address(0xc000_0202 + (uint)peer);
        if (_speaker.OnAccepted(++_last, s_here, remote, 40000, _now))
        {
            _connections[peer] = _last;
            _sent[peer] = new SentMessages();
        }

        Rest();
    }

    private void Receive(int peer, ReadOnlySpan<byte> octets)
    {
        _speaker.OnReceived(_connections[peer], octets, _now);
        Rest();
    }

    private void Rest()
    {
        int turns = 0;
        while (_speaker.PollAt() <= _now)
        {
            _speaker.Poll(_now, this);
            Promise.Holds(++turns < MostTurns, "the speaker comes to rest");
        }
    }

    private bool IsUp(int peer) => _speaker.Peer(peer).State == BgpState.Established;

    private void CheckGoodPeer()
    {
        Promise.Holds(IsUp(Good) && _speaker.Peer(Good).Establishments == 1, "the good peer is never disturbed");
        IpPrefix probe = IpPrefix.Parse("203.0.113.0/24");
        long before = _sent[Good].Octets;
        _speaker.Originate(probe, new BgpOrigination(), _now);
        Rest();
        Promise.Holds(_sent[Good].Octets > before, "a good peer is told of a new route");
        _ = _speaker.Routes().Count + _speaker.Memory().Prefixes;
    }
}
