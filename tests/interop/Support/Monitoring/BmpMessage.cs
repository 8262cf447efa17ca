using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Net;
using NUnit.Framework;

namespace Router.Tests.Interop.Support.Monitoring;

/// <summary>A BMP message (RFC 7854 §4.1) and the per-peer header that most begin with (§4.2).</summary>
internal sealed class BmpMessage(byte type, byte[] body)
{
    public const byte RouteMonitoring = 0;
    public const byte Statistics = 1;
    public const byte PeerDown = 2;
    public const byte PeerUp = 3;
    public const byte Initiation = 4;

    private const int PeerHeader = 42;
    private const int BgpHeader = 19;

    public byte Type => type;

    public ReadOnlySpan<byte> Body => body;

    /// <summary>What follows the per-peer header.</summary>
    public ReadOnlySpan<byte> Rest => Body[PeerHeader..];

    /// <summary>§4.2: type 1, flags 1, distinguisher 8, address 16 (IPv4 in its last 4), AS 4, identifier 4, time 8.</summary>
    public string Peer => new IPAddress(Body.Slice(22, 4)).ToString();

    public uint PeerAs => BinaryPrimitives.ReadUInt32BigEndian(Body[26..]);

    /// <summary>IPv6 addresses, after policy, 2-octet AS_PATHs: none of them here.</summary>
    public byte Flags => body[1];

    public DateTimeOffset Time =>
        DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(Body[34..]));

    /// <summary>Reads one; null at the end of the stream.</summary>
    public static BmpMessage? Read(Stream stream)
    {
        byte[] header = new byte[6];
        if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return null;
        }

        // §4.1: version 3, length of the whole message, type.
        Assert.That(header[0], Is.EqualTo(3));
        int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1));
        Assert.That(length, Is.InRange(header.Length, 1 << 17));
        byte[] body = new byte[length - header.Length];
        return stream.ReadAtLeast(body, body.Length, throwOnEndOfStream: false) < body.Length
            ? null
            : new BmpMessage(header[5], body);
    }

    /// <summary>§4.4: information TLVs by type.</summary>
    public static Dictionary<int, byte[]> Tlvs(ReadOnlySpan<byte> octets)
    {
        Dictionary<int, byte[]> values = [];
        while (octets.Length > 0)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
            values.Add(BinaryPrimitives.ReadUInt16BigEndian(octets), octets.Slice(4, length).ToArray());
            octets = octets[(4 + length)..];
        }

        return values;
    }

    /// <summary>§4.10: local address, ports, then the OPEN sent and the one received.</summary>
    public (string Local, byte[] Sent, byte[] Received) Opens()
    {
        ReadOnlySpan<byte> rest = Rest;
        string local = new IPAddress(rest.Slice(12, 4)).ToString();
        ReadOnlySpan<byte> messages = rest[20..];
        byte[] sent = BgpMessage(messages, type: 1);
        byte[] received = BgpMessage(messages[sent.Length..], type: 1);
        return (local, sent, received);
    }

    /// <summary>§4.6: one UPDATE, whole.</summary>
    public byte[] Update()
    {
        byte[] update = BgpMessage(Rest, type: 2);
        Assert.That(update, Has.Length.EqualTo(Rest.Length), "the UPDATE and nothing behind it");
        return update;
    }

    // RFC 4271 §4.1.
    private static byte[] BgpMessage(ReadOnlySpan<byte> octets, byte type)
    {
        Assert.That(octets[..16].IndexOfAnyExcept((byte)0xff), Is.EqualTo(-1), "marker");
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[16..]);
        Assert.That(length, Is.InRange(BgpHeader, octets.Length));
        Assert.That(octets[18], Is.EqualTo(type));
        return octets[..length].ToArray();
    }
}
