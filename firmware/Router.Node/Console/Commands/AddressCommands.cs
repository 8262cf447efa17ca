using System.Globalization;
using System.Text;
using System.Text.Json;
using Router.Core;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>ip addr</c>.</summary>
internal static class AddressCommands
{
    public static ConsoleJob IpAddr(HostStack host, ConsoleRequest request)
    {
        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json => WriteJson(json, host)));
        }

        var text = new StringBuilder();
        foreach (CorePort port in host.Core.Ports)
        {
            AppendPort(text, port);
        }

        if (host.Core.Tunnel.Enabled)
        {
            AppendTunnel(text, host.Core.Tunnel, Index(host));
        }

        return ConsoleJob.Finished(text.ToString());
    }

    // Linux gives 1 to lo; ports follow, and the tunnel comes last.
    private static int Index(HostStack host)
    {
        int index = 2;
        foreach (CorePort port in host.Core.Ports)
        {
            index = port.Index + 3;
        }

        return index;
    }

    private static void AppendPort(StringBuilder text, CorePort port)
    {
        string flags = port.LinkUp ? "BROADCAST,MULTICAST,UP,LOWER_UP" : "NO-CARRIER,BROADCAST,MULTICAST,UP";
        text.Append(CultureInfo.InvariantCulture,
            $"{port.Index + 2}: {port.Name}: <{flags}> mtu {port.Mtu} qdisc noqueue state {State(port)} " +
            $"group default\n" +
            $"    link/ether {port.Mac} brd ff:ff:ff:ff:ff:ff\n");
        foreach (InterfaceAddress address in port.Addresses)
        {
            string broadcast = address.Length <= 30 ? $" brd {address.Subnet.Broadcast}" : string.Empty;
            text.Append(CultureInfo.InvariantCulture,
                $"    inet {address}{broadcast} scope global {port.Name}\n" +
                $"       valid_lft forever preferred_lft forever\n");
        }
    }

    private static void AppendTunnel(StringBuilder text, IpipTunnel tunnel, int index)
    {
        text.Append(CultureInfo.InvariantCulture,
            $"{index}: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu {tunnel.Mtu} qdisc noqueue state UNKNOWN group default\n" +
            $"    link/ipip 0.0.0.0 brd 0.0.0.0\n");
        if (!tunnel.Address.IsZero)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"    inet {tunnel.Address}/32 scope global tunl0\n       valid_lft forever preferred_lft forever\n");
        }
    }

    private static string State(CorePort port) => port.LinkUp ? "UP" : "DOWN";

    // The keys of `ip -j addr`.
    private static void WriteJson(Utf8JsonWriter json, HostStack host)
    {
        json.WriteStartArray();
        foreach (CorePort port in host.Core.Ports)
        {
            WriteStart(json, port.Index + 2, port.Name, port.Mtu, State(port), "ether", port.Mac.ToString());
            foreach (InterfaceAddress address in port.Addresses)
            {
                WriteAddress(json, address.Address, address.Length, port.Name);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (host.Core.Tunnel.Enabled)
        {
            WriteStart(json, Index(host), "tunl0", host.Core.Tunnel.Mtu, "UNKNOWN", "ipip", "0.0.0.0");
            if (!host.Core.Tunnel.Address.IsZero)
            {
                WriteAddress(json, host.Core.Tunnel.Address, 32, "tunl0");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStart(
        Utf8JsonWriter json, int index, string name, int mtu, string state, string type, string address)
    {
        json.WriteStartObject();
        json.WriteNumber("ifindex", index);
        json.WriteString("ifname", name);
        json.WriteNumber("mtu", mtu);
        json.WriteString("operstate", state);
        json.WriteString("link_type", type);
        json.WriteString("address", address);
        json.WriteStartArray("addr_info");
    }

    private static void WriteAddress(Utf8JsonWriter json, Ipv4Address address, int length, string label)
    {
        json.WriteStartObject();
        json.WriteString("family", "inet");
        json.WriteString("local", address.ToString());
        json.WriteNumber("prefixlen", length);
        json.WriteString("scope", "global");
        json.WriteString("label", label);
        json.WriteEndObject();
    }
}
