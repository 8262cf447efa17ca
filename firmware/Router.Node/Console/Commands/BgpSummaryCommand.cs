using System;
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
    public static ConsoleJob Show(BgpSpeaker speaker, ConsoleRequest request)
    {
        List<BgpPeerView> peers = speaker.Peers().OrderBy(static peer => peer.Options.RemoteAddress).ToList();
        return ConsoleJob.Finished(request.Json
            ? JsonText.Build(json => WriteJson(json, speaker, peers, request.Now))
            : Text(speaker, peers, request.Now));
    }

    private static string Text(BgpSpeaker speaker, List<BgpPeerView> peers, Instant now)
    {
        BgpMemory memory = speaker.Memory();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"BGP router identifier {speaker.Options.RouterId}, local AS number {speaker.Options.LocalAs}\n" +
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

    // vtysh: hh:mm:ss for a day, then 1d02h03m; "never" before the first session.
    private static string UpDown(BgpPeerView peer, Instant now)
    {
        if (peer.Establishments == 0)
        {
            return "never";
        }

        var elapsed = TimeSpan.FromSeconds((now - peer.Since).Seconds);
        return elapsed.Days == 0
            ? elapsed.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{elapsed.Days}d{elapsed.Hours:D2}h{elapsed.Minutes:D2}m");
    }

    private static void WriteJson(Utf8JsonWriter json, BgpSpeaker speaker, List<BgpPeerView> peers, Instant now)
    {
        json.WriteStartObject();
        json.WriteString("routerId", speaker.Options.RouterId.ToString());
        json.WriteNumber("as", speaker.Options.LocalAs.Value);
        json.WriteNumber("ribCount", speaker.Memory().Prefixes);
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
