using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
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
            bool gauge = name == "held";
            string metric = "router_frames_" + name + (gauge ? string.Empty : "_total");
            Begin(text, metric, gauge ? "gauge" : "counter", HelpOf(name));
            Sample(text, metric, value);
        }

        AppendDrops(text, "router_frames_dropped_reason_total", "Received frames dropped, by reason.",
            counters.Dropped);
        AppendDrops(text, "router_own_frames_dropped_reason_total", "The board's own frames dropped, by reason.",
            counters.DroppedLocal);
        AppendPorts(text, board.Host.Core);
        AppendTcp(text, board);
        BgpMetrics.Append(text, new BoardConsole(board), now);
        return text.ToString();
    }

    /// <summary>The sessions by bird_exporter's names.</summary>
    public static string BirdOf(Board board, Instant now) => BirdMetrics.Of(new BoardConsole(board), now);

    /// <summary>Opens a metric: what it means and of what type it is, each once.</summary>
    public static void Begin(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    /// <summary>One sample with its labels.</summary>
    public static void Sample(
        StringBuilder text, string name, long value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            // The format escapes these three in a label's value.
            string escaped = labels[i].Value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(escaped).Append('"');
        }

        text.Append(CultureInfo.InvariantCulture, $"{(labels.Length > 0 ? "} " : " ")}{value}\n");
    }

    /// <summary>A metric of one sample without labels.</summary>
    public static void Gauge(StringBuilder text, string name, string help, long value)
    {
        Begin(text, name, "gauge", help);
        Sample(text, name, value);
    }

    /// <summary>A metric with a sample for each of some things, told apart by their labels.</summary>
    public static void Each<T>(
        StringBuilder text,
        string name,
        string type,
        string help,
        IEnumerable<T> things,
        Func<T, (string Name, string Value)[]> labels,
        Func<T, long> value)
    {
        Begin(text, name, type, help);
        foreach (T thing in things)
        {
            Sample(text, name, value(thing), labels(thing));
        }
    }

    private static string HelpOf(string total) => total switch
    {
        "received" => "Frames received: delivered, forwarded, dropped or held.",
        "delivered" => "Received frames that the board itself consumed.",
        "forwarded" => "Received frames that left by a port.",
        "dropped" => "Received frames dropped.",
        "held" => "Frames that wait for a neighbour or for reassembly.",
        "originated" => "Frames of the board's own.",
        "fragments_created" => "Further fragments that packets were cut into.",
        "encapsulated" => "Packets put into the tunnel.",
        "decapsulated" => "Packets taken out of the tunnel.",
        "reassembled" => "Packets for the board put together from fragments.",
        "icmp_errors_sent" => "ICMP errors sent.",
        "icmp_errors_limited" => "ICMP errors not sent, to limit their rate.",
        "echo_replies" => "Echo requests answered.",
        _ => "Frames.",
    };

    private static void AppendDrops(StringBuilder text, string name, string help, Func<DropReason, long> count)
    {
        Begin(text, name, "counter", help);
        for (int i = 1; i < DropReasons.Count; i++)
        {
            if (DropReasons.NameOf((DropReason)i) is var reason and not "unknown")
            {
                Sample(text, name, count((DropReason)i), ("reason", reason));
            }
        }
    }

    private static void AppendPorts(StringBuilder text, RouterCore core)
    {
        AppendPort(text, core, "router_port_up", "gauge", "Whether the port has a link.",
            static port => port.LinkUp ? 1 : 0);
        AppendPort(text, core, "router_port_received_frames_total", "counter", "Frames received by the port.",
            static port => port.Counters.Received);
        AppendPort(text, core, "router_port_received_octets_total", "counter", "Octets received by the port.",
            static port => port.Counters.ReceivedOctets);
        AppendPort(text, core, "router_port_transmitted_frames_total", "counter", "Frames sent by the port.",
            static port => port.Counters.Transmitted);
        AppendPort(text, core, "router_port_transmitted_octets_total", "counter", "Octets sent by the port.",
            static port => port.Counters.TransmittedOctets);
    }

    private static void AppendPort(
        StringBuilder text, RouterCore core, string name, string type, string help, Func<CorePort, long> value) =>
        Each(text, name, type, help, core.Ports, static port => [("port", port.Name)], value);

    private static void AppendTcp(StringBuilder text, Board board)
    {
        const string Name = "router_tcp_dropped_total";
        Begin(text, Name, "counter", "TCP segments dropped before they reached a connection, by reason.");
        foreach ((string reason, ulong count) in TcpCommand.Reasons(board.TcpDrops))
        {
            Sample(text, Name, (long)count, ("reason", reason));
        }
    }
}
