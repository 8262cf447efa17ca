using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>What two OPENs agree on.</summary>
internal static class Negotiation
{
    public static BgpNegotiated Agree(BgpOpen local, BgpOpen remote, BgpPeerOptions peer, IpAddress localAddress)
    {
        // RFC 4271 §4.2: the smaller hold time counts; §4.4: KEEPALIVEs at a third of it at most, and not under one
        // second.
        ushort hold = Math.Min(local.HoldTime, remote.HoldTime);
        ushort keepalive = (ushort)(hold / 3);
        if (peer.KeepaliveTime != 0 && peer.KeepaliveTime < keepalive)
        {
            keepalive = peer.KeepaliveTime;
        }

        GracefulRestartCapability? restart = remote.Find<GracefulRestartCapability>();
        AddPathMode ours = local.Find<AddPathCapability>()?.ModeOf(BgpFamily.Ipv4Unicast) ?? default;
        AddPathMode theirs = remote.Find<AddPathCapability>()?.ModeOf(BgpFamily.Ipv4Unicast) ?? default;
        return new BgpNegotiated
        {
            RemoteId = remote.Identifier,
            RemoteAs = remote.Asn,
            LocalAddress = localAddress,
            HoldTime = hold,
            KeepaliveTime = keepalive,
            FourOctetAs = remote.Find<FourOctetAsCapability>() != null,
            RouteRefresh = remote.Find<RouteRefreshCapability>() != null,
            EnhancedRefresh = Both<EnhancedRouteRefreshCapability>(local, remote),
            AddPathReceive = (ours & AddPathMode.Receive) != 0 && (theirs & AddPathMode.Send) != 0,
            AddPathSend = (ours & AddPathMode.Send) != 0 && (theirs & AddPathMode.Receive) != 0,
            GracefulRestart = restart != null && local.Find<GracefulRestartCapability>() != null,
            PeerRestartTime = restart?.RestartTime ?? 0,
            PeerRestarted = restart?.Restarting ?? false,
            PeerForwardingKept = restart != null && Keeps(restart, out bool forwarding) && forwarding,
            PeerListsFamily = restart != null && Keeps(restart, out _),
            LocalCapabilities = Codes(local),
            RemoteCapabilities = Codes(remote),
        };
    }

    private static bool Both<T>(BgpOpen local, BgpOpen remote)
        where T : BgpCapability => local.Find<T>() != null && remote.Find<T>() != null;

    private static bool Keeps(GracefulRestartCapability restart, out bool forwarding)
    {
        foreach (GracefulRestartFamily family in restart.Families)
        {
            if (family.Family == BgpFamily.Ipv4Unicast)
            {
                forwarding = family.ForwardingPreserved;
                return true;
            }
        }

        forwarding = false;
        return false;
    }

    private static List<byte> Codes(BgpOpen open)
    {
        List<byte> codes = [];
        foreach (BgpCapability capability in open.Capabilities)
        {
            codes.Add(capability.Code);
        }

        return codes;
    }
}
