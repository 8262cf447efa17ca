namespace Router.Wire.Bgp;

/// <summary>The fixed header in front of every message (RFC 4271 §4.1).</summary>
public static class BgpMessage
{
    public const int MarkerSize = 16;
    public const int LengthOffset = 16;
    public const int TypeOffset = 18;
    public const int HeaderSize = 19;
    public const int MaxSize = 4096;

    /// <summary>RFC 8654 §4: of any message but OPEN and KEEPALIVE, once both sides announced it.</summary>
    public const int ExtendedMaxSize = 65535;

    /// <summary>Writes marker, length and type; <paramref name="length"/> counts the header.</summary>
    public static void WriteHeader(Octets destination, int offset, int length, BgpMessageType type)
    {
        for (int i = 0; i < MarkerSize; i++)
        {
            destination[offset + i] = 0xff;
        }

        BigEndian.WriteUInt16(destination, offset + LengthOffset, length);
        destination[offset + TypeOffset] = (byte)type;
    }

    /// <summary>
    /// The least length of a message of this type (RFC 4271 §4.2 to §4.5, RFC 2918 §3); 0 if unknown.
    /// </summary>
    public static int LeastSize(BgpMessageType type) => type switch
    {
        BgpMessageType.Open => BgpOpen.LeastSize,
        BgpMessageType.Update => BgpUpdate.LeastSize,
        BgpMessageType.Notification => BgpNotification.LeastSize,
        BgpMessageType.Keepalive => BgpKeepalive.Size,
        BgpMessageType.RouteRefresh => BgpRouteRefresh.LeastSize,
        _ => 0,
    };

    /// <summary>True for a whole message of this type: what every parser below expects of its caller.</summary>
    internal static bool Holds(OctetsIn message, BgpMessageType type, out BgpError error)
    {
        error = BgpError.None;
        if (BgpFramer.Read(message, 0, ExtendedMaxSize, out BgpFrame frame, out error) == BgpFrameStatus.Error)
        {
            return false;
        }

        if (frame.Length != message.Length || frame.Type != type)
        {
            error = BgpError.WithNumber(BgpErrorCode.MessageHeader, BgpSubcode.Header.BadMessageLength,
                BgpSeverity.Reset, "the octets are not one whole message of the expected type");
            return false;
        }

        return true;
    }
}
