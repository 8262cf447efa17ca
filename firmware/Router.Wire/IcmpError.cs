namespace Router.Wire;

/// <summary>Builds ICMP errors and decides when none may be built. Also compiled where spans do not exist.</summary>
public static class IcmpError
{
    /// <summary>RFC 1812 §4.3.2.3: as much of the datagram as fits without the error exceeding 576 octets.</summary>
    public const int MaxLength = 576;

    /// <summary>Octets of the offending datagram that are quoted.</summary>
    public static int QuoteLength(int available) =>
        available < MaxLength - Ipv4Header.Size - IcmpHeader.Size
            ? available
            : MaxLength - Ipv4Header.Size - IcmpHeader.Size;

    /// <summary>
    /// RFC 1812 §4.3.2.7 as far as the datagram itself tells: no error about an ICMP error, a later fragment, a group
    /// destination, or a source that is no single host. Link-layer broadcasts are for the caller to know.
    /// </summary>
    public static bool MayAnswer(OctetsIn octets, int offset, int length, Ipv4Header header)
    {
        uint source = header.Source.Value;
        uint first = source >> 24;
        if (header.PayloadOffset != 0 || first == 0 || first == 127 || first >= 224
            || header.Destination.IsMulticast || header.Destination == Ipv4Address.LimitedBroadcast)
        {
            return false;
        }

        if (header.Protocol != IpProtocol.Icmp)
        {
            return true;
        }

        // A type that nobody has defined may be an error, and one that is cut off cannot be told: stay silent.
        int type = offset + header.HeaderLength;
        return type < offset + length && octets[type] <= IcmpType.LastKnown && !IcmpType.IsError(octets[type]);
    }

    /// <summary>
    /// The TOS octet of an error: its subject's, at precedence 6 (RFC 1812 §4.3.2.5), without ECN bits.
    /// </summary>
    public static byte TosFor(byte subject) => (byte)((subject & 0x1c) | 0xc0);

    /// <summary>
    /// Writes the ICMP part: header, then the quote. Returns its length. The output must have room for 556 octets after
    /// <paramref name="target"/> and may not overlap the quoted datagram.
    /// </summary>
    public static int Write(
        Octets output, int target, byte type, byte code, uint rest, OctetsIn subject, int offset, int length)
    {
        int quote = QuoteLength(length);
        for (int i = 0; i < quote; i++)
        {
            output[target + IcmpHeader.Size + i] = subject[offset + i];
        }

        IcmpHeader header = default;
        header.Type = type;
        header.Code = code;
        header.Rest = rest;
        header.Write(output, target, IcmpHeader.Size + quote);
        return IcmpHeader.Size + quote;
    }
}
