using System.Globalization;
using System.Text;
using System.Text.Json;
using Router.Core;

namespace Router.Node.Console;

/// <summary><c>ip neigh</c>.</summary>
internal static class NeighbourCommands
{
    public static ConsoleJob IpNeigh(HostStack host, ConsoleRequest request)
    {
        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json => WriteJson(json, host, request)));
        }

        var text = new StringBuilder();
        foreach (Neighbour neighbour in host.Core.Neighbours.List(request.Now))
        {
            string mac = HasMac(neighbour) ? $" lladdr {neighbour.Mac}" : string.Empty;
            text.Append(CultureInfo.InvariantCulture,
                $"{neighbour.Address} dev {host.InterfaceName(neighbour.Port)}{mac} {State(neighbour)}\n");
        }

        return ConsoleJob.Finished(text.ToString());
    }

    private static bool HasMac(Neighbour neighbour) =>
        neighbour.State is not (NeighbourState.None or NeighbourState.Incomplete or NeighbourState.Failed);

    private static string State(Neighbour neighbour) => neighbour.State.ToString().ToUpperInvariant();

    // The keys of `ip -j neigh`.
    private static void WriteJson(Utf8JsonWriter json, HostStack host, ConsoleRequest request)
    {
        json.WriteStartArray();
        foreach (Neighbour neighbour in host.Core.Neighbours.List(request.Now))
        {
            json.WriteStartObject();
            json.WriteString("dst", neighbour.Address.ToString());
            json.WriteString("dev", host.InterfaceName(neighbour.Port));
            if (HasMac(neighbour))
            {
                json.WriteString("lladdr", neighbour.Mac.ToString());
            }

            json.WriteStartArray("state");
            json.WriteStringValue(State(neighbour));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
