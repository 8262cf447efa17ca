using System;
using System.Globalization;
using System.Linq;
using Router.Bgp;
using Router.Calico;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>node status</c>: calicoctl's table.</summary>
internal static class NodeStatusCommand
{
    public static ConsoleJob Show(Board board, ConsoleRequest request)
    {
        BgpPeerView[] peers = board.Speaker.Peers().OrderBy(static peer => peer.Options.RemoteAddress).ToArray();
        if (request.Json)
        {
            return ConsoleJob.Finished(Json(board, peers));
        }

        string[][] rows = peers.Select(peer => new[]
        {
            peer.Options.RemoteAddress.ToString(), TypeOf(board, peer), StateOf(peer), Since(board, peer.Since),
            Info(peer),
        }).ToArray();
        string table = rows.Length == 0
            ? "No IPv4 peers found.\n"
            : TextTable.Boxed(["PEER ADDRESS", "PEER TYPE", "STATE", "SINCE", "INFO"], rows);
        return ConsoleJob.Finished(
            "Calico process is running.\n\nIPv4 BGP status\n" + table + "\nIPv6 BGP status\nNo IPv6 peers found.\n");
    }

    private static string TypeOf(Board board, BgpPeerView peer) =>
        board.Plan.Peers.FirstOrDefault(planned => planned.Name == peer.Options.Name)?.Type.Text() ?? "unknown";

    private static string StateOf(BgpPeerView peer) => peer.State switch
    {
        BgpState.Established => "up",
        BgpState.Idle when !peer.Enabled => "down",
        _ => "start",
    };

    private static string Info(BgpPeerView peer) => peer.State == BgpState.Established
        ? "Established"
        : peer.LastReceived is { } received ? $"{peer.State} Received: {received.Text}"
        : peer.LastSent is { } sent ? $"{peer.State} Error: {sent.Text}"
        : peer.State.ToString();

    // The time of day where it is known, else the time since the board started.
    private static string Since(Board board, Instant at)
    {
        long seconds = (board.UnixTime(at) ?? at.Nanoseconds) / Duration.NanosecondsPerSecond;
        return TimeSpan.FromSeconds(seconds % 86_400).ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
    }

    private static string Json(Board board, BgpPeerView[] peers) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (BgpPeerView peer in peers)
        {
            json.WriteStartObject();
            json.WriteString("peerAddress", peer.Options.RemoteAddress.ToString());
            json.WriteString("peerType", TypeOf(board, peer));
            json.WriteString("state", StateOf(peer));
            json.WriteString("since", Since(board, peer.Since));
            json.WriteString("info", Info(peer));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
