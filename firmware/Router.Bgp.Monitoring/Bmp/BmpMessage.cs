using System;
using System.Text;
using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>The messages of BMP version 3 (RFC 7854 §4), appended to a buffer.</summary>
internal static class BmpMessage
{
    public const int RouteMonitoring = 0;
    public const int StatisticsReport = 1;
    public const int PeerDown = 2;
    public const int PeerUp = 3;
    public const int Initiation = 4;
    public const int Termination = 5;

    // §4.9.
    public const int LocalNotification = 1;
    public const int RemoteNotification = 3;
    public const int RemoteNoNotification = 4;
    public const int PeerDeconfigured = 5;

    private const int Version = 3;
    private const int IsV6 = 0x80;
    private const int IsTwoOctetAs = 0x20;
    private const int IsAfterPolicy = 0x40;

    // RFC 9069 §4.1.
    private const int LocRibInstance = 3;

    /// <summary>§4.1: version, length, type.</summary>
    public static int Begin(OctetBuffer buffer, int type)
    {
        int start = buffer.Mark();
        buffer.Byte(Version);
        buffer.UInt32(0);
        buffer.Byte(type);
        return start;
    }

    public static void End(OctetBuffer buffer, int start) => buffer.PatchUInt32(start + 1, start);

    /// <summary>
    /// §4.2: a global instance peer, before policy or after it. What policy left has AS numbers of four octets.
    /// </summary>
    public static void PeerHeader(
        OctetBuffer buffer, BmpPeer peer, WallClock clock, Instant now, bool isPostPolicy = false)
    {
        buffer.Byte(0);
        buffer.Byte((peer.Address.IsV4 ? 0 : IsV6)
            | (isPostPolicy ? IsAfterPolicy : peer.HasAs4 ? 0 : IsTwoOctetAs));
        buffer.UInt64(0);
        Address(buffer, peer.Address);
        buffer.UInt32(peer.As.Value);
        buffer.UInt32(peer.Identifier.Value);
        buffer.UInt32(clock.Seconds(now));
        buffer.UInt32(clock.Microseconds(now));
    }

    /// <summary>RFC 9069 §4.1, §4.2: the whole of this speaker's Loc-RIB, with its own AS and identifier.</summary>
    public static void LocRibHeader(OctetBuffer buffer, BgpSpeakerOptions speaker, WallClock clock, Instant now)
    {
        buffer.Byte(LocRibInstance);
        buffer.Byte(0);
        buffer.UInt64(0);
        buffer.UInt64(0);
        buffer.UInt64(0);
        buffer.UInt32(speaker.LocalAs.Value);
        buffer.UInt32(speaker.RouterId.Value);
        buffer.UInt32(clock.Seconds(now));
        buffer.UInt32(clock.Microseconds(now));
    }

    /// <summary>Sixteen octets; an IPv4 address stands in the last four (§4.2).</summary>
    public static void Address(OctetBuffer buffer, IpAddress address)
    {
        if (address.IsV4)
        {
            buffer.UInt64(0);
            buffer.UInt32(0);
        }

        buffer.Address(address);
    }

    /// <summary>§4.4: a text with its type.</summary>
    public static void Text(OctetBuffer buffer, int type, string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        buffer.UInt16(type);
        buffer.UInt16(octets.Length);
        buffer.Write(octets);
    }

    /// <summary>§4.8: a counter of four octets.</summary>
    public static void Counter(OctetBuffer buffer, int type, long value)
    {
        buffer.UInt16(type);
        buffer.UInt16(4);
        buffer.UInt32((uint)Math.Min(value, uint.MaxValue));
    }

    /// <summary>§4.8: a gauge of eight octets.</summary>
    public static void Gauge(OctetBuffer buffer, int type, long value)
    {
        buffer.UInt16(type);
        buffer.UInt16(8);
        buffer.UInt64((ulong)value);
    }
}
