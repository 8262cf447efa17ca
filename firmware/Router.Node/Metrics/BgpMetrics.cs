using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Bgp;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node;

/// <summary>A speaker's metrics in the Prometheus text format, by our own names.</summary>
public static class BgpMetrics
{
    public static string Of(IBgpConsole console, Instant now)
    {
        var text = new StringBuilder();
        Append(text, console, now);
        return text.ToString();
    }

    public static void Append(StringBuilder text, IBgpConsole console, Instant now)
    {
        AppendTables(text, console, now);
        IReadOnlyList<BgpPeerView> peers = console.Speaker.Peers();
        AppendSessions(text, peers, now);
        AppendRoutes(text, peers);
        AppendErrors(text, peers);
        AppendNotifications(text, console, peers);
    }

    private static void AppendTables(StringBuilder text, IBgpConsole console, Instant now)
    {
        BgpSpeaker speaker = console.Speaker;
        BgpMemory memory = speaker.Memory();
        MetricsText.Gauge(text, "router_bgp_prefixes", "Prefixes in the Loc-RIB.", memory.Prefixes);
        MetricsText.Gauge(text, "router_bgp_paths", "Paths of all peers.", memory.Paths);
        MetricsText.Gauge(text, "router_bgp_attribute_sets", "Different attribute sets, each stored once.",
            memory.AttributeSets);
        MetricsText.Gauge(text, "router_bgp_rib_bytes", "Memory of the tables and the attribute sets.",
            memory.TableOctets + memory.AttributeOctets);
        MetricsText.Begin(text, "router_bgp_memory_bytes", "gauge", "Memory of the speaker, by kind.");
        MetricsText.Sample(text, "router_bgp_memory_bytes", memory.TableOctets, ("kind", "tables"));
        MetricsText.Sample(text, "router_bgp_memory_bytes", memory.AttributeOctets, ("kind", "attribute_sets"));
        MetricsText.Sample(text, "router_bgp_memory_bytes", memory.BufferOctets, ("kind", "buffers"));
        MetricsText.Gauge(text, "router_bgp_converged", "Whether nothing is left to decide or to tell.",
            speaker.IsConverged ? 1 : 0);
        if (speaker.LastConverged != Instant.Never)
        {
            MetricsText.Gauge(text, "router_bgp_last_convergence_age_seconds",
                "Time since the last queue of decisions and announcements ran empty after a change.",
                (now - speaker.LastConverged).Seconds);
        }
    }

    private static void AppendSessions(StringBuilder text, IReadOnlyList<BgpPeerView> peers, Instant now)
    {
        Peers(text, peers, "router_bgp_peer_up", "gauge", "Whether the session is Established.",
            static peer => peer.State == BgpState.Established ? 1 : 0);
        Peers(text, peers, "router_bgp_peer_state_seconds", "gauge", "Time in the present state.",
            peer => (now - peer.Since).Seconds);
        Peers(text, peers, "router_bgp_peer_established_total", "counter", "Times the session came up.",
            static peer => peer.Establishments);
        Peers(text, peers, "router_bgp_peer_messages_received_total", "counter", "BGP messages received.",
            static peer => peer.Received.Total);
        Peers(text, peers, "router_bgp_peer_messages_sent_total", "counter", "BGP messages sent.",
            static peer => peer.Sent.Total);
        Peers(text, peers, "router_bgp_peer_output_bytes", "gauge", "Octets that wait for the peer to read.",
            static peer => peer.OutputQueued);
    }

    private static void AppendRoutes(StringBuilder text, IReadOnlyList<BgpPeerView> peers)
    {
        Peers(text, peers, "router_bgp_peer_paths_received", "gauge", "Paths held of the peer.",
            static peer => peer.PathsReceived);
        Peers(text, peers, "router_bgp_peer_stale_paths", "gauge", "Paths kept while the peer restarts.",
            static peer => peer.StalePaths);
        Peers(text, peers, "router_bgp_peer_prefixes_sent", "gauge", "Prefixes that the peer has from here.",
            static peer => peer.PrefixesSent);
        Peers(text, peers, "router_bgp_peer_routes_received_total", "counter", "Routes announced by the peer.",
            static peer => peer.Routes.Received);
        Peers(text, peers, "router_bgp_peer_routes_rejected_total", "counter", "Of these loops, leaks and the like.",
            static peer => peer.Routes.Rejected);
        Peers(text, peers, "router_bgp_peer_routes_filtered_total", "counter", "Of these refused by import policy.",
            static peer => peer.Routes.Filtered);
        Peers(text, peers, "router_bgp_peer_routes_sent_total", "counter", "Routes announced to the peer.",
            static peer => peer.Routes.Sent);
    }

    private static void AppendErrors(StringBuilder text, IReadOnlyList<BgpPeerView> peers)
    {
        ByAttribute(text, peers, "router_bgp_peer_treated_as_withdraw_total",
            "UPDATEs whose routes were taken as withdrawn for an attribute (RFC 7606).",
            static peer => peer.TreatedAsWithdraw);
        ByAttribute(text, peers, "router_bgp_peer_attributes_discarded_total",
            "Attributes dropped from UPDATEs (RFC 7606).", static peer => peer.AttributesDiscarded);
    }

    // The value is the time of day, where that is known: then "time() - x" is the age.
    private static void AppendNotifications(StringBuilder text, IBgpConsole console, IReadOnlyList<BgpPeerView> peers)
    {
        const string Name = "router_bgp_peer_last_notification_timestamp_seconds";
        MetricsText.Begin(text, Name, "gauge", "When the last NOTIFICATION passed, with its code and subcode.");
        foreach (BgpPeerView peer in peers)
        {
            foreach ((string direction, BgpNotificationRecord? last) in
                new[] { ("sent", peer.LastSent), ("received", peer.LastReceived) })
            {
                if (last is { } known)
                {
                    long at = (console.UnixTime(known.At) ?? known.At.Nanoseconds) / Duration.NanosecondsPerSecond;
                    MetricsText.Sample(text, Name, at, ("peer", peer.Options.RemoteAddress.ToString()),
                        ("name", peer.Options.Name), ("direction", direction), ("code", Number(known.Code)),
                        ("subcode", Number(known.Subcode)));
                }
            }
        }
    }

    private static void ByAttribute(StringBuilder text, IReadOnlyList<BgpPeerView> peers, string name, string help,
        Func<BgpPeerView, IReadOnlyDictionary<byte, long>> counts)
    {
        MetricsText.Begin(text, name, "counter", help);
        foreach (BgpPeerView peer in peers)
        {
            foreach (KeyValuePair<byte, long> count in counts(peer).OrderBy(static count => count.Key))
            {
                MetricsText.Sample(text, name, count.Value, ("peer", peer.Options.RemoteAddress.ToString()),
                    ("name", peer.Options.Name), ("attribute", Number(count.Key)));
            }
        }
    }

    private static void Peers(StringBuilder text, IReadOnlyList<BgpPeerView> peers, string name, string type,
        string help, Func<BgpPeerView, long> value) => MetricsText.Each(text, name, type, help, peers,
            static peer => [("peer", peer.Options.RemoteAddress.ToString()), ("name", peer.Options.Name)], value);

    private static string Number(byte value) => value.ToString(CultureInfo.InvariantCulture);
}
