using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>RFC 4271 §6.2: the checks of a well-formed OPEN that need the configuration.</summary>
internal static class OpenCheck
{
    private const int MultiprotocolSize = 6;

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

        return RefuseFamilies(open, peer) ?? RefuseRole(open, peer, isExternal: peer.RemoteAs != localAs);
    }

    private static FsmInput? RefuseFamilies(BgpOpen open, BgpPeerOptions peer)
    {
        BgpFamily[] families = peer.Families.List();
        byte[] data = new byte[families.Length * MultiprotocolSize];
        int at = 0;
        foreach (BgpFamily family in families)
        {
            if (open.Supports(family))
            {
                return null;
            }

            // RFC 5492 §3: the data of Unsupported Capability are the capabilities that are missing.
            data[at] = BgpCapabilityCode.Multiprotocol;
            data[at + 1] = MultiprotocolSize - 2;
            BigEndian.WriteUInt16(data, at + 2, family.Afi);
            data[at + 5] = family.Safi;
            at += MultiprotocolSize;
        }

        string wanted = string.Join(" or ", families);
        return Error(BgpSubcode.Open.UnsupportedCapability, $"the peer does not speak {wanted}") with { Data = data };
    }

    // RFC 9234 §4.2.
    private static FsmInput? RefuseRole(BgpOpen open, BgpPeerOptions peer, bool isExternal)
    {
        if (peer.Role is not { } ours || !isExternal)
        {
            return null;
        }

        if (!open.TryGetRole(out BgpRole? theirs))
        {
            return Error(BgpSubcode.Open.RoleMismatch, "the peer claims several roles");
        }

        if (theirs == null)
        {
            return peer.StrictRole ? Error(BgpSubcode.Open.RoleMismatch, "the peer claims no role") : null;
        }

        return theirs == CounterpartOf(ours)
            ? null
            : Error(BgpSubcode.Open.RoleMismatch, $"the peer is {theirs} where we are {ours}");
    }

    private static BgpRole? CounterpartOf(BgpRole role) => role switch
    {
        BgpRole.Provider => BgpRole.Customer,
        BgpRole.Customer => BgpRole.Provider,
        BgpRole.RouteServer => BgpRole.RouteServerClient,
        BgpRole.RouteServerClient => BgpRole.RouteServer,
        BgpRole.Peer => BgpRole.Peer,
        _ => null,
    };

    private static FsmInput Error(byte subcode, string detail) => new(FsmEvent.BgpOpenError)
    {
        Code = BgpErrorCode.Open,
        Subcode = subcode,
        Detail = detail,
    };
}
