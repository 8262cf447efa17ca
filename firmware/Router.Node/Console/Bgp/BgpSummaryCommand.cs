using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show bgp summary</c>: vtysh's columns, and its JSON names.</summary>
internal static class BgpSummaryCommand
{
    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        List<BgpPeerView> peers = console.Speaker.Peers().OrderBy(static peer => peer.Options.RemoteAddress).ToList();
        return ConsoleJob.Finished(request.Json
            ? JsonText.Build(json => WriteJson(json, console, peers, request.Now))
            : Text(console, peers, request.Now));
    }

    private static string Text(IBgpConsole console, List<BgpPeerView> peers, Instant now)
    {
        BgpMemory memory = console.Speaker.Memory();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"BGP router identifier {console.Speaker.Options.RouterId}, "
            + $"local AS number {console.Speaker.Options.LocalAs}\n" +
            $"RIB entries {memory.Prefixes}, using {memory.TableOctets + memory.AttributeOctets} bytes of memory\n" +
            $"Peers {peers.Count}\n\n");
        text.Append("Neighbor        V         AS   MsgRcvd   MsgSent   TblVer  InQ OutQ  Up/Down "
            + "State/PfxRcd   PfxSnt Desc\n");
        foreach (BgpPeerView peer in peers)
        {
            bool up = peer.State == BgpState.Established;
            string stateOrCount = up
                ? peer.PathsReceived.ToString(CultureInfo.InvariantCulture)
                : peer.Enabled ? peer.State.ToString() : "Idle (Admin)";
            text.Append(string.Format(CultureInfo.InvariantCulture,
                "{0,-15} 4 {1,10} {2,9} {3,9} {4,8} {5,4} {6,4} {7,8} {8,12} {9,8} {10}\n",
                peer.Options.RemoteAddress, peer.Options.RemoteAs, peer.Received.Total, peer.Sent.Total, 0, 0,
                peer.ChangesQueued, UpDown(peer, now), stateOrCount, up ? peer.PrefixesSent : 0, peer.Options.Name));
        }

        text.Append(CultureInfo.InvariantCulture, $"\nTotal number of neighbors {peers.Count}\n");
        return text.ToString();
    }

    // "never" before the first session.
    private static string UpDown(BgpPeerView peer, Instant now) =>
        peer.Establishments == 0 ? "never" : BgpText.UpDown(now - peer.Since);

    private static void WriteJson(Utf8JsonWriter json, IBgpConsole console, List<BgpPeerView> peers, Instant now)
    {
        json.WriteStartObject();
        json.WriteString("routerId", console.Speaker.Options.RouterId.ToString());
        json.WriteNumber("as", console.Speaker.Options.LocalAs.Value);
        json.WriteNumber("ribCount", console.Speaker.Memory().Prefixes);
        json.WriteNumber("peerCount", peers.Count);
        json.WriteStartObject("peers");
        foreach (BgpPeerView peer in peers)
        {
            json.WriteStartObject(peer.Options.RemoteAddress.ToString());
            json.WriteString("name", peer.Options.Name);
            json.WriteNumber("remoteAs", peer.Options.RemoteAs.Value);
            json.WriteNumber("version", 4);
            json.WriteNumber("msgRcvd", peer.Received.Total);
            json.WriteNumber("msgSent", peer.Sent.Total);
            json.WriteNumber("outq", peer.ChangesQueued);
            json.WriteString("peerUptime", UpDown(peer, now));
            json.WriteNumber("peerUptimeMsec", peer.Establishments == 0 ? 0 : (now - peer.Since).Milliseconds);
            json.WriteNumber("pfxRcd", peer.PathsReceived);
            json.WriteNumber("pfxSnt", peer.PrefixesSent);
            json.WriteString("state", peer.State.ToString());
            json.WriteString("reason", peer.Reason);
            json.WriteBoolean("endOfRibReceived", peer.EndOfRibReceived);
            json.WriteBoolean("endOfRibSent", peer.EndOfRibSent);
            json.WriteNumber("stalePaths", peer.StalePaths);
            json.WriteNumber("connectionsEstablished", peer.Establishments);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }
}
