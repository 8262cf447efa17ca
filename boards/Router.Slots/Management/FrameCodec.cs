using System;
using System.Buffers.Binary;

namespace Router.Slots.Management;

/// <summary>
/// A frame of the management connection: an octet that says what it is, three of zero, the body's length in four
/// (big-endian), the body.
/// </summary>
public static class FrameCodec
{
    public const int HeaderSize = 8;

    /// <summary>No body is longer: that of a manifest.</summary>
    public const int LongestBody = ManifestBlock.Length;

    /// <summary>A frame's octets.</summary>
    /// <exception cref="ArgumentException">The body is too long.</exception>
    public static byte[] Write(FrameKind kind, ReadOnlySpan<byte> body)
    {
        if (body.Length > Longest(kind))
        {
            throw new ArgumentException($"a frame {kind} has at most {Longest(kind)} octets", nameof(body));
        }

        byte[] frame = new byte[HeaderSize + body.Length];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), body.Length);
        body.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>Reads the header; false where no frame begins like that.</summary>
    /// <param name="octets">At least <see cref="HeaderSize"/>.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="length">Of the body that follows.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> octets, out FrameKind kind, out int length)
    {
        (kind, length) = (default, 0);
        if (octets.Length < HeaderSize || octets[0] is < (byte)FrameKind.Hello or > (byte)FrameKind.Done
            || octets[1..4].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        kind = (FrameKind)octets[0];
        length = BinaryPrimitives.ReadInt32BigEndian(octets[4..]);
        return length >= 0 && length <= Longest(kind);
    }

    /// <summary>Octets of the longest body of a kind.</summary>
    public static int Longest(FrameKind kind) => kind switch
    {
        FrameKind.Manifest => LongestBody,
        FrameKind.Data => 32 * 1024,
        _ => 4096,
    };
}
