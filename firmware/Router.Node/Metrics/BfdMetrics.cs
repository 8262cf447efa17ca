using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Bfd;
using Router.Wire;

namespace Router.Node;

/// <summary>BFD sessions in the Prometheus text format, by our own names and by bird_exporter's.</summary>
public static class BfdMetrics
{
    public static string Of(BfdEngine? engine)
    {
        var text = new StringBuilder();
        BfdSessionView[] sessions = InOrder(engine);
        Append(text, sessions, "up", "gauge", "Whether the session is up.",
            static session => session.State == BfdState.Up ? 1 : 0);
        Append(text, sessions, "times_up_total", "counter", "How often the session came up.",
            static session => session.TimesUp);
        Append(text, sessions, "received_packets_total", "counter", "Control packets received.",
            static session => (long)session.PacketsReceived);
        Append(text, sessions, "sent_packets_total", "counter", "Control packets sent.",
            static session => (long)session.PacketsSent);
        Append(text, sessions, "transmit_interval_milliseconds", "gauge", "Between packets; 0 while there are none.",
            static session => session.TransmitInterval.Milliseconds);
        Append(text, sessions, "detection_milliseconds", "gauge", "Silence after which the session is down.",
            static session => session.DetectionTime.Milliseconds);
        return text.ToString();
    }

    /// <summary>By the names of bird_exporter; there is one BFD protocol here.</summary>
    public static string BirdOf(BfdEngine? engine, Instant now)
    {
        var text = new StringBuilder();
        BfdSessionView[] sessions = InOrder(engine);
        AppendBird(text, sessions, "up", "Session is up",
            static session => session.State == BfdState.Up ? Duration.FromSeconds(1) : Duration.Zero);
        AppendBird(text, sessions, "uptime_seconds", "Session uptime in seconds",
            session => session.State == BfdState.Up ? now - session.Since : Duration.Zero);
        AppendBird(text, sessions, "interval_seconds", "Session interval in seconds",
            static session => session.TransmitInterval);
        AppendBird(text, sessions, "timeout_seconds", "Session timeout in seconds",
            static session => session.DetectionTime);
        return text.ToString();
    }

    private static BfdSessionView[] InOrder(BfdEngine? engine) =>
        [.. (engine?.Sessions() ?? []).OrderBy(static session => session.Options.Remote)];

    private static void Append(StringBuilder text, IReadOnlyList<BfdSessionView> sessions, string name, string type,
        string help, Func<BfdSessionView, long> value)
    {
        string metric = "router_bfd_session_" + name;
        MetricsText.Begin(text, metric, type, help);
        foreach (BfdSessionView session in sessions)
        {
            MetricsText.Sample(text, metric, value(session), ("peer", session.Options.Remote.ToString()),
                ("multihop", session.Options.Multihop ? "true" : "false"));
        }
    }

    private static void AppendBird(StringBuilder text, IReadOnlyList<BfdSessionView> sessions, string name, string help,
        Func<BfdSessionView, Duration> value)
    {
        string metric = "bird_bfd_session_" + name;
        MetricsText.Begin(text, metric, "gauge", help);
        foreach (BfdSessionView session in sessions)
        {
            // The interface is not known here; BIRD's own word for that, as of sessions over several hops, is ---.
            long milliseconds = value(session).Milliseconds;
            text.Append(CultureInfo.InvariantCulture, $"{metric}{{interface=\"---\",ip=\"{session.Options.Remote}\",")
                .Append(CultureInfo.InvariantCulture,
                    $"name=\"bfd1\"}} {milliseconds / 1000}.{milliseconds % 1000:000}\n");
        }
    }
}
