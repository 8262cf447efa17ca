using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Router.Core;

namespace Router.Node.Console;

/// <summary><c>show counters</c>: where every frame ended.</summary>
internal static class CounterCommands
{
    public static ConsoleJob Show(HostStack host, ConsoleRequest request)
    {
        CoreCounters counters = host.Core.Counters;
        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json => WriteJson(json, host, counters)));
        }

        List<string[]> rows = Totals(counters)
            .Concat(Drops(counters.Dropped, "dropped"))
            .Concat(Drops(counters.DroppedLocal, "own_dropped"))
            .Select(static pair => new[] { pair.Name, pair.Value.ToString(CultureInfo.InvariantCulture) }).ToList();
        string ports = TextTable.Plain(
            ["PORT", "RX", "RX-OCTETS", "TX", "TX-OCTETS", "DROPPED"],
            host.Core.Ports.Select(static port => new[]
            {
                port.Name, Number(port.Counters.Received), Number(port.Counters.ReceivedOctets),
                Number(port.Counters.Transmitted), Number(port.Counters.TransmittedOctets),
                Number(port.Counters.Dropped),
            }).ToArray());
        string sum = counters.IsConserved()
            ? "every received frame is accounted for"
            : "received does not equal delivered + forwarded + dropped + held: this is a defect, please report it";
        return ConsoleJob.Finished(TextTable.Plain(["COUNTER", "FRAMES"], rows) + "\n" + ports + "\n" + sum);
    }

    /// <summary>The totals in the order of the sum that must hold, then the rest.</summary>
    public static IEnumerable<(string Name, long Value)> Totals(CoreCounters counters) =>
    [
        ("received", counters.Received),
        ("delivered", counters.Delivered),
        ("forwarded", counters.Forwarded),
        ("dropped", counters.DroppedTotal),
        ("held", counters.Held),
        ("originated", counters.Originated),
        ("fragments_created", counters.FragmentsCreated),
        ("encapsulated", counters.Encapsulated),
        ("decapsulated", counters.Decapsulated),
        ("reassembled", counters.Reassembled),
        ("icmp_errors_sent", counters.IcmpErrorsSent),
        ("icmp_errors_limited", counters.IcmpErrorsLimited),
        ("echo_replies", counters.EchoReplies),
    ];

    /// <summary>Reasons that occurred, in the order of their numbers.</summary>
    public static IEnumerable<(string Name, long Value)> Drops(Func<DropReason, long> count, string prefix)
    {
        for (int i = 0; i < DropReasons.Count; i++)
        {
            if (count((DropReason)i) is > 0 and long value)
            {
                yield return ($"{prefix}[{DropReasons.NameOf((DropReason)i)}]", value);
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, HostStack host, CoreCounters counters)
    {
        json.WriteStartObject();
        foreach ((string name, long value) in Totals(counters))
        {
            json.WriteNumber(name, value);
        }

        json.WriteBoolean("conserved", counters.IsConserved());
        WriteDrops(json, "drops", counters.Dropped);
        WriteDrops(json, "own_drops", counters.DroppedLocal);
        json.WriteStartObject("ports");
        foreach (CorePort port in host.Core.Ports)
        {
            json.WriteStartObject(port.Name);
            json.WriteNumber("received", port.Counters.Received);
            json.WriteNumber("received_octets", port.Counters.ReceivedOctets);
            json.WriteNumber("transmitted", port.Counters.Transmitted);
            json.WriteNumber("transmitted_octets", port.Counters.TransmittedOctets);
            json.WriteNumber("dropped", port.Counters.Dropped);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDrops(Utf8JsonWriter json, string name, Func<DropReason, long> count)
    {
        json.WriteStartObject(name);
        for (int i = 0; i < DropReasons.Count; i++)
        {
            if (count((DropReason)i) is > 0 and long value)
            {
                json.WriteNumber(DropReasons.NameOf((DropReason)i), value);
            }
        }

        json.WriteEndObject();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
