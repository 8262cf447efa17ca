using System;
using Router.Wire;

namespace Router.Hal.Offload;

/// <summary>
/// Cuts an oversized frame of a local kernel (generic segmentation offload: TCP, or UDP with equal datagrams, over
/// IPv4,
/// inside any 802.1Q tags and IPIP headers) into frames that fit the wire, as a network card would.
/// Holds only positions: the caller keeps the oversized frame in place until the last segment is written.
/// </summary>
public sealed class GsoSegmenter
{
    private const int MostTunnels = 4;
    private const byte Ipip = 4;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private readonly int[] _ip = new int[MostTunnels];
    private int _ipCount;
    private int _transport;
    private int _payload;
    private int _position;
    private int _end;
    private int _size;
    private int _index;
    private bool _isTcp;

    /// <summary>Segments are left to write.</summary>
    public bool Active => _position < _end;

    /// <summary>
    /// Reads the headers of an oversized frame; false when it is not one this can cut, which changes nothing.
    /// </summary>
    /// <param name="largest">Longest segment the wire takes, Ethernet header and tags included.</param>
    public bool TryStart(OctetsIn frame, in VirtioNetHeader header, int largest)
    {
        _position = _end = 0;
        _isTcp = header.GsoKind == VirtioNetHeader.GsoTcp4;
        if ((!_isTcp && header.GsoKind != VirtioNetHeader.GsoUdpSegments) || header.GsoSize == 0)
        {
            return false;
        }

        int end = FindTransport(frame);
        if (end < 0)
        {
            return false;
        }

        int headerLength = 8;
        if (_isTcp)
        {
            if (_transport + 20 > end)
            {
                return false;
            }

            headerLength = (frame[_transport + 12] >> 4) * 4;
        }

        _payload = _transport + headerLength;
        if (headerLength < (_isTcp ? 20 : 8) || _payload >= end)
        {
            return false;
        }

        _size = header.GsoSize;
        if (_payload + _size > largest)
        {
            // TCP is a stream: smaller segments say the same. A datagram's length is its meaning.
            _size = largest - _payload;
            if (!_isTcp || _size <= 0)
            {
                return false;
            }
        }

        _index = 0;
        _position = _payload;
        _end = end;
        return true;
    }

    /// <summary>
    /// Writes the next segment and returns its length; <paramref name="segment"/> must take the longest.
    /// </summary>
    public int WriteNext(OctetsIn frame, Octets segment)
    {
        int take = Math.Min(_size, _end - _position);
        int length = _payload + take;
        frame[.._payload].CopyTo(segment);
        frame.Slice(_position, take).CopyTo(segment[_payload..]);
        bool first = _index == 0;
        bool last = _position + take == _end;
        for (int i = 0; i < _ipCount; i++)
        {
            WriteIp(segment, _ip[i], length - _ip[i]);
        }

        if (_isTcp)
        {
            WriteTcp(segment, length, first, last);
        }
        else
        {
            BigEndian.WriteUInt16(segment, _transport + 4, 8 + take);
            WriteChecksum(segment, length, Udp, _transport + 6);
        }

        _position += take;
        _index++;
        return length;
    }

    /// <summary>Follows tags and IP headers to TCP or UDP; returns the end of the packet, or -1.</summary>
    private int FindTransport(OctetsIn frame)
    {
        int offset = FrameSize.EthernetHeader;
        if (frame.Length < offset)
        {
            return -1;
        }

        while (BigEndian.ReadUInt16(frame, offset - 2) is 0x8100 or 0x88a8)
        {
            offset += FrameSize.VlanTag;
            if (offset > frame.Length)
            {
                return -1;
            }
        }

        if (BigEndian.ReadUInt16(frame, offset - 2) != 0x0800)
        {
            return -1;
        }

        int end = -1;
        for (_ipCount = 0; _ipCount < MostTunnels;)
        {
            if (offset + 20 > frame.Length || frame[offset] >> 4 != 4)
            {
                return -1;
            }

            int ihl = (frame[offset] & 15) * 4;

            // A fragment cannot be cut by its transport header. (MF or an offset; DF and the reserved bit pass.)
            bool fragment = (BigEndian.ReadUInt16(frame, offset + 6) & 0x3fff) != 0;
            if (ihl < 20 || offset + ihl > frame.Length || fragment)
            {
                return -1;
            }

            if (_ipCount == 0)
            {
                // Zero: longer than the field can say (Linux "BIG TCP"); then the frame's length is the truth.
                int total = BigEndian.ReadUInt16(frame, offset + 2);
                end = total == 0 ? frame.Length : offset + total;
            }

            _ip[_ipCount++] = offset;
            byte protocol = frame[offset + 9];
            offset += ihl;
            if (protocol == (_isTcp ? Tcp : Udp))
            {
                _transport = offset;
                return end <= frame.Length && offset + 8 <= end ? end : -1;
            }

            if (protocol != Ipip)
            {
                return -1;
            }
        }

        return -1;
    }

    private void WriteIp(Octets segment, int ip, int totalLength)
    {
        BigEndian.WriteUInt16(segment, ip + 2, totalLength);

        // RFC 6864 §4.1: non-atomic datagrams need identifications of their own; counting suits atomic ones too.
        BigEndian.WriteUInt16(segment, ip + 4, BigEndian.ReadUInt16(segment, ip + 4) + _index);
        BigEndian.WriteUInt16(segment, ip + 10, 0);
        int ihl = (segment[ip] & 15) * 4;
        BigEndian.WriteUInt16(segment, ip + 10, InternetChecksum.Of(segment, ip, ihl));
    }

    private void WriteTcp(Octets segment, int length, bool first, bool last)
    {
        uint sequence = BigEndian.ReadUInt32(segment, _transport + 4);
        BigEndian.WriteUInt32(segment, _transport + 4, sequence + (uint)(_position - _payload));

        // FIN and PSH speak of the end of the data (RFC 9293 §3.1), CWR of one event (RFC 3168 §6.1.2).
        int flags = segment[_transport + 13];
        flags &= last ? 0xff : ~(TcpFlags.Fin | TcpFlags.Push);
        flags &= first ? 0xff : ~TcpFlags.CongestionWindowReduced;
        segment[_transport + 13] = (byte)flags;
        WriteChecksum(segment, length, Tcp, _transport + 16);
    }

    private void WriteChecksum(Octets segment, int length, byte protocol, int field)
    {
        int ip = _ip[_ipCount - 1];
        int octets = length - _transport;
        BigEndian.WriteUInt16(segment, field, 0);
        uint sum = InternetChecksum.AddPseudoHeader(0, Ipv4Address.Read(segment, ip + 12),
            Ipv4Address.Read(segment, ip + 16), protocol, octets);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(sum, segment, _transport, octets));

        // RFC 768: a computed zero is sent as all ones.
        BigEndian.WriteUInt16(segment, field, checksum == 0 && protocol == Udp ? 0xffff : checksum);
    }

    private static class TcpFlags
    {
        internal const int Fin = 0x01;
        internal const int Push = 0x08;
        internal const int CongestionWindowReduced = 0x80;
    }
}
