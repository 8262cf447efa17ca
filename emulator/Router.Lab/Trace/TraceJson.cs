using System;
using System.Collections.Generic;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>A trace as JSON: one object for each step.</summary>
internal static class TraceJson
{
    /// <param name="interfaceName">Names the interfaces of a host.</param>
    public static string Text(
        IReadOnlyList<TraceStep> steps,
        bool answered,
        Func<string, Func<int, string>> interfaceName) => JsonText.Build(json =>
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
            json.WriteNumber("totalLength", BigEndian.ReadUInt16(step.Packet, 2));
            if (step.Packet[9] == IpProtocol.Ipip && step.Packet.Length >= 2 * Ipv4Header.Size)
            {
                int inner = (step.Packet[0] & 15) * 4;
                json.WriteStartObject("inner");
                json.WriteString("source", Ipv4Address.Read(step.Packet, inner + 12).ToString());
                json.WriteString("destination", Ipv4Address.Read(step.Packet, inner + 16).ToString());
                json.WriteNumber("ttl", step.Packet[inner + 8]);
                json.WriteEndObject();
            }

            if (step.Route is { } route)
            {
                json.WriteString("route", IpRouteFormat.Destination(route));
                json.WriteString("routeLine", IpRouteFormat.Line(route, interfaceName(step.Host)));
            }

            if (!step.Neighbour.IsZero)
            {
                json.WriteString("neighbour", step.Neighbour.ToString());
            }

            if (step.Step == CoreTraceKind.Forwarded)
            {
                json.WriteString("neighbourMac", step.NeighbourMac.ToString());
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
