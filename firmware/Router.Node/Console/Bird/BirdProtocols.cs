using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>
/// <c>show protocols</c>: one line for each session, and with <c>all</c> what is known of it. calicoctl knows the table
/// by its six headings.
/// </summary>
internal static class BirdProtocols
{
    private const string Headings = "name     proto    table    state  since       info";

    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        List<string> words = BirdNames.Join(request.Arguments);
        bool isFull = words.Remove("all");
        if (words.Count > 1)
        {
            return CodedReply.Only(9001, "syntax error: show protocols [all] [NAME | \"PATTERN\"]");
        }

        if (!BirdNames.TryFind(console, words.Count == 0 ? "all" : words[0], out List<BgpPeerView> peers,
            out bool isStatic, out ConsoleJob? error))
        {
            return error!;
        }

        return request.Json ? Json(console, peers, request.Now) : Text(console, peers, isStatic, isFull, request.Now);
    }

    /// <summary>up, start or down.</summary>
    public static string StateOf(BgpPeerView peer) =>
        peer.State == BgpState.Established ? "up" : peer.Enabled ? "start" : "down";

    /// <summary>The state of the session and what last went wrong.</summary>
    public static string Info(BgpPeerView peer) =>
        peer.Enabled ? $"{StateName(peer),-14}{LastError(peer)}".TrimEnd() : string.Empty;

    public static string StateName(BgpPeerView peer) =>
        !peer.Enabled && peer.State == BgpState.Idle ? "Down"
        : peer.State == BgpState.Active && peer.Options.Passive ? "Passive"
        : peer.State.ToString();

    /// <summary>Empty while the session is up.</summary>
    public static string LastError(BgpPeerView peer)
    {
        if (peer.State == BgpState.Established)
        {
            return string.Empty;
        }

        bool isTheirs = peer.LastReceived is { } received
            && (peer.LastSent is not { } sent || received.At >= sent.At);
        return isTheirs ? $"Received: {peer.LastReceived!.Value.Text}"
            : peer.LastSent is { } own ? $"BGP Error: {own.Text}"
            : string.Empty;
    }

    private static ConsoleJob Text(
        IBgpConsole console, List<BgpPeerView> peers, bool isStatic, bool isFull, Instant now)
    {
        CodedReply reply = new CodedReply().Line(2002, Headings);
        if (isStatic)
        {
            reply.Line(1002, Row(BirdNames.Static, "Static", "up", BirdTime.Short(console, console.Started, now), ""));
        }

        foreach (BgpPeerView peer in peers)
        {
            reply.Line(1002, Row(peer.Options.Name, "BGP", StateOf(peer), BirdTime.Short(console, peer.Since, now),
                Info(peer)));
            if (isFull)
            {
                BirdProtocolDetail.Write(reply, console, peer);
            }
        }

        return reply.End(0);
    }

    private static string Row(string name, string protocol, string state, string since, string info) =>
        $"{name,-8} {protocol,-8} {"master",-8} {state,-6} {since,-10}  {info}";

    private static ConsoleJob Json(IBgpConsole console, List<BgpPeerView> peers, Instant now) =>
        ConsoleJob.Finished(JsonText.Build(json =>
        {
            json.WriteStartArray();
            foreach (BgpPeerView peer in peers)
            {
                json.WriteStartObject();
                json.WriteString("name", peer.Options.Name);
                json.WriteString("proto", "BGP");
                json.WriteString("table", "master");
                json.WriteString("state", StateOf(peer));
                json.WriteString("since", BirdTime.Long(console, peer.Since));
                json.WriteString("info", Info(peer));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
}
