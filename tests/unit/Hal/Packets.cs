using System;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>
/// Builds and checks packets with arithmetic of its own, so that a defect of the product cannot hide itself.
/// </summary>
internal static class Packets
{
    internal const byte Tcp = 6;
    internal const byte Udp = 17;

    /// <summary>
    /// Ethernet, IPv4 and a transport header around a payload; checksums left as an offloading kernel leaves them.
    /// </summary>
    internal static byte[] Make(byte protocol, byte[] payload, ushort id, byte tcpFlags = 0x10, int tcpOptions = 12,
        bool tagged = false, bool tunnelled = false)
    {
        int link = tagged ? 18 : 14;
        int outer = tunnelled ? 20 : 0;
        int transport = link + outer + 20;
        int header = protocol == Tcp ? 20 + tcpOptions : 8;
        var frame = new byte[transport + header + payload.Length];
        new MacAddress(0x0200_0000_0001).Write(frame, 0);
        new MacAddress(0x0200_0000_0002).Write(frame, 6);
        if (tagged)
        {
            BigEndian.WriteUInt32(frame, 12, 0x8100_0007);
        }

        BigEndian.WriteUInt16(frame, link - 2, 0x0800);
        if (tunnelled)
        {
            WriteIp(frame, link, 4, 0xc0a8_65c9, 0xc0a8_65ca, (ushort)(id + 1000));
        }

        WriteIp(frame, link + outer, protocol, 0x0a00_0001, 0x0a00_0002, id);
        BigEndian.WriteUInt16(frame, transport, 40000);
        BigEndian.WriteUInt16(frame, transport + 2, 5201);
        if (protocol == Tcp)
        {
            BigEndian.WriteUInt32(frame, transport + 4, 0xffff_f000); // wraps within a large frame
            BigEndian.WriteUInt32(frame, transport + 8, 77);
            frame[transport + 12] = (byte)(header / 4 << 4);
            frame[transport + 13] = tcpFlags;
            BigEndian.WriteUInt16(frame, transport + 14, 500);
            frame.AsSpan(transport + 20, tcpOptions).Fill(1); // no-operation
        }
        else
        {
            BigEndian.WriteUInt16(frame, transport + 4, 8 + payload.Length);
        }

        payload.CopyTo(frame.AsSpan(transport + header));
        return frame;
    }

    internal static byte[] Payload(int length)
    {
        var payload = new byte[length];
        for (int i = 0; i < length; i++)
        {
            payload[i] = (byte)((i * 7) + (i >> 8));
        }

        return payload;
    }

    /// <summary>RFC 1071: the one's complement sum of a good range, its checksum included, is all ones.</summary>
    internal static bool Verifies(ReadOnlySpan<byte> octets, uint start = 0)
    {
        ulong sum = start;
        for (int i = 0; i < octets.Length; i++)
        {
            sum += (i & 1) == 0 ? (ulong)octets[i] << 8 : octets[i];
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return sum == 0xffff;
    }

    /// <summary>The header checksum and, for TCP and UDP, the checksum with its pseudo-header verify.</summary>
    internal static bool Ipv4Verifies(ReadOnlySpan<byte> packet)
    {
        int ihl = (packet[0] & 15) * 4;
        int total = BigEndian.ReadUInt16(packet, 2);
        if (total > packet.Length || !Verifies(packet[..ihl]))
        {
            return false;
        }

        ReadOnlySpan<byte> body = packet[ihl..total];
        if (packet[9] == 4)
        {
            return Ipv4Verifies(body);
        }

        uint pseudo = (uint)(packet[9] + body.Length);
        for (int i = 12; i < 20; i += 2)
        {
            pseudo += BigEndian.ReadUInt16(packet, i);
        }

        return packet[9] is not (Tcp or Udp) || Verifies(body, pseudo);
    }

    private static void WriteIp(byte[] frame, int at, byte protocol, uint source, uint destination, ushort id)
    {
        frame[at] = 0x45;
        BigEndian.WriteUInt16(frame, at + 2, frame.Length - at);
        BigEndian.WriteUInt16(frame, at + 4, id);
        BigEndian.WriteUInt16(frame, at + 6, 0x4000);
        frame[at + 8] = 64;
        frame[at + 9] = protocol;
        new Ipv4Address(source).Write(frame, at + 12);
        new Ipv4Address(destination).Write(frame, at + 16);
    }
}
