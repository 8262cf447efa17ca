using System;
using System.Buffers.Binary;

namespace Router.Wire.Bgp;

/// <summary>Finds messages in a byte stream by their headers (RFC 4271 §4.1) and refuses bad ones (§6.1).</summary>
public static class BgpFramer
{
    private const BgpErrorCode Code = BgpErrorCode.MessageHeader;

    /// <summary>
    /// Looks at the stream from <paramref name="offset"/>. An error is told as soon as the octet that causes it is
    /// there, so the verdict does not depend on how the stream was split. The data of an error count from
    /// <paramref name="offset"/>.
    /// </summary>
    /// <param name="octets">What was received and not consumed yet.</param>
    /// <param name="offset">Where the next message starts.</param>
    /// <param name="maxSize">4096, or 65535 once extended messages are agreed (RFC 8654 §4).</param>
    /// <param name="frame">The message; its length is 0 until it is complete.</param>
    /// <param name="error">What to tell the peer.</param>
    public static BgpFrameStatus Read(OctetsIn octets, int offset, int maxSize, out BgpFrame frame, out BgpError error)
    {
        int available = octets.Length - offset;
        error = BgpError.None;
        frame = new BgpFrame(default, offset, 0, Math.Min(available, BgpMessage.HeaderSize));
        if (!HasMarker(octets, offset, available))
        {
            // RFC 4271 §6.1: the Marker must be all ones.
            error = BgpError.WithNumber(Code, BgpSubcode.Header.ConnectionNotSynchronized, BgpSeverity.Reset,
                "the marker of the message header is not all ones");
            return BgpFrameStatus.Error;
        }

        if (available < BgpMessage.TypeOffset)
        {
            return BgpFrameStatus.Incomplete;
        }

        int length = BigEndian.ReadUInt16(octets, offset + BgpMessage.LengthOffset);
        if (length < BgpMessage.HeaderSize || length > maxSize)
        {
            error = BadLength();
            return BgpFrameStatus.Error;
        }

        if (available < BgpMessage.HeaderSize)
        {
            return BgpFrameStatus.Incomplete;
        }

        BgpMessageType type = (BgpMessageType)octets[offset + BgpMessage.TypeOffset];
        int least = BgpMessage.LeastSize(type);
        if (least == 0)
        {
            // RFC 4271 §6.1: the data are the erroneous Type field.
            error = BgpError.InMessage(Code, BgpSubcode.Header.BadMessageType, BgpSeverity.Reset,
                "the message type is unknown", BgpMessage.TypeOffset, 1);
            return BgpFrameStatus.Error;
        }

        if (length < least || length > MostSize(type, maxSize))
        {
            error = BadLength();
            return BgpFrameStatus.Error;
        }

        if (available < length)
        {
            return BgpFrameStatus.Incomplete;
        }

        frame = new BgpFrame(type, offset, length, length);
        return BgpFrameStatus.Complete;
    }

    private static bool HasMarker(OctetsIn octets, int offset, int available)
    {
        if (available >= BgpMessage.MarkerSize)
        {
            return (BinaryPrimitives.ReadUInt64LittleEndian(octets.Slice(offset))
                & BinaryPrimitives.ReadUInt64LittleEndian(octets.Slice(offset + 8))) == ulong.MaxValue;
        }

        for (int i = 0; i < available; i++)
        {
            if (octets[offset + i] != 0xff)
            {
                return false;
            }
        }

        return true;
    }

    // RFC 8654 §4: OPEN and KEEPALIVE are not extended. RFC 4271 §4.4: a KEEPALIVE is the header alone.
    private static int MostSize(BgpMessageType type, int maxSize) => type switch
    {
        BgpMessageType.Open => BgpMessage.MaxSize,
        BgpMessageType.Keepalive => BgpKeepalive.Size,
        _ => maxSize,
    };

    // RFC 4271 §6.1: the data are the erroneous Length field.
    private static BgpError BadLength() => BgpError.InMessage(Code, BgpSubcode.Header.BadMessageLength,
        BgpSeverity.Reset, "the length of the message is out of the bounds of its type", BgpMessage.LengthOffset, 2);
}
