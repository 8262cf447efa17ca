using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>A peer in words: its state first, and why.</summary>
internal static class BgpNeighborText
{
    public static string Of(IBgpConsole console, BgpPeerView peer, Instant now)
    {
        StringBuilder text = new();
        BgpPeerOptions options = peer.Options;
        bool isExternal = BgpText.IsExternal(console, peer);
        Line(text, $"BGP neighbor is {options.RemoteAddress}, remote AS {options.RemoteAs}, local AS "
            + $"{options.LocalAs ?? console.Speaker.Options.LocalAs}, {(isExternal ? "external" : "internal")} link");
        Line(text, $" Description: {options.Name}");
        string state = peer.Enabled ? peer.State.ToString() : "Idle (Admin)";
        Line(text, $"  BGP state = {state}, since {BirdTime.Long(console, peer.Since)} ({Ago(now - peer.Since)}): "
            + BgpText.Clean(peer.Reason));
        if (peer.Negotiated is { } negotiated)
        {
            Negotiated(text, negotiated);
        }

        Messages(text, peer);
        Line(text, $"  Routes: {peer.PathsReceived} accepted, {peer.PrefixesSent} advertised, {peer.StalePaths} stale, "
            + $"{peer.ChangesQueued} to be looked at");
        Line(text, $"  End-of-RIB: {(peer.EndOfRibReceived ? "received" : "not received")}, "
            + (peer.EndOfRibSent ? "sent" : "not sent"));
        Counts(text, "  UPDATEs treated as withdrawals (RFC 7606), by attribute: ", peer.TreatedAsWithdraw);
        Counts(text, "  Attributes discarded (RFC 7606): ", peer.AttributesDiscarded);
        Line(text, $"  Connections established {peer.Establishments}");
        Notification(text, console, "  Last NOTIFICATION sent: ", peer.LastSent);
        Notification(text, console, "  Last NOTIFICATION received: ", peer.LastReceived);
        return text.ToString();
    }

    private static void Negotiated(StringBuilder text, BgpNegotiated negotiated)
    {
        Line(text, $"  Router ID {negotiated.RemoteId}, local address {negotiated.LocalAddress}");
        Line(text, $"  Hold time {negotiated.HoldTime} s, keepalive {negotiated.KeepaliveTime} s");
        Line(text, "  Capabilities, ours:   " + BgpCapabilityNames.Join(negotiated.LocalCapabilities));
        Line(text, "  Capabilities, theirs: " + BgpCapabilityNames.Join(negotiated.RemoteCapabilities));
        foreach (BgpNegotiatedFamily family in negotiated.Families)
        {
            string extras = (family.AddPathReceive ? ", add-path receive" : "")
                + (family.AddPathSend ? ", add-path send" : "")
                + (family.ExtendedNextHop ? ", extended next hop" : "")
                + (family.PeerRestarts ? ", kept over a restart" : "");
            Line(text, $"  Family {family.Family} unicast{extras}");
        }
    }

    private static void Messages(StringBuilder text, BgpPeerView peer)
    {
        BgpMessageCounters sent = peer.Sent;
        BgpMessageCounters received = peer.Received;
        Line(text, "  Messages:         Sent       Rcvd");
        Pair(text, "Opens", sent.Open, received.Open);
        Pair(text, "Notifications", sent.Notification, received.Notification);
        Pair(text, "Updates", sent.Update, received.Update);
        Pair(text, "Keepalives", sent.Keepalive, received.Keepalive);
        Pair(text, "Route Refresh", sent.RouteRefresh, received.RouteRefresh);
        Pair(text, "Total", sent.Total, received.Total);
    }

    private static void Pair(StringBuilder text, string what, long sent, long received) =>
        text.Append(CultureInfo.InvariantCulture, $"    {what + ":",-14}{sent,8}{received,11}\n");

    private static void Counts(StringBuilder text, string what, IReadOnlyDictionary<byte, long> counts)
    {
        if (counts.Count > 0)
        {
            Line(text, what + string.Join(", ", counts.OrderBy(static count => count.Key)
                .Select(static count => $"{BgpCapabilityNames.Attribute(count.Key)} {count.Value}")));
        }
    }

    private static void Notification(
        StringBuilder text, IBgpConsole console, string what, BgpNotificationRecord? notification)
    {
        if (notification is { } known)
        {
            Line(text, $"{what}{known.Code}/{known.Subcode} {BgpText.Clean(known.Text)}, "
                + BirdTime.Long(console, known.At));
        }
    }

    private static string Ago(Duration elapsed) => $"{BgpText.UpDown(elapsed)} ago";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
