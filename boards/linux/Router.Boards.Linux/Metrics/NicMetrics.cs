using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Hal;
using Router.Node;

namespace Router.Boards.Linux.Metrics;

/// <summary>What the drivers behind the ports count, in the Prometheus text format.</summary>
internal static class NicMetrics
{
    public static string Of(BoardLoop loop)
    {
        // Once for each device: its queues may be other threads', which are asked.
        List<Line> lines = loop.Ports.Select(port => new Line(
            port.Configuration.Name, port.Nic is not null, loop.Refused(port), port.Nic?.Counters ?? default)).ToList();
        var text = new StringBuilder();
        Append(text, lines, "router_nic_present", "gauge", "Whether the port has a device now.",
            static line => line.Present ? 1 : 0);
        Append(text, lines, "router_nic_refused_frames_total", "counter", "Frames that the device had no room for.",
            static line => line.Refused);
        Append(text, lines, "router_nic_receive_overruns_total", "counter",
            "Frames lost before the board could take them.", static line => line.Nic.ReceiveOverruns);
        Append(text, lines, "router_nic_receive_errors_total", "counter",
            "Frames that did not fit a slot or were malformed.", static line => line.Nic.ReceiveErrors);
        Append(text, lines, "router_nic_transmit_errors_total", "counter",
            "Frames dropped by the driver or the device.", static line => line.Nic.TransmitErrors);
        return text.ToString();
    }

    private static void Append(
        StringBuilder text, List<Line> lines, string name, string type, string help, Func<Line, long> value) =>
        MetricsText.Each(text, name, type, help, lines, static line => [("port", line.Port)], value);

    private readonly record struct Line(string Port, bool Present, long Refused, NicCounters Nic);
}
