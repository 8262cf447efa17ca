using System;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>The client of time servers over the board's own UDP.</summary>
internal sealed class BoardNtp
{
    private const byte Ttl = 64;
    private const ushort FirstPort = 49152;

    // Nobody reaches a server before a port is up: soon again, without counting it as silence.
    private static readonly Duration s_noRoute = Duration.FromSeconds(1);

    private readonly RouterCore _core;
    private readonly RandomStream _random;
    private readonly byte[] _datagram = new byte[UdpHeader.Size + NtpPacket.Size];
    private ushort _port;
    private Instant _routeAt = Instant.Zero;

    public BoardNtp(RouterCore core, ulong seed)
    {
        _core = core;
        _random = new RandomStream(seed, "ports");
        Client = new NtpClient(seed);
    }

    public NtpClient Client { get; }

    public Instant PollAt() => Instant.Max(Client.PollAt(), Client.Asked is null ? _routeAt : Instant.Zero);

    public void Poll(Instant now)
    {
        if (now < PollAt())
        {
            return;
        }

        Client.Expire(now);
        if (Client.PollAt() > now || Client.Next is not { } next)
        {
            return;
        }

        if (!_core.TrySelectSource(next, out Ipv4Address source))
        {
            _routeAt = now + s_noRoute;
            return;
        }

        if (!Client.TryAsk(now, _datagram.AsSpan(UdpHeader.Size), out Ipv4Address server))
        {
            return;
        }

        _port = (ushort)(FirstPort + _random.NextBelow(ushort.MaxValue - FirstPort + 1u));
        new UdpHeader(_port, NtpPacket.Port, (ushort)_datagram.Length, 0).Write(_datagram, 0, source, server);
        _core.Send(
            new IpSend { Source = source, Destination = server, Protocol = IpProtocol.Udp, Ttl = Ttl }, _datagram, now);
    }

    /// <summary>True for a datagram that answers our request, or says so; the text is for the log.</summary>
    public bool Deliver(
        in LocalPacket packet, ReadOnlySpan<byte> payload, Instant now, long? unixTimeAtZero, out string? news)
    {
        news = null;
        if (Client.Asked is null || packet.Broadcast || !UdpView.TryCreate(payload, out UdpView datagram)
            || datagram.Header.SourcePort != NtpPacket.Port || datagram.Header.DestinationPort != _port)
        {
            return false;
        }

        if (datagram.Header.VerifyChecksum(payload, 0, packet.Source, packet.Destination))
        {
            news = Client.Receive(packet.Source, datagram.Data, now, unixTimeAtZero);
        }

        return true;
    }
}
