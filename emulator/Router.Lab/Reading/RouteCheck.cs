using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Network;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>A route as it was read, and where: what it needs of its node is known once ports and pods are.</summary>
internal readonly record struct WrittenRoute(string Node, RunRoute Route, YamlReader Reader);

/// <summary>Proves that static routes lead somewhere, and no two of a node to the same place.</summary>
internal static class RouteCheck
{
    public static void Check(LabFile lab, IReadOnlyList<WrittenRoute> routes, ConfigReport report)
    {
        Dictionary<(string Node, Prefix To, uint Metric), YamlNode> seen = [];
        foreach ((string name, RunRoute route, YamlReader reader) in routes)
        {
            string what = $"{reader.Path} to {route.To}";
            YamlNode to = reader.Where("to");
            if (!seen.TryAdd((name, route.To, route.Metric), to))
            {
                int line = seen[(name, route.To, route.Metric)].Line;
                report.Error(to, FormattableString.Invariant($"{what} again, first in line {line}"),
                    "another 'metric', or one of the two");
            }

            // A node with a mistake of its own is no node of the lab.
            if (lab.FindNode(name) is { } node)
            {
                CheckWay(node, LabNetwork.PodsOf(lab, name).ToList(), route, reader, what);
            }
        }
    }

    private static void CheckWay(LabNode node, List<LabPod> pods, RunRoute route, YamlReader reader, string what)
    {
        List<string> ports = [.. node.Ports.Select(port => port.Name), .. pods.Select(pod => pod.Interface)];
        if (route.Port is { } named && !ports.Contains(named, StringComparer.Ordinal))
        {
            reader.Report.Error(reader.Where("port"), $"{what}: there is no port '{named}'",
                "one of " + string.Join(", ", ports.DefaultIfEmpty("(none)")));
        }
        else if (route.Via is { } via
            && !node.Ports.Any(port => IsMeant(port.Name) && port.Addresses.Any(own => own.Subnet.Contains(via)))
            && !pods.Any(pod => IsMeant(pod.Interface) && pod.Address == via))
        {
            reader.Report.Error(reader.Where("via"), $"{what}: {via} is in no subnet of "
                + (route.Port is null ? "any port" : "port " + route.Port), "a neighbour's address");
        }

        bool IsMeant(string port) => route.Port is null || route.Port == port;
    }
}
