using System;
using System.Collections.Generic;
using Router.Core;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>Sends echo requests of a host and hands what returns to whoever asked, by identifier (RFC 792).</summary>
public sealed class EchoService
{
    private const int MostData = 65_507;

    private readonly RouterCore _core;
    private readonly Dictionary<ushort, IEchoListener> _listeners = [];
    private readonly byte[] _buffer = new byte[MostData + IcmpHeader.Size];
    private ushort _lastIdentifier;

    public EchoService(RouterCore core) => _core = core;

    /// <summary>Registers a listener under a fresh identifier.</summary>
    public ushort Open(IEchoListener listener)
    {
        do
        {
            _lastIdentifier++;
        }
        while (!_listeners.TryAdd(_lastIdentifier, listener));
        return _lastIdentifier;
    }

    /// <summary>The largest packet that can leave for a destination; 0 when none can.</summary>
    public int PathMtu(Ipv4Address destination, Instant now) => _core.PathMtu(destination, now);

    public void Close(ushort identifier) => _listeners.Remove(identifier);

    /// <summary>Sends one request with <paramref name="dataSize"/> octets of data, or says why it cannot.</summary>
    public SendResult SendRequest(in IpSend send, ushort identifier, ushort sequence, int dataSize, Instant now)
    {
        int length = IcmpHeader.Size + Math.Clamp(dataSize, 0, MostData);
        Span<byte> message = _buffer.AsSpan(0, length);
        for (int i = IcmpHeader.Size; i < length; i++)
        {
            message[i] = (byte)i;
        }

        var header = new IcmpHeader { Type = IcmpType.EchoRequest, Identifier = identifier, Sequence = sequence };
        header.Write(message, 0, length);
        _core.Send(send, message, now, out SendResult result);
        return result;
    }

    /// <summary>Takes an ICMP message that arrived for this host; true when it belonged to a listener.</summary>
    public bool Deliver(Ipv4Address source, byte ttl, ReadOnlySpan<byte> message, Instant now)
    {
        if (!IcmpHeader.TryParse(message, out IcmpHeader header))
        {
            return false;
        }

        if (header.Type == IcmpType.EchoReply)
        {
            if (_listeners.TryGetValue(header.Identifier, out IEchoListener? listener))
            {
                listener.OnReply(source, header.Sequence, ttl, message.Length, now);
                return true;
            }

            return false;
        }

        return header.IsError && DeliverError(source, header, message[IcmpHeader.Size..], now);
    }

    // RFC 1122 §3.2.2: the quoted header and eight octets say whose packet it was.
    private bool DeliverError(Ipv4Address source, IcmpHeader error, ReadOnlySpan<byte> quote, Instant now)
    {
        if (quote.Length < Ipv4Header.Size)
        {
            return false;
        }

        int headerLength = (quote[0] & 15) * 4;
        if (quote[9] != IpProtocol.Icmp || quote.Length < headerLength + IcmpHeader.Size
            || !IcmpHeader.TryParse(quote[headerLength..], out IcmpHeader request)
            || request.Type != IcmpType.EchoRequest
            || !_listeners.TryGetValue(request.Identifier, out IEchoListener? listener))
        {
            return false;
        }

        listener.OnError(source, request.Sequence, error, now);
        return true;
    }
}
