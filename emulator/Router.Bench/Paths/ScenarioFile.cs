using System.Collections.Generic;
using System.IO;
using Router.Wire;
using static Router.Bench.Common.ReportText;

namespace Router.Bench.Paths;

/// <summary>A scenario for the contestant in C: its format is described there, in path.c.</summary>
internal static class ScenarioFile
{
    private const int NoRoute = 0;
    private const int Ours = 1;
    private const int OnNodeLink = 2;
    private const int OnUplink = 3;
    private const int FirstNode = 4;
    private const int FirstWorkload = FirstNode + PathTable.Nodes;

    public static void Write(string file, PathScenario scenario, int slotSize, int headroom)
    {
        using var writer = new StreamWriter(file);
        writer.NewLine = "\n";
        foreach (string line in Lines(scenario, slotSize, headroom))
        {
            writer.WriteLine(line);
        }
    }

    private static IEnumerable<string> Lines(PathScenario scenario, int slotSize, int headroom)
    {
        int mtu = PathScenario.Mtu(slotSize);
        yield return Text($"slot {slotSize} {headroom}");
        yield return Text($"arrive {scenario.Arrival}");
        for (int port = 0; port < PathScenario.FirstWorkloadPort + PathTable.Workloads; port++)
        {
            bool workload = port >= PathScenario.FirstWorkloadPort;
            yield return Text($"port {port} {PathScenario.PortMac(port)} {(workload ? 1 : 0)}");
        }

        yield return Text($"hop {NoRoute} none");
        yield return Text($"hop {Ours} local");
        yield return Unicast(OnNodeLink, PathScenario.NodePort, PathTable.NodeMac(0), mtu);
        yield return Unicast(OnUplink, PathScenario.Uplink, PathTable.NodeMac(0), mtu);
        for (int node = 0; node < PathTable.Nodes; node++)
        {
            yield return scenario.Tunnelled
                ? Text($"hop {FirstNode + node} tunnel {PathScenario.NodePort} {PathTable.NodeMac(node)} ")
                    + Text($"{mtu - Ipip.Overhead} {PathScenario.NodeAddress} {PathTable.NodeAddress(node)}")
                : Unicast(FirstNode + node, PathScenario.NodePort, PathTable.NodeMac(node), mtu);
            yield return Text($"allow {PathTable.NodeAddress(node)}");
        }

        for (int i = 0; i < PathTable.Workloads; i++)
        {
            yield return Unicast(
                FirstWorkload + i, PathScenario.FirstWorkloadPort + i, PathTable.WorkloadMac(i), mtu);
            yield return Route(Prefix.Host(scenario.Table.Local[i]), FirstWorkload + i);
        }

        yield return Route(Prefix.Containing(PathScenario.NodeAddress, 16), OnNodeLink);
        yield return Route(Prefix.Host(PathScenario.NodeAddress), Ours);
        yield return Route(Prefix.Containing(PathScenario.UplinkAddress, 16), OnUplink);
        yield return Route(Prefix.Host(PathScenario.UplinkAddress), Ours);
        foreach (Prefix own in scenario.Table.Own)
        {
            yield return Route(own, NoRoute);
        }

        foreach ((Prefix prefix, int node) in scenario.Table.Remote)
        {
            yield return Route(prefix, FirstNode + node);
        }
    }

    private static string Unicast(int hop, int port, MacAddress station, int mtu) =>
        Text($"hop {hop} unicast {port} {station} {mtu}");

    private static string Route(Prefix prefix, int hop) => Text($"route {prefix.Address} {prefix.Length} {hop}");
}
