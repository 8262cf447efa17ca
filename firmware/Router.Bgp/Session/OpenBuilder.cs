using System.Collections.Generic;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// The OPEN we send. Capabilities ascend by code, which for a Calico node's set is its order to the octet.
/// </summary>
internal static class OpenBuilder
{
    private const ushort Ipv6Afi = 2;
    private const byte ForwardingBit = 0x80;

    public static BgpOpen Build(SpeakerShared shared, Neighbour neighbour)
    {
        BgpPeerOptions peer = neighbour.Options;
        List<BgpCapability> capabilities = [];
        foreach (BgpFamily family in peer.Families.List())
        {
            capabilities.Add(new MultiprotocolCapability(family));
        }

        capabilities.Add(new RouteRefreshCapability());
        if (peer.ExtendedNextHop)
        {
            BgpFamily ipv4 = BgpFamily.Ipv4Unicast;
            capabilities.Add(
                new ExtendedNextHopCapability(new ExtendedNextHopEntry(ipv4.Afi, ipv4.Safi, Ipv6Afi)));
        }

        if (peer.ExtendedMessages)
        {
            capabilities.Add(new ExtendedMessageCapability());
        }

        if (peer.Role is { } role && neighbour.IsExternal)
        {
            capabilities.Add(new RoleCapability(role));
        }

        AddRestart(capabilities, shared, neighbour);
        if (peer.FourOctetAs)
        {
            capabilities.Add(new FourOctetAsCapability(neighbour.LocalAs));
        }

        if (peer.AddPath != AddPathMode.None)
        {
            capabilities.Add(new AddPathCapability(
                Each(peer, family => new AddPathFamily(family, peer.AddPath))));
        }

        if (peer.EnhancedRefresh)
        {
            capabilities.Add(new EnhancedRouteRefreshCapability());
        }

        if (peer.LongLivedAware)
        {
            // RFC 9494 §3.1: a stale time of zero would only say that the sender knows the capability; so does none.
            byte flags = shared.IsDeferring ? ForwardingBit : (byte)0;
            capabilities.Add(new LongLivedGracefulRestartCapability(peer.LongLivedStaleTime == 0
                ? []
                : Each(peer, family => new LongLivedFamily(family, flags, peer.LongLivedStaleTime))));
        }

        return BgpOpen.Create(neighbour.LocalAs, peer.HoldTime, shared.Options.RouterId, capabilities.ToArray());
    }

    private static void AddRestart(List<BgpCapability> capabilities, SpeakerShared shared, Neighbour neighbour)
    {
        if (!neighbour.Options.GracefulRestart)
        {
            return;
        }

        // RFC 4724 §4.1: both bits only on the way back from a restart, and a cold one has forwarded nothing.
        bool isBack = shared.IsDeferring
            || (shared.Options is { Restarting: true, ForwardingKept: false } && neighbour.WasThere
                && neighbour.Establishments == 0);
        capabilities.Add(new GracefulRestartCapability(isBack, neighbour.Options.GracefulRestartTime,
            Each(neighbour.Options, family => new GracefulRestartFamily(family, shared.IsDeferring))));
    }

    private static T[] Each<T>(BgpPeerOptions peer, System.Func<BgpFamily, T> entry)
    {
        List<T> entries = [];
        foreach (BgpFamily family in peer.Families.List())
        {
            entries.Add(entry(family));
        }

        return entries.ToArray();
    }
}
