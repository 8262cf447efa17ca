using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>What two OPENs agree on.</summary>
internal static class Negotiation
{
    private const ushort Ipv6Afi = 2;

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

        List<BgpNegotiatedFamily> families = [];
        foreach (BgpFamily family in peer.Families.List())
        {
            if (remote.Supports(family))
            {
                families.Add(Agree(local, remote, family));
            }
        }

        GracefulRestartCapability? restart = remote.Find<GracefulRestartCapability>();
        return new BgpNegotiated
        {
            RemoteId = remote.Identifier,
            RemoteAs = remote.Asn,
            LocalAddress = localAddress,
            HoldTime = hold,
            KeepaliveTime = keepalive,
            Families = families,
            FourOctetAs = Both<FourOctetAsCapability>(local, remote),
            RouteRefresh = remote.Find<RouteRefreshCapability>() != null,
            EnhancedRefresh = Both<EnhancedRouteRefreshCapability>(local, remote),
            PeerSendsRefreshMarks = remote.Find<EnhancedRouteRefreshCapability>() != null,
            MaxMessageSize = Both<ExtendedMessageCapability>(local, remote)
                ? BgpMessage.ExtendedMaxSize
                : BgpMessage.MaxSize,
            GracefulRestart = Both<GracefulRestartCapability>(local, remote),
            LongLivedAware = Both<LongLivedGracefulRestartCapability>(local, remote),
            PeerRestartTime = restart?.RestartTime ?? 0,
            PeerRestarted = restart?.Restarting ?? false,
            LocalCapabilities = Codes(local),
            RemoteCapabilities = Codes(remote),
        };
    }

    private static BgpNegotiatedFamily Agree(BgpOpen local, BgpOpen remote, BgpFamily family)
    {
        AddPathMode ours = local.Find<AddPathCapability>()?.ModeOf(family) ?? default;
        AddPathMode theirs = remote.Find<AddPathCapability>()?.ModeOf(family) ?? default;
        bool restarts = Lists(remote.Find<GracefulRestartCapability>(), family, out bool forwarding);
        return new BgpNegotiatedFamily
        {
            Family = family,
            AddPathReceive = (ours & AddPathMode.Receive) != 0 && (theirs & AddPathMode.Send) != 0,
            AddPathSend = (ours & AddPathMode.Send) != 0 && (theirs & AddPathMode.Receive) != 0,
            ExtendedNextHop = Extends(local, family) && Extends(remote, family),
            PeerRestarts = restarts,
            PeerForwardingKept = forwarding,
            LongLivedStaleTime = Both<LongLivedGracefulRestartCapability>(local, remote)
                ? LongLivedTime(remote.Find<LongLivedGracefulRestartCapability>()!, family)
                : 0,
        };
    }

    private static bool Both<T>(BgpOpen local, BgpOpen remote)
        where T : BgpCapability => local.Find<T>() != null && remote.Find<T>() != null;

    private static bool Lists(GracefulRestartCapability? restart, BgpFamily family, out bool forwarding)
    {
        forwarding = false;
        if (restart == null)
        {
            return false;
        }

        foreach (GracefulRestartFamily entry in restart.Families)
        {
            if (entry.Family == family)
            {
                forwarding = entry.ForwardingPreserved;
                return true;
            }
        }

        return false;
    }

    private static uint LongLivedTime(LongLivedGracefulRestartCapability capability, BgpFamily family)
    {
        foreach (LongLivedFamily entry in capability.Families)
        {
            if (entry.Family == family)
            {
                return entry.StaleTime;
            }
        }

        return 0;
    }

    private static bool Extends(BgpOpen open, BgpFamily family)
    {
        ExtendedNextHopCapability? capability = open.Find<ExtendedNextHopCapability>();
        if (capability == null)
        {
            return false;
        }

        foreach (ExtendedNextHopEntry entry in capability.Entries)
        {
            if (entry.Afi == family.Afi && entry.Safi == family.Safi && entry.NextHopAfi == Ipv6Afi)
            {
                return true;
            }
        }

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
