using System;

namespace Router.Wire.Bgp;

/// <summary>
/// ROUTE-REFRESH (RFC 2918 §3, RFC 7313 §3.2). Octets after the family (RFC 5291 filters) are kept opaque.
/// </summary>
public sealed class BgpRouteRefresh
{
    public const int LeastSize = 23;

    public BgpRouteRefresh(BgpFamily family, BgpRefreshSubtype subtype = BgpRefreshSubtype.Request,
        byte[]? filters = null)
    {
        Family = family;
        Subtype = subtype;
        Filters = filters ?? Array.Empty<byte>();
    }

    public BgpFamily Family { get; }

    /// <summary>Other subtypes keep their number; a receiver ignores them (RFC 7313 §5).</summary>
    public BgpRefreshSubtype Subtype { get; }

    /// <summary>The outbound route filters of RFC 5291 §4, not interpreted.</summary>
    public byte[] Filters { get; }

    public int EncodedLength => LeastSize + Filters.Length;

    /// <summary>Reads a message of a peer with enhanced route refresh.</summary>
    public static bool TryParse(OctetsIn message, out BgpRouteRefresh? refresh, out BgpError error) =>
        TryParse(message, enhanced: true, out refresh, out error);

    /// <param name="message">The whole message.</param>
    /// <param name="enhanced">
    /// The peer announced enhanced route refresh. From others the octet of the subtype is reserved and means nothing:
    /// every message is a request (RFC 2918 §3, RFC 7313 §5).
    /// </param>
    /// <param name="refresh">What it says.</param>
    /// <param name="error">What to tell the peer.</param>
    public static bool TryParse(OctetsIn message, bool enhanced, out BgpRouteRefresh? refresh, out BgpError error)
    {
        refresh = null;
        if (!BgpMessage.Holds(message, BgpMessageType.RouteRefresh, out error))
        {
            return false;
        }

        BgpRefreshSubtype subtype = enhanced ? (BgpRefreshSubtype)message[21] : BgpRefreshSubtype.Request;

        // RFC 7313 §5: BoRR and EoRR have four octets of body, and the data are the complete message.
        if (subtype is BgpRefreshSubtype.BeginOfRefresh or BgpRefreshSubtype.EndOfRefresh
            && message.Length != LeastSize)
        {
            error = BgpError.InMessage(BgpErrorCode.RouteRefresh, BgpSubcode.RouteRefresh.InvalidMessageLength,
                BgpSeverity.Reset, "a begin or end of route refresh is longer than 23 octets", 0, message.Length);
            return false;
        }

        BgpFamily family = new(BigEndian.ReadUInt16(message, BgpMessage.HeaderSize), message[22]);
        refresh = new BgpRouteRefresh(family, subtype, message.Slice(LeastSize).ToArray());
        return true;
    }

    public int Write(Octets destination, int offset)
    {
        BgpMessage.WriteHeader(destination, offset, EncodedLength, BgpMessageType.RouteRefresh);
        BigEndian.WriteUInt16(destination, offset + 19, Family.Afi);
        destination[offset + 21] = (byte)Subtype;
        destination[offset + 22] = Family.Safi;
        for (int i = 0; i < Filters.Length; i++)
        {
            destination[offset + LeastSize + i] = Filters[i];
        }

        return EncodedLength;
    }
}
