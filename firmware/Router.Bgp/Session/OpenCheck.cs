using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>RFC 4271 §6.2: the checks of a well-formed OPEN that need the configuration.</summary>
internal static class OpenCheck
{
    // RFC 5492 §3: the data of Unsupported Capability are the capabilities that are missing: IPv4 unicast.
    private static readonly byte[] s_ipv4Unicast = [1, 4, 0, 1, 0, 1];

    /// <summary>The event that refuses the OPEN, or null when it is acceptable.</summary>
    public static FsmInput? Refuse(BgpOpen open, BgpPeerOptions peer, Asn localAs, RouterId localId)
    {
        if (open.Asn != peer.RemoteAs)
        {
            return Error(BgpSubcode.Open.BadPeerAs, $"bad peer AS: {open.Asn} where {peer.RemoteAs} is configured");
        }

        // RFC 6286 §2.2: an internal peer with our own identifier is a misconfiguration; an external one may have it.
        if (open.Identifier.IsZero || (open.Identifier == localId && peer.RemoteAs == localAs))
        {
            return Error(BgpSubcode.Open.BadBgpIdentifier, $"bad BGP identifier {open.Identifier}");
        }

        // RFC 4271 §4.2: one and two seconds are never acceptable.
        if (open.HoldTime is 1 or 2)
        {
            return Error(BgpSubcode.Open.UnacceptableHoldTime, $"unacceptable hold time {open.HoldTime}");
        }

        if (!open.Supports(BgpFamily.Ipv4Unicast))
        {
            return Error(BgpSubcode.Open.UnsupportedCapability, "the peer does not speak IPv4 unicast") with
            {
                Data = s_ipv4Unicast,
            };
        }

        return null;
    }

    private static FsmInput Error(byte subcode, string detail) => new(FsmEvent.BgpOpenError)
    {
        Code = BgpErrorCode.Open,
        Subcode = subcode,
        Detail = detail,
    };
}
