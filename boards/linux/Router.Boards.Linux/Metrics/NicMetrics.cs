using System;
using System.Collections.Generic;
using System.Text;
using Router.Hal;
using Router.Node;

namespace Router.Boards.Linux.Metrics;

/// <summary>What the drivers behind the ports count, in the Prometheus text format.</summary>
internal static class NicMetrics
{
    public static string Of(IReadOnlyList<LivePort> ports)
    {
        var text = new StringBuilder();
        Append(text, ports, "router_nic_present", "gauge", "Whether the port has a device now.",
            static (port, _) => port.Nic is null ? 0 : 1);
        Append(text, ports, "router_nic_refused_frames_total", "counter", "Frames that the device had no room for.",
            static (port, _) => port.Refused);
        Append(text, ports, "router_nic_receive_overruns_total", "counter",
            "Frames lost before the board could take them.", static (_, nic) => nic.ReceiveOverruns);
        Append(text, ports, "router_nic_receive_errors_total", "counter",
            "Frames that did not fit a slot or were malformed.", static (_, nic) => nic.ReceiveErrors);
        Append(text, ports, "router_nic_transmit_errors_total", "counter",
            "Frames dropped by the driver or the device.", static (_, nic) => nic.TransmitErrors);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<LivePort> ports, string name, string type, string help,
        Func<LivePort, NicCounters, long> value)
    {
        MetricsText.Begin(text, name, type, help);
        foreach (LivePort port in ports)
        {
            MetricsText.Sample(text, name, value(port, port.Nic?.Counters ?? default),
                ("port", port.Configuration.Name));
        }
    }
}
