using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Bfd;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>show bfd sessions</c>: birdc's columns, and FRR's JSON names.</summary>
public static class BfdCommand
{
    /// <summary>The command over an engine that may be there when it is asked; null has no session.</summary>
    public static ConsoleCommand Sessions(Func<BfdEngine?> engine) => new(
        "show bfd sessions", "show bfd sessions", "BFD sessions with BGP peers",
        request => ConsoleJob.Finished(request.Json ? Json(engine(), request.Now) : Text(engine(), request.Now)));

    private static string Text(BfdEngine? engine, Instant now)
    {
        var text = new StringBuilder("IP address                State      Since         Interval  Timeout  Reason\n");
        foreach (BfdSessionView session in InOrder(engine))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{session.Options.Remote,-25} {session.State,-10} {Seconds(now - session.Since),-13} " +
                $"{Seconds(session.TransmitInterval),8}  {Seconds(session.DetectionTime),7}  {Reason(session)}\n");
        }

        return text.ToString();
    }

    private static string Json(BfdEngine? engine, Instant now) => JsonText.Build(json =>
    {
        json.WriteStartArray();
        foreach (BfdSessionView session in InOrder(engine))
        {
            bool isUp = session.State == BfdState.Up;
            json.WriteStartObject();
            json.WriteBoolean("multihop", session.Options.Multihop);
            json.WriteString("peer", session.Options.Remote.ToString());
            json.WriteNumber("id", session.LocalDiscriminator);
            json.WriteNumber("remote-id", session.RemoteDiscriminator);
            json.WriteString("status", session.State == BfdState.AdminDown
                ? "shutdown"
                : session.State.ToString().ToLowerInvariant());
            json.WriteNumber(isUp ? "uptime" : "downtime", (now - session.Since).Seconds);
            json.WriteString("diagnostic", Words(session.Diagnostic));
            json.WriteString("remote-diagnostic", Words(session.RemoteDiagnostic));
            json.WriteNumber("transmit-interval", session.TransmitInterval.Milliseconds);
            json.WriteNumber("detection-time", session.DetectionTime.Milliseconds);
            json.WriteNumber("detect-multiplier", session.Options.Timers.DetectMult);
            json.WriteNumber("session-up", session.TimesUp);
            json.WriteNumber("control-packet-input", session.PacketsReceived);
            json.WriteNumber("control-packet-output", session.PacketsSent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IEnumerable<BfdSessionView> InOrder(BfdEngine? engine) =>
        (engine?.Sessions() ?? []).OrderBy(session => session.Options.Remote);

    private static string Reason(BfdSessionView session) =>
        session.State == BfdState.Up || session.Diagnostic == BfdDiagnostic.None
            ? string.Empty
            : Words(session.Diagnostic);

    private static string Words(BfdDiagnostic diagnostic) => diagnostic switch
    {
        BfdDiagnostic.None => "ok",
        BfdDiagnostic.DetectionTimeExpired => "control detection time expired",
        BfdDiagnostic.EchoFailed => "echo function failed",
        BfdDiagnostic.NeighbourSignalledDown => "neighbor signaled session down",
        BfdDiagnostic.ForwardingPlaneReset => "forwarding plane reset",
        BfdDiagnostic.PathDown => "path down",
        BfdDiagnostic.ConcatenatedPathDown => "concatenated path down",
        BfdDiagnostic.AdministrativelyDown => "administratively down",
        BfdDiagnostic.ReverseConcatenatedPathDown => "reverse concatenated path down",
        _ => "unknown",
    };

    private static string Seconds(Duration duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds}.{duration.Milliseconds % 1000:D3}");
}
