using System.Collections.Generic;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>The OPEN we send. Order of capabilities is that of a Calico node, to the octet.</summary>
internal static class OpenBuilder
{
    public static BgpOpen Build(SpeakerShared shared, Neighbour neighbour)
    {
        BgpPeerOptions peer = neighbour.Options;
        List<BgpCapability> capabilities =
        [
            new MultiprotocolCapability(BgpFamily.Ipv4Unicast),
            new RouteRefreshCapability(),
        ];
        if (peer.GracefulRestart)
        {
            // RFC 4724 §4.1: both bits only on the way back from a restart, and a cold one has forwarded nothing.
            bool isBack = shared.IsDeferring
                || (shared.Options is { Restarting: true, ForwardingKept: false } && neighbour.Establishments == 0);
            capabilities.Add(new GracefulRestartCapability(isBack, peer.GracefulRestartTime,
                new GracefulRestartFamily(BgpFamily.Ipv4Unicast, shared.IsDeferring)));
        }

        capabilities.Add(new FourOctetAsCapability(peer.LocalAs ?? shared.Options.LocalAs));
        if (peer.AddPath)
        {
            capabilities.Add(new AddPathCapability(new AddPathFamily(BgpFamily.Ipv4Unicast, AddPathMode.Both)));
        }

        if (peer.EnhancedRefresh)
        {
            capabilities.Add(new EnhancedRouteRefreshCapability());
        }

        if (peer.LongLivedAware)
        {
            capabilities.Add(new LongLivedGracefulRestartCapability());
        }

        return BgpOpen.Create(
            peer.LocalAs ?? shared.Options.LocalAs, peer.HoldTime, shared.Options.RouterId, capabilities.ToArray());
    }
}
