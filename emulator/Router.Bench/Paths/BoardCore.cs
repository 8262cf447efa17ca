using System.Linq;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>A core with the ports, routes and neighbours of a scenario.</summary>
internal static class BoardCore
{
    public static RouterCore Make(PathScenario scenario, IFramePool pool, int mtu, Instant now)
    {
        var core = new RouterCore(Options(mtu), pool, seed: 1);
        AddPort(core, "eth0", PathScenario.NodePort, PathScenario.NodeAddress, mtu);
        AddPort(core, "eth1", PathScenario.Uplink, PathScenario.UplinkAddress, mtu);
        for (int i = 0; i < PathTable.Workloads; i++)
        {
            AddWorkload(core, scenario, i, mtu, now);
        }

        for (int node = 0; node < PathTable.Nodes; node++)
        {
            core.Neighbours.AddStatic(
                PathScenario.NodePort, PathTable.NodeAddress(node), PathTable.NodeMac(node), now);
        }

        foreach (Prefix own in scenario.Table.Own)
        {
            core.Routes.Add(new Route
            {
                Prefix = own,
                Kind = RouteKind.Blackhole,
                Protocol = RouteProtocol.Bird,
            });
        }

        foreach ((Prefix prefix, int node) in scenario.Table.Remote)
        {
            core.Routes.Add(new Route
            {
                Prefix = prefix,
                Protocol = RouteProtocol.Bird,
                NextHops =
                [
                    scenario.Tunnelled
                        ? new NextHop(NextHop.Tunnel, PathTable.NodeAddress(node), Onlink: true)
                        : new NextHop(PathScenario.NodePort, PathTable.NodeAddress(node)),
                ],
            });
        }

        return core;
    }

    private static CoreOptions Options(int mtu) => new()
    {
        CreateFib = static () => new FrontedFib(),
        Ipip = new IpipOptions
        {
            Enabled = true,
            NodeAddress = PathScenario.NodeAddress,
            Mtu = mtu - Ipip.Overhead,
            AllowedSources =
            [
                .. Enumerable.Range(0, PathTable.Nodes).Select(static node =>
                    Prefix.Host(PathTable.NodeAddress(node))),
            ],
        },
    };

    private static void AddPort(RouterCore core, string name, int port, Ipv4Address address, int mtu) =>
        core.AddPort(new PortOptions
        {
            Name = name,
            Mac = PathScenario.PortMac(port),
            Mtu = mtu,
            Addresses = [new InterfaceAddress(address, 16)],
        });

    private static void AddWorkload(RouterCore core, PathScenario scenario, int number, int mtu, Instant now)
    {
        int port = core.AddPort(new PortOptions
        {
            Name = "cali" + number,
            Mac = PathScenario.PortMac(PathScenario.FirstWorkloadPort + number),
            Mtu = mtu,
            Workload = true,
            WorkloadAddresses = [scenario.Table.Local[number]],
        });
        core.Routes.Add(new Route
        {
            Prefix = Prefix.Host(scenario.Table.Local[number]),
            Scope = RouteScope.Link,
            NextHops = [new NextHop(port, default)],
        });
        core.Neighbours.AddStatic(port, scenario.Table.Local[number], PathTable.WorkloadMac(number), now);
    }
}
