using System;
using System.Globalization;
using System.Text;
using Router.Bgp;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node;

/// <summary>A board's metrics in the Prometheus text format, version 0.0.4.</summary>
public static class MetricsText
{
    public static string Of(Board board, Instant now)
    {
        var text = new StringBuilder();
        CoreCounters counters = board.Host.Core.Counters;
        foreach ((string name, long value) in CounterCommands.Totals(counters))
        {
            string type = name == "held" ? "gauge" : "counter";
            text.Append(CultureInfo.InvariantCulture,
                $"# TYPE router_frames_{name} {type}\nrouter_frames_{name} {value}\n");
        }

        AppendDrops(text, "router_frames_dropped_reason", counters.Dropped);
        AppendDrops(text, "router_own_frames_dropped_reason", counters.DroppedLocal);
        AppendPorts(text, board.Host.Core);
        AppendBgp(text, board, now);
        return text.ToString();
    }

    private static void AppendDrops(StringBuilder text, string name, Func<DropReason, long> count)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} counter\n");
        for (int i = 0; i < DropReasons.Count; i++)
        {
            if (DropReasons.NameOf((DropReason)i) is var reason and not "unknown")
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{reason=\"{reason}\"}} {count((DropReason)i)}\n");
            }
        }
    }

    private static void AppendPorts(StringBuilder text, RouterCore core)
    {
        AppendPort(text, core, "router_port_up", "gauge", static port => port.LinkUp ? 1 : 0);
        AppendPort(text, core, "router_port_received_frames", "counter", static port => port.Counters.Received);
        AppendPort(text, core, "router_port_received_octets", "counter", static port => port.Counters.ReceivedOctets);
        AppendPort(text, core, "router_port_transmitted_frames", "counter", static port => port.Counters.Transmitted);
        AppendPort(text, core, "router_port_transmitted_octets", "counter",
            static port => port.Counters.TransmittedOctets);
    }

    private static void AppendPort(
        StringBuilder text, RouterCore core, string name, string type, Func<CorePort, long> value)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        foreach (CorePort port in core.Ports)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{port=\"{port.Name}\"}} {value(port)}\n");
        }
    }

    private static void AppendBgp(StringBuilder text, Board board, Instant now)
    {
        BgpMemory memory = board.Speaker.Memory();
        text.Append(CultureInfo.InvariantCulture,
            $"# TYPE router_bgp_prefixes gauge\nrouter_bgp_prefixes {memory.Prefixes}\n" +
            $"# TYPE router_bgp_paths gauge\nrouter_bgp_paths {memory.Paths}\n" +
            $"# TYPE router_bgp_attribute_sets gauge\nrouter_bgp_attribute_sets {memory.AttributeSets}\n" +
            $"# TYPE router_bgp_rib_bytes gauge\nrouter_bgp_rib_bytes {memory.TableOctets + memory.AttributeOctets}\n");
        AppendPeer(text, board, "router_bgp_peer_up", "gauge",
            static (peer, _) => peer.State == BgpState.Established ? 1 : 0, now);
        AppendPeer(text, board, "router_bgp_peer_state_seconds", "gauge",
            static (peer, at) => (at - peer.Since).Seconds, now);
        AppendPeer(text, board, "router_bgp_peer_paths_received", "gauge", static (peer, _) => peer.PathsReceived, now);
        AppendPeer(text, board, "router_bgp_peer_prefixes_sent", "gauge", static (peer, _) => peer.PrefixesSent, now);
        AppendPeer(text, board, "router_bgp_peer_messages_received", "counter",
            static (peer, _) => peer.Received.Total, now);
        AppendPeer(text, board, "router_bgp_peer_messages_sent", "counter", static (peer, _) => peer.Sent.Total, now);
    }

    private static void AppendPeer(StringBuilder text, Board board, string name, string type,
        Func<BgpPeerView, Instant, long> value, Instant now)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n");
        foreach (BgpPeerView peer in board.Speaker.Peers())
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{name}{{peer=\"{peer.Options.RemoteAddress}\",name=\"{peer.Options.Name}\"}} {value(peer, now)}\n");
        }
    }
}
