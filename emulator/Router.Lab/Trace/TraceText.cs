using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Core;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>
/// Tells the way of one packet as the walk-through does: the line that matched and why, what was added or removed.
/// </summary>
internal sealed class TraceText
{
    private readonly RunningLab _lab;
    private readonly StringBuilder _text = new();
    private readonly List<string> _ttls = [];
    private string _host = string.Empty;

    public TraceText(RunningLab lab) => _lab = lab;

    public string Tell(Ipv4Address source, Ipv4Address destination, IReadOnlyList<TraceStep> steps, bool answered)
    {
        _text.Append(CultureInfo.InvariantCulture,
            $"one echo request from {Name(source)} to {Name(destination)}, and what came back\n");
        Way("the request", steps.Where(static step => !step.Reply));
        Way("the way back", steps.Where(static step => step.Reply));
        if (!answered)
        {
            _text.Append("\nno reply came back\n");
        }

        return _text.ToString();
    }

    private void Way(string title, IEnumerable<TraceStep> steps)
    {
        _host = string.Empty;
        _ttls.Clear();
        foreach (TraceStep step in steps)
        {
            if (_host.Length == 0)
            {
                _text.Append(CultureInfo.InvariantCulture, $"\n{title}\n");
            }

            Tell(step);
        }

        if (_ttls.Count > 0)
        {
            _text.Append(CultureInfo.InvariantCulture, $"  TTL: {string.Join(" -> ", _ttls)}\n");
        }
    }

    private void Tell(TraceStep step)
    {
        switch (step.Step)
        {
            case CoreTraceKind.Originated:
                Line(step, "sends", Header(step.Packet));
                Ttl(step);
                break;
            case CoreTraceKind.Received when step.Interface != "tunl0":
                Line(step, "receives", $"on {step.Interface}: {Header(step.Packet)}");
                Ttl(step);
                break;
            case CoreTraceKind.Lookup:
                Lookup(step);
                break;
            case CoreTraceKind.Encapsulated:
                Line(step, "adds", $"outer header {Header(step.Packet)}");
                Line(step, string.Empty, $"around {Header(Inner(step.Packet))}");
                break;
            case CoreTraceKind.Decapsulated:
                Line(step, "removes", "the outer header: tunl0 hands on what was inside");
                Line(step, string.Empty, Header(step.Packet));
                Ttl(step);
                break;
            case CoreTraceKind.Forwarded:
                string neighbour = step.Neighbour.IsZero ? string.Empty : $"to {Name(step.Neighbour)} ";
                Line(step, "transmits", $"on {step.Interface} {neighbour}at {step.NeighbourMac}, "
                    + InnermostTtl(step.Packet));
                break;
            case CoreTraceKind.Fragmented:
                Line(step, "fragments", $"to fit {step.Mtu} octets: {Header(step.Packet)}");
                break;
            case CoreTraceKind.NeighbourQueued:
                Line(step, "waits", $"for the ARP answer of {Name(step.Neighbour)} on {step.Interface}");
                break;
            case CoreTraceKind.Delivered:
                Line(step, "delivers", "to itself");
                break;
            case CoreTraceKind.Dropped:
                Line(step, "drops", $"reason {DropReasons.NameOf(step.Reason)}");
                break;
            case CoreTraceKind.IcmpError:
                Line(step, "answers", PingErrors.Describe(step.IcmpType, step.IcmpCode, step.Mtu));
                break;
            default:
                break;
        }
    }

    private void Lookup(TraceStep step)
    {
        Ipv4Address destination = Ipv4Address.Read(step.Packet, 16);
        LabHost? host = _lab.Find(step.Host);
        if (step.Route is not { } route || host is null)
        {
            Line(step, "looks up", $"{destination}: no route");
            return;
        }

        Line(step, "matches", IpRouteFormat.Line(route, host.Host.InterfaceName));
        Line(step, string.Empty, Why(host, route, destination));
    }

    // Longest prefix first, then preference and metric: name what lost, so that the reader sees the choice.
    private static string Why(LabHost host, Route winner, Ipv4Address destination)
    {
        List<Route> others = host.Host.Core.Routes.Enumerate()
            .Where(route => route != winner && route.Prefix.Contains(destination))
            .OrderByDescending(static route => route.Prefix.Length).ToList();
        string match = winner.Prefix.Length == 0
            ? $"for {destination}: nothing more specific matches"
            : string.Create(CultureInfo.InvariantCulture, $"for {destination}: {winner.Prefix.Length} bits match");
        return others.Count == 0
            ? match
            : $"{match}, more than {string.Join(" and ", others.Select(IpRouteFormat.Destination))}";
    }

    private void Line(TraceStep step, string verb, string what)
    {
        string host = step.Host == _host ? string.Empty : step.Host;
        if (host.Length > 0)
        {
            _host = host;
        }

        string line = string.Create(CultureInfo.InvariantCulture, $"  {host,-8}{verb,-10}{what}");
        _text.Append(line.TrimEnd()).Append('\n');
    }

    private void Ttl(TraceStep step)
    {
        string ttl = string.Create(CultureInfo.InvariantCulture, $"{step.Host} {TtlOf(step.Packet)}");
        if (_ttls.Count == 0 || _ttls[^1] != ttl)
        {
            _ttls.Add(ttl);
        }
    }

    private string Header(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Ipv4Header.Size)
        {
            return "(cut short)";
        }

        string protocol = packet[9] switch
        {
            IpProtocol.Icmp => Icmp(packet),
            IpProtocol.Ipip => "protocol 4 (IPIP)",
            _ => string.Create(CultureInfo.InvariantCulture, $"protocol {packet[9]}"),
        };
        string flags = (packet[6] & 0x40) != 0 ? ", DF" : string.Empty;
        int length = BigEndian.ReadUInt16(packet, 2);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name(Ipv4Address.Read(packet, 12))} > {Name(Ipv4Address.Read(packet, 16))}, {protocol}, " +
            $"ttl {packet[8]}{flags}, {length} octets");
    }

    private static string Icmp(ReadOnlySpan<byte> packet)
    {
        int header = (packet[0] & 15) * 4;
        return packet.Length <= header ? "ICMP" : packet[header] switch
        {
            IcmpType.EchoRequest => "ICMP echo request",
            IcmpType.EchoReply => "ICMP echo reply",
            _ => string.Create(CultureInfo.InvariantCulture, $"ICMP type {packet[header]}"),
        };
    }

    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> packet) => packet[((packet[0] & 15) * 4)..];

    private static byte TtlOf(ReadOnlySpan<byte> packet)
    {
        while (packet.Length >= 2 * Ipv4Header.Size && packet[9] == IpProtocol.Ipip)
        {
            packet = Inner(packet);
        }

        return packet[8];
    }

    private static string InnermostTtl(ReadOnlySpan<byte> packet) => packet[9] == IpProtocol.Ipip
        ? string.Create(CultureInfo.InvariantCulture, $"outer ttl {packet[8]}, inner ttl {TtlOf(packet)}")
        : string.Create(CultureInfo.InvariantCulture, $"ttl {packet[8]}");

    private string Name(Ipv4Address address) =>
        _lab.NameOf(address) is { } name ? $"{address} ({name})" : address.ToString();
}
