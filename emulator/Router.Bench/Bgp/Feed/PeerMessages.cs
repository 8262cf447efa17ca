using System;
using System.Buffers.Binary;

namespace Router.Bench.Bgp.Feed;

/// <summary>What a tester says besides UPDATEs, octet by octet (RFC 4271 §4).</summary>
internal static class PeerMessages
{
    public const int HeaderSize = 19;
    public const byte OpenType = 1;
    public const byte UpdateType = 2;
    public const byte NotificationType = 3;
    public const byte KeepaliveType = 4;

    private const ushort HoldTime = 180;
    private const ushort AsTrans = 23456;

    public static byte[] Keepalive { get; } = Message(KeepaliveType, []);

    /// <summary>IPv4 unicast (RFC 4760) and four-octet AS numbers (RFC 6793), and nothing else.</summary>
    public static byte[] Open(uint asn, uint routerId)
    {
        Span<byte> body = stackalloc byte[24];
        body[0] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(body[1..], asn > ushort.MaxValue ? AsTrans : (ushort)asn);
        BinaryPrimitives.WriteUInt16BigEndian(body[3..], HoldTime);
        BinaryPrimitives.WriteUInt32BigEndian(body[5..], routerId);

        // One optional parameter (RFC 5492 §4) with both capabilities.
        ReadOnlySpan<byte> capabilities = [14, 2, 12, 1, 4, 0, 1, 0, 1, 65, 4];
        capabilities.CopyTo(body[9..]);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], asn);
        return Message(OpenType, body);
    }

    private static byte[] Message(byte type, ReadOnlySpan<byte> body)
    {
        var message = new byte[HeaderSize + body.Length];
        message.AsSpan(0, 16).Fill(0xff);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(16), (ushort)message.Length);
        message[18] = type;
        body.CopyTo(message.AsSpan(HeaderSize));
        return message;
    }
}
