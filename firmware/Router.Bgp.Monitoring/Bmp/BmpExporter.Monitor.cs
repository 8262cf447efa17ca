using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

// What the speaker shows.
public sealed partial class BmpExporter : IBgpMonitor
{
    public void OnReceived(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        BmpPeer known = PeerOf(peer);
        switch ((BgpMessageType)message[BgpMessage.TypeOffset])
        {
            case BgpMessageType.Open:
                known.KeepOpen(connection, message, isSent: false);
                break;
            case BgpMessageType.Notification:
                known.Notification = message.ToArray();
                known.NotificationIsOurs = false;
                break;
            case BgpMessageType.Update when known.IsTold && !MustHangUp:
                OnUpdate(peer, message, now);
                CheckBounds();
                break;
            case BgpMessageType.RouteRefresh when known.IsTold && !MustHangUp:
                TellRefresh(peer, message, now);
                break;
            default:
                break;
        }
    }

    public void OnSent(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        BmpPeer known = PeerOf(peer);
        switch ((BgpMessageType)message[BgpMessage.TypeOffset])
        {
            case BgpMessageType.Open:
                known.KeepOpen(connection, message, isSent: true);
                break;
            case BgpMessageType.Notification:
                known.Notification = message.ToArray();
                known.NotificationIsOurs = true;
                break;
            default:
                break;
        }
    }

    public void OnState(in BgpPeerChange change, long connection, Instant now)
    {
        BmpPeer peer = PeerOf(change.Peer);
        if (change.NewState == BgpState.Established)
        {
            Establish(peer, change.Peer, connection, now);
        }
        else if (change.OldState == BgpState.Established)
        {
            peer.IsUp = false;
            peer.WantsRefresh = false;
            if (peer.IsTold && !MustHangUp)
            {
                TellDown(peer, isRemoved: !IsConfigured(change.Peer), now);
                CheckBounds();
            }

            peer.Notification = null;
        }
    }

    private void Establish(BmpPeer peer, int index, long connection, Instant now)
    {
        BgpPeerView view = _speaker.Peer(index);
        peer.Choose(connection);
        peer.Notification = null;
        peer.Address = view.Options.RemoteAddress;
        peer.As = view.Options.RemoteAs;
        peer.Identifier = view.Negotiated?.RemoteId ?? default;
        peer.LocalAddress = view.Negotiated?.LocalAddress ?? view.Options.LocalAddress;
        peer.HasPathIds4 = view.Negotiated?.Find(BgpFamily.Ipv4Unicast)?.AddPathReceive ?? false;
        peer.HasPathIds6 = view.Negotiated?.Find(BgpFamily.Ipv6Unicast)?.AddPathReceive ?? false;
        peer.HasAs4 = view.Negotiated?.FourOctetAs ?? true;

        // The speaker knows the well-known port of who was dialled, and not the other one.
        peer.RemotePort = view.Options.Port;
        peer.IsUp = true;
        peer.UpSince = now;
        if (_isConnected && !MustHangUp)
        {
            TellUp(peer);
            CheckBounds();
        }
    }

    private bool IsConfigured(int peer)
    {
        foreach (BgpPeerView view in _speaker.Peers())
        {
            if (view.Index == peer)
            {
                return true;
            }
        }

        return false;
    }

    private void OnUpdate(int peer, ReadOnlySpan<byte> message, Instant now)
    {
        if (Wants(BgpMonitorViews.PrePolicy))
        {
            TellUpdate(_peers[peer], message, now);
        }

        // RFC 4724 §2: nothing longer ends a table.
        const int LongestEnd = 30;
        BgpSessionContext context = new() { Ipv6 = true };
        if (message.Length <= LongestEnd && BgpUpdateView.TryParse(message, context, out BgpUpdateView update, out _)
            && update.IsEndOfRib(out BgpFamily family))
        {
            TellEndOfPostPolicy(peer, family, now);
        }
    }

    private void TellRefresh(int peer, ReadOnlySpan<byte> message, Instant now)
    {
        const int EndOfRefresh = (int)BgpRefreshSubtype.EndOfRefresh;
        int at = BgpMessage.HeaderSize;
        if (message.Length >= at + 4 && message[at + 2] == EndOfRefresh)
        {
            BgpFamily family = new(BigEndian.ReadUInt16(message, at), message[at + 3]);
            if (Wants(BgpMonitorViews.PrePolicy))
            {
                TellEndOfTable(_peers[peer], family, now);
            }

            TellEndOfPostPolicy(peer, family, now);
            CheckBounds();
        }
    }
}
