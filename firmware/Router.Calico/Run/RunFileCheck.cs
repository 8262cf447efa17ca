using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>What must hold between the fields of a run file.</summary>
internal static class RunFileCheck
{
    public static void Ports(IReadOnlyList<(RunPort Port, YamlReader Reader)> ports, ConfigReport report)
    {
        var names = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        var interfaces = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        var macs = new Dictionary<MacAddress, YamlNode>();
        var addresses = new Dictionary<Ipv4Address, YamlNode>();
        YamlNode? gateway = null;
        foreach ((RunPort port, YamlReader reader) in ports)
        {
            Once(names, port.Name, reader.Where("name"), $"port name '{port.Name}'", report);
            Once(interfaces, port.Nic.Interface, reader.Where("nic"), $"interface '{port.Nic.Interface}'", report);
            if (port.Mac is { } mac)
            {
                Once(macs, mac, reader.Where("mac"), $"MAC address {mac}", report);
            }

            foreach (Ipv4Address address in port.Addresses.Select(a => a.Address).Concat(port.WorkloadAddresses))
            {
                Once(addresses, address, reader.Where(port.IsWorkload ? "workload" : "addresses"),
                    $"address {address}", report);
            }

            Addresses(port, reader, report);
            Gateway(port, reader, ref gateway, report);
        }
    }

    public static void Routes(IReadOnlyList<(RunRoute? Route, YamlReader Reader)> routes, IReadOnlyList<RunPort> ports,
        ConfigReport report)
    {
        var seen = new Dictionary<(Prefix, uint), YamlNode>();
        foreach ((RunRoute? route, YamlReader reader) in routes)
        {
            if (route is null)
            {
                continue;
            }

            Once(seen, (route.To, route.Metric), reader.Where("to"), $"route to {route.To}", report);
            if (route.IsBlackhole == (route.Via is not null || route.Port is not null))
            {
                report.Error(reader.Mapping, route.IsBlackhole
                    ? $"route to {route.To}: a blackhole with a way out"
                    : $"route to {route.To} leads nowhere", "one of via, port, or blackhole: true");
            }

            RunPort? port = ports.FirstOrDefault(p => p.Name == route.Port);
            if (route.Port is not null && port is null)
            {
                report.Error(reader.Where("port"), $"route to {route.To}: no port named '{route.Port}'",
                    "one of " + string.Join(", ", ports.Select(p => p.Name)));
            }

            bool named = port is not null;
            if (route.Via is { } via && !ports.Any(p => (!named || p == port) && IsOnLink(p, via)))
            {
                report.Error(reader.Where("via"), $"route to {route.To}: {via} lies in no subnet of "
                    + (named ? $"port {port!.Name}" : "any port"), "a neighbour's address");
            }
        }
    }

    private static void Addresses(RunPort port, YamlReader reader, ConfigReport report)
    {
        foreach (InterfaceAddress address in port.Addresses)
        {
            // RFC 1122 §3.2.1.3: the two ends of a subnet are no host's; RFC 3021 §2.1 makes an exception of /31.
            Prefix subnet = address.Subnet;
            if (address.Length < 31 && (address.Address == subnet.Address || address.Address == subnet.Broadcast))
            {
                report.Error(reader.Where("addresses"), $"port {port.Name}: {address.Address} is the "
                    + (address.Address == subnet.Address ? "network" : "broadcast") + $" address of {subnet}",
                    "a host's address in the subnet");
            }
        }

        foreach (Ipv4Address address in port.Addresses.Select(a => a.Address).Concat(port.WorkloadAddresses))
        {
            // RFC 1122 §3.2.1.3: not this network, not a group, not reserved.
            if (address.Value >> 24 is 0 or 127 or >= 224)
            {
                report.Error(reader.Where(port.IsWorkload ? "workload" : "addresses"),
                    $"port {port.Name}: {address} is no host's address", Formats.Address.Expected);
            }
        }

        // Addresses that cannot be read have been reported already.
        if (port.IsWorkload && port.WorkloadAddresses.Count == 0
            && reader.Mapping.GetMapping("workload")?.Get("addresses") is null or YamlSequence { Items.Count: 0 })
        {
            report.Error(reader.Where("workload"), $"port {port.Name}: a workload without addresses",
                "workload: { addresses: [192.0.2.1/32] }");
        }
    }

    private static void Gateway(RunPort port, YamlReader reader, ref YamlNode? first, ConfigReport report)
    {
        if (port.Gateway is not { } gateway || (port.Addresses.Count == 0 && reader.Has("addresses")))
        {
            return;
        }

        if (!IsOnLink(port, gateway))
        {
            report.Error(reader.Where("gateway"), $"port {port.Name}: gateway {gateway} is not on the link",
                port.Addresses.Count == 0
                    ? "no gateway on a port without addresses"
                    : "an address in " + string.Join(" or ", port.Addresses.Select(a => a.Subnet)));
        }

        if (port.Addresses.Any(a => a.Address == gateway))
        {
            report.Error(reader.Where("gateway"), $"port {port.Name}: gateway {gateway} is the port's own address",
                "the address of the router on this link");
        }

        if (first is not null)
        {
            report.Error(reader.Where("gateway"), FormattableString.Invariant(
                $"port {port.Name}: a second gateway, first on line {first.Line}"), "one default route");
        }

        first ??= reader.Where("gateway");
    }

    private static bool IsOnLink(RunPort port, Ipv4Address address) =>
        port.Addresses.Any(own => own.Subnet.Contains(address)) || port.WorkloadAddresses.Contains(address);

    private static void Once<T>(Dictionary<T, YamlNode> seen, T key, YamlNode where, string what, ConfigReport report)
        where T : notnull
    {
        if (!seen.TryAdd(key, where))
        {
            report.Error(where, FormattableString.Invariant($"{what} again, first on line {seen[key].Line}"),
                "each only once");
        }
    }
}
