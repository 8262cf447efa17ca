using System;
using Router.Wire;

namespace Router.Tests.Support;

/// <summary>
/// Builds frames for tests, independent of the code under test where it matters: sums are done the slow way.
/// </summary>
internal static class Packets
{
    public static readonly MacAddress PeerMac = MacAddress.Parse("02:00:00:00:00:99");

    public static byte[] Ip(
        string source, string destination, byte protocol, byte[] payload, byte ttl = 64, byte tos = 0, bool df = false,
        ushort id = 0x1234, int offset = 0, bool more = false, byte[]? options = null)
    {
        options ??= Array.Empty<byte>();
        int header = 20 + options.Length;
        byte[] packet = new byte[header + payload.Length];
        packet[0] = (byte)(0x40 | (header / 4));
        packet[1] = tos;
        Put16(packet, 2, packet.Length);
        Put16(packet, 4, id);
        Put16(packet, 6, (df ? 0x4000 : 0) | (more ? 0x2000 : 0) | (offset / 8));
        packet[8] = ttl;
        packet[9] = protocol;
        Ipv4Address.Parse(source).Write(packet, 12);
        Ipv4Address.Parse(destination).Write(packet, 16);
        options.CopyTo(packet, 20);
        Put16(packet, 10, SlowChecksum(packet.AsSpan(0, header)));
        payload.CopyTo(packet, header);
        return packet;
    }

    public static byte[] Udp(string source, string destination, int size = 32, byte ttl = 64, bool df = false,
        byte tos = 0) =>
        Ip(source, destination, 17, UdpPayload(size), ttl, tos, df);

    public static byte[] UdpPayload(int size)
    {
        byte[] payload = new byte[Math.Max(size, 8)];
        Put16(payload, 0, 4000);
        Put16(payload, 2, 5000);
        Put16(payload, 4, payload.Length);
        for (int i = 8; i < payload.Length; i++)
        {
            payload[i] = (byte)(i * 7);
        }

        return payload;
    }

    public static byte[] Icmp(byte type, byte code, uint rest, byte[] data)
    {
        byte[] message = new byte[8 + data.Length];
        message[0] = type;
        message[1] = code;
        Put16(message, 4, (int)(rest >> 16));
        Put16(message, 6, (int)(rest & 0xffff));
        data.CopyTo(message, 8);
        Put16(message, 2, SlowChecksum(message));
        return message;
    }

    public static byte[] Echo(string source, string destination, int data = 56, byte ttl = 64, bool df = false) =>
        Ip(source, destination, 1, Icmp(8, 0, 0x00070001, Pattern(data)), ttl, 0, df);

    public static byte[] Ipip(string outerSource, string outerDestination, byte[] inner, byte tos = 0, byte ttl = 64) =>
        Ip(outerSource, outerDestination, 4, inner, ttl, tos);

    public static byte[] Pattern(int length)
    {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (byte)(i ^ (i >> 8));
        }

        return data;
    }

    public static byte[] Ethernet(MacAddress destination, MacAddress source, ushort type, byte[] payload)
    {
        byte[] frame = new byte[14 + payload.Length];
        destination.Write(frame, 0);
        source.Write(frame, 6);
        Put16(frame, 12, type);
        payload.CopyTo(frame, 14);
        return frame;
    }

    public static byte[] Arp(
        ushort operation, MacAddress senderMac, string sender, string target, MacAddress targetMac = default)
    {
        byte[] packet = new byte[28];
        new ArpPacket(operation, senderMac, Ipv4Address.Parse(sender), targetMac, Ipv4Address.Parse(target))
            .Write(packet, 0);
        return packet;
    }

    /// <summary>RFC 1071 §1 word by word, folding after each addition.</summary>
    public static ushort SlowChecksum(ReadOnlySpan<byte> octets)
    {
        int sum = 0;
        for (int i = 0; i < octets.Length; i += 2)
        {
            int word = (octets[i] << 8) | (i + 1 < octets.Length ? octets[i + 1] : 0);
            sum += word;
            if (sum > 0xffff)
            {
                sum -= 0xffff;
            }
        }

        return (ushort)~sum;
    }

    public static void Put16(byte[] octets, int offset, int value)
    {
        octets[offset] = (byte)(value >> 8);
        octets[offset + 1] = (byte)value;
    }
}
