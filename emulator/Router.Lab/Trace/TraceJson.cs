using System.Collections.Generic;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>A trace as JSON: one object for each step.</summary>
internal static class TraceJson
{
    public static string Text(IReadOnlyList<TraceStep> steps, bool answered) => JsonText.Build(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("answered", answered);
        json.WriteStartArray("steps");
        foreach (TraceStep step in steps)
        {
            json.WriteStartObject();
            json.WriteString("node", step.Host);
            json.WriteString("step", step.Step.ToString());
            json.WriteNumber("nanoseconds", step.At.Nanoseconds);
            json.WriteBoolean("reply", step.Reply);
            json.WriteString("interface", step.Interface);
            json.WriteString("source", Ipv4Address.Read(step.Packet, 12).ToString());
            json.WriteString("destination", Ipv4Address.Read(step.Packet, 16).ToString());
            json.WriteNumber("protocol", step.Packet[9]);
            json.WriteNumber("ttl", step.Packet[8]);
            if (step.Route is { } route)
            {
                json.WriteString("route", IpRouteFormat.Destination(route));
            }

            if (step.Step == CoreTraceKind.Dropped)
            {
                json.WriteString("reason", DropReasons.NameOf(step.Reason));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
