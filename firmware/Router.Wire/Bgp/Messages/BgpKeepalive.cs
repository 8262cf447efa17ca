namespace Router.Wire.Bgp;

/// <summary>KEEPALIVE: the header and nothing more (RFC 4271 §4.4).</summary>
public static class BgpKeepalive
{
    public const int Size = BgpMessage.HeaderSize;

    public static bool TryParse(OctetsIn message, out BgpError error) =>
        BgpMessage.Holds(message, BgpMessageType.Keepalive, out error);

    public static int Write(Octets destination, int offset)
    {
        BgpMessage.WriteHeader(destination, offset, Size, BgpMessageType.Keepalive);
        return Size;
    }
}
