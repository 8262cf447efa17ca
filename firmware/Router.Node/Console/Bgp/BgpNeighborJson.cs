using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Node.Console;

/// <summary>Peers as JSON, in the names of <c>vtysh -c 'show bgp neighbors json'</c> where it has one.</summary>
internal static class BgpNeighborJson
{
    // FRR's names of what both OPENs say.
    private static readonly (byte Code, string Name)[] s_capabilities =
    [
        (BgpCapabilityCode.FourOctetAs, "4byteAs"),
        (BgpCapabilityCode.ExtendedMessage, "extendedMessage"),
        (BgpCapabilityCode.AddPath, "addPath"),
        (BgpCapabilityCode.ExtendedNextHop, "extendedNexthop"),
        (BgpCapabilityCode.RouteRefresh, "routeRefresh"),
        (BgpCapabilityCode.EnhancedRouteRefresh, "enhancedRouteRefresh"),
        (BgpCapabilityCode.GracefulRestart, "gracefulRestart"),
        (BgpCapabilityCode.LongLivedGracefulRestart, "longLivedGracefulRestart"),
        (BgpCapabilityCode.Role, "role"),
    ];

    public static string Of(IBgpConsole console, List<BgpPeerView> peers, Instant now) => JsonText.Build(json =>
    {
        json.WriteStartObject();
        foreach (BgpPeerView peer in peers)
        {
            json.WriteStartObject(peer.Options.RemoteAddress.ToString());
            Write(json, console, peer, now);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, IBgpConsole console, BgpPeerView peer, Instant now)
    {
        BgpPeerOptions options = peer.Options;
        json.WriteNumber("remoteAs", options.RemoteAs.Value);
        json.WriteNumber("localAs", (options.LocalAs ?? console.Speaker.Options.LocalAs).Value);
        json.WriteBoolean(BgpText.IsExternal(console, peer) ? "nbrExternalLink" : "nbrInternalLink", true);
        json.WriteString("nbrDesc", options.Name);
        json.WriteNumber("bgpVersion", 4);
        json.WriteString("localRouterId", console.Speaker.Options.RouterId.ToString());
        json.WriteString("bgpState", peer.State.ToString());
        json.WriteBoolean("adminShutDown", !peer.Enabled);
        json.WriteNumber("bgpTimerUpMsec", peer.State == BgpState.Established ? (now - peer.Since).Milliseconds : 0);
        json.WriteString("reason", peer.Reason);
        if (peer.Negotiated is { } negotiated)
        {
            Negotiated(json, negotiated);
        }

        Messages(json, peer);
        json.WriteStartObject("prefixStats");
        json.WriteNumber("acceptedPrefixCounter", peer.PathsReceived);
        json.WriteNumber("sentPrefixCounter", peer.PrefixesSent);
        json.WriteNumber("stalePrefixCounter", peer.StalePaths);
        json.WriteNumber("outQueue", peer.ChangesQueued);
        json.WriteNumber("outQueueOctets", peer.OutputQueued);
        json.WriteEndObject();
        json.WriteBoolean("endOfRibReceived", peer.EndOfRibReceived);
        json.WriteBoolean("endOfRibSent", peer.EndOfRibSent);
        json.WriteNumber("connectionsEstablished", peer.Establishments);
        Counts(json, "treatedAsWithdraw", peer.TreatedAsWithdraw);
        Counts(json, "attributesDiscarded", peer.AttributesDiscarded);
        Notification(json, console, "lastNotificationSent", peer.LastSent);
        Notification(json, console, "lastNotificationReceived", peer.LastReceived);
    }

    private static void Negotiated(Utf8JsonWriter json, BgpNegotiated negotiated)
    {
        json.WriteString("remoteRouterId", negotiated.RemoteId.ToString());
        json.WriteString("hostLocal", negotiated.LocalAddress.ToString());
        json.WriteNumber("bgpTimerHoldTimeMsecs", negotiated.HoldTime * 1000);
        json.WriteNumber("bgpTimerKeepAliveIntervalMsecs", negotiated.KeepaliveTime * 1000);
        json.WriteStartObject("neighborCapabilities");
        foreach ((byte code, string name) in s_capabilities)
        {
            bool isOurs = negotiated.LocalCapabilities.Contains(code);
            bool isTheirs = negotiated.RemoteCapabilities.Contains(code);
            if (isOurs || isTheirs)
            {
                json.WriteString(name, !isTheirs ? "advertised" : isOurs ? "advertisedAndReceived" : "received");
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("addressFamilyInfo");
        foreach (BgpNegotiatedFamily family in negotiated.Families)
        {
            json.WriteStartObject(family.Family == BgpFamily.Ipv4Unicast ? "ipv4Unicast" : "ipv6Unicast");
            json.WriteBoolean("addPathRx", family.AddPathReceive);
            json.WriteBoolean("addPathTx", family.AddPathSend);
            json.WriteBoolean("extendedNexthop", family.ExtendedNextHop);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Messages(Utf8JsonWriter json, BgpPeerView peer)
    {
        BgpMessageCounters sent = peer.Sent;
        BgpMessageCounters received = peer.Received;
        json.WriteStartObject("messageStats");
        json.WriteNumber("opensSent", sent.Open);
        json.WriteNumber("opensRecv", received.Open);
        json.WriteNumber("notificationsSent", sent.Notification);
        json.WriteNumber("notificationsRecv", received.Notification);
        json.WriteNumber("updatesSent", sent.Update);
        json.WriteNumber("updatesRecv", received.Update);
        json.WriteNumber("keepalivesSent", sent.Keepalive);
        json.WriteNumber("keepalivesRecv", received.Keepalive);
        json.WriteNumber("routeRefreshSent", sent.RouteRefresh);
        json.WriteNumber("routeRefreshRecv", received.RouteRefresh);
        json.WriteNumber("totalSent", sent.Total);
        json.WriteNumber("totalRecv", received.Total);
        json.WriteEndObject();
    }

    private static void Counts(Utf8JsonWriter json, string name, IReadOnlyDictionary<byte, long> counts)
    {
        json.WriteStartObject(name);
        foreach (KeyValuePair<byte, long> count in counts.OrderBy(static count => count.Key))
        {
            json.WriteNumber(count.Key.ToString(CultureInfo.InvariantCulture), count.Value);
        }

        json.WriteEndObject();
    }

    private static void Notification(
        Utf8JsonWriter json, IBgpConsole console, string name, BgpNotificationRecord? notification)
    {
        if (notification is not { } known)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("code", known.Code);
        json.WriteNumber("subcode", known.Subcode);
        json.WriteString("text", known.Text);
        json.WriteString("at", BirdTime.Long(console, known.At));
        json.WriteEndObject();
    }
}
