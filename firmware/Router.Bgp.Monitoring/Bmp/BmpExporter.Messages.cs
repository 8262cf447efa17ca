using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

// What is said to the collector.
public sealed partial class BmpExporter
{
    private void WriteInitiation()
    {
        const int Description = 1;
        const int Name = 2;
        int start = BmpMessage.Begin(Output, BmpMessage.Initiation);
        BmpMessage.Text(Output, Description, _options.Description);
        BmpMessage.Text(Output, Name, _options.Name);
        BmpMessage.End(Output, start);
    }

    // RFC 7854 §4.10: local address and ports, then both OPENs as they crossed.
    private void TellUp(BmpPeer peer)
    {
        peer.IsTold = true;
        int start = BmpMessage.Begin(Output, BmpMessage.PeerUp);
        BmpMessage.PeerHeader(Output, peer, _clock, peer.UpSince);
        BmpMessage.Address(Output, peer.LocalAddress);
        Output.UInt16(peer.LocalPort);
        Output.UInt16(peer.RemotePort);
        Output.Write(peer.SentOpen);
        Output.Write(peer.ReceivedOpen);
        BmpMessage.End(Output, start);
    }

    // RFC 7854 §4.9: the NOTIFICATION, where one ended the session, else what did.
    private void TellDown(BmpPeer peer, bool isRemoved, Instant now)
    {
        Flush(now);
        peer.IsTold = false;
        int start = BmpMessage.Begin(Output, BmpMessage.PeerDown);
        BmpMessage.PeerHeader(Output, peer, _clock, now);
        if (isRemoved)
        {
            Output.Byte(BmpMessage.PeerDeconfigured);
        }
        else if (peer.Notification is { } notification)
        {
            Output.Byte(peer.NotificationIsOurs ? BmpMessage.LocalNotification : BmpMessage.RemoteNotification);
            Output.Write(notification);
        }
        else
        {
            // This speaker never ends a session without a NOTIFICATION.
            Output.Byte(BmpMessage.RemoteNoNotification);
        }

        BmpMessage.End(Output, start);
    }

    private void TellUpdate(BmpPeer peer, OctetsIn message, Instant now)
    {
        int start = BmpMessage.Begin(Output, BmpMessage.RouteMonitoring);
        BmpMessage.PeerHeader(Output, peer, _clock, now);
        Output.Write(message);
        BmpMessage.End(Output, start);
    }

    // RFC 7854 §5: the end of a peer's table is told by its End-of-RIB; a refresh has a mark of its own (RFC 7313 §4).
    private void TellEndOfTable(BmpPeer peer, BgpFamily family, Instant now)
    {
        System.Span<byte> message = stackalloc byte[64];
        TellUpdate(peer, message.Slice(0, BgpUpdateWriter.WriteEndOfRib(message, 0, family)), now);
    }

    private void WriteStatistics(Instant now)
    {
        const int RoutesOfPeer = 7;
        const int RoutesOfLocRib = 8;
        const int UpdatesAsWithdraw = 11;
        int prefixes = _speaker.Memory().Prefixes;
        for (int i = 0; i < _peers.Count; i++)
        {
            BmpPeer peer = _peers[i];
            if (!peer.IsTold)
            {
                continue;
            }

            BgpPeerView view = _speaker.Peer(i);
            long withdrawn = 0;
            foreach (KeyValuePair<byte, long> count in view.TreatedAsWithdraw)
            {
                withdrawn += count.Value;
            }

            int start = BmpMessage.Begin(Output, BmpMessage.StatisticsReport);
            BmpMessage.PeerHeader(Output, peer, _clock, now);
            Output.UInt32(3);
            BmpMessage.Gauge(Output, RoutesOfPeer, view.PathsReceived);
            BmpMessage.Gauge(Output, RoutesOfLocRib, prefixes);
            BmpMessage.Counter(Output, UpdatesAsWithdraw, withdrawn);
            BmpMessage.End(Output, start);
        }

        if (Wants(BgpMonitorViews.LocRib))
        {
            int start = BmpMessage.Begin(Output, BmpMessage.StatisticsReport);
            BmpMessage.LocRibHeader(Output, _speaker.Options, _clock, now);
            Output.UInt32(1);
            BmpMessage.Gauge(Output, RoutesOfLocRib, prefixes);
            BmpMessage.End(Output, start);
        }
    }
}
