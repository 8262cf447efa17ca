using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>The common header of MRT (RFC 6396 §2), and the numbers of its types (§4, RFC 8050 §3 and §4).</summary>
internal static class MrtRecord
{
    public const int TableDumpV2 = 13;
    public const int Bgp4Mp = 16;

    /// <summary>With microseconds (RFC 6396 §3).</summary>
    public const int Bgp4MpExtended = 17;

    public const int PeerIndexTable = 1;
    public const int RibIpv4Unicast = 2;
    public const int RibIpv6Unicast = 4;

    // RFC 8050 §4: the same with path identifiers are these much further on.
    public const int RibAddPathOffset = 6;

    public const int Message = 1;
    public const int MessageAs4 = 4;
    public const int StateChangeAs4 = 5;

    // RFC 8050 §3.
    public const int MessageAddPath = 8;
    public const int MessageAs4AddPath = 9;

    private const int HeaderSize = 12;

    /// <summary>Begins a record; gives the place for <see cref="End"/>.</summary>
    public static int Begin(OctetBuffer buffer, uint seconds, int type, int subtype)
    {
        int start = buffer.Mark();
        buffer.UInt32(seconds);
        buffer.UInt16(type);
        buffer.UInt16(subtype);
        buffer.UInt32(0);
        return start;
    }

    /// <summary>The length does not count the header.</summary>
    public static void End(OctetBuffer buffer, int start) => buffer.PatchUInt32(start + 8, start + HeaderSize);

    /// <summary>Length in bits and as many octets as these need.</summary>
    public static void Prefix(OctetBuffer buffer, IpPrefix prefix)
    {
        buffer.Byte(prefix.Length);
        int mark = buffer.Mark();
        buffer.Address(prefix.Address);
        buffer.Rewind(mark + ((prefix.Length + 7) / 8));
    }
}
