using System;
using System.Collections.Generic;
using System.Text;
using Router.Bgp;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// The same sessions by the names of bird_exporter, which dashboards for Calico read; what is not counted here is left
/// out rather than shown as 0.
/// </summary>
public static class BirdMetrics
{
    public static string Of(IBgpConsole console, Instant now)
    {
        var text = new StringBuilder();
        IReadOnlyList<BgpPeerView> peers = console.Speaker.Peers();
        Append(text, peers, "up", "gauge", "Protocol is up",
            static peer => peer.State == BgpState.Established ? 1 : 0);
        Append(text, peers, "uptime", "counter", "Uptime of the protocol in seconds",
            peer => peer.State == BgpState.Established ? (now - peer.Since).Seconds : 0);
        Append(text, peers, "prefix_import_count", "gauge", "Number of imported routes",
            static peer => peer.PathsReceived);
        Append(text, peers, "prefix_export_count", "gauge", "Number of exported routes",
            static peer => peer.PrefixesSent);
        Append(text, peers, "changes_update_import_receive_count", "counter",
            "Number of incoming updates being received", static peer => peer.Routes.Received);
        Append(text, peers, "changes_update_import_reject_count", "counter",
            "Number of incoming updates being rejected", static peer => peer.Routes.Rejected);
        Append(text, peers, "changes_update_import_filter_count", "counter",
            "Number of incoming updates being filtered", static peer => peer.Routes.Filtered);
        Append(text, peers, "changes_update_import_accept_count", "counter",
            "Number of incoming updates being accepted", static peer => peer.Routes.Accepted);
        Append(text, peers, "changes_withdraw_import_receive_count", "counter",
            "Number of incoming withdraws being received", static peer => peer.Routes.WithdrawalsReceived);
        Append(text, peers, "changes_update_export_accept_count", "counter",
            "Number of outgoing updates being accepted", static peer => peer.Routes.Sent);
        Append(text, peers, "changes_withdraw_export_accept_count", "counter",
            "Number of outgoing withdraws being accepted", static peer => peer.Routes.WithdrawalsSent);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<BgpPeerView> peers, string name, string type,
        string help, Func<BgpPeerView, long> value) => MetricsText.Each(
            text, "bird_protocol_" + name, type, help, peers,
            static peer =>
            [
                ("name", peer.Options.Name),
                ("proto", "BGP"),
                ("ip_version", peer.Options.RemoteAddress.IsV4 ? "4" : "6"),
                ("import_filter", BirdProtocolDetail.FilterName(peer.Policy, isImport: true)),
                ("export_filter", BirdProtocolDetail.FilterName(peer.Policy, isImport: false)),
            ],
            value);
}
