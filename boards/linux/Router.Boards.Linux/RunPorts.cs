using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Core;
using Router.Hal;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>Makes NICs and board ports out of a run file.</summary>
internal static class RunPorts
{
    /// <exception cref="NicException">The interface cannot be had; the message says why and what to do.</exception>
    public static INic Open(RunPort port, IFramePool pool) => port.Nic.Kind switch
    {
        NicKind.Packet => new PacketNic(port.Nic.Interface, pool),
        NicKind.Tap => new TapNic(port.Nic.Interface, pool),
        _ => throw new NicException($"port {port.Name}: NIC kind {port.Nic.Kind} is not implemented"),
    };

    public static BoardPort Describe(RunPort port, INic nic) => new(
        new PortOptions
        {
            Name = port.Name,
            Mac = port.Mac ?? (port.IsWorkload ? MacAddress.CalicoWorkload : BoardMac(nic)),
            Mtu = port.Mtu ?? nic.Mtu,
            Addresses = port.Addresses.Select(static a => new Core.InterfaceAddress(a.Address, a.Length)).ToList(),
            Workload = port.IsWorkload,
            WorkloadAddresses = port.WorkloadAddresses,
            Rpf = port.Rpf switch
            {
                ReversePathFilter.Strict => RpfMode.Strict,
                ReversePathFilter.Loose => RpfMode.Loose,
                _ => RpfMode.Off,
            },
            LinkUp = nic.LinkUp,
        },
        port.Gateway);

    public static IReadOnlyList<Route> StaticRoutes(RunFile file)
    {
        var routes = new List<Route>();
        foreach (RunRoute route in file.Routes)
        {
            routes.Add(new Route
            {
                Prefix = route.To,
                Protocol = RouteProtocol.Static,
                Metric = route.Metric,
                Kind = route.IsBlackhole ? RouteKind.Blackhole : RouteKind.Unicast,
                Scope = route.Via is null && !route.IsBlackhole ? RouteScope.Link : RouteScope.Global,
                NextHops = route.IsBlackhole
                    ? []
                    : [new NextHop(PortOf(file, route), route.Via ?? Ipv4Address.Any)],
            });
        }

        return routes;
    }

    // The board is a station of its own: on a TAP the kernel's end keeps the device's address.
    private static MacAddress BoardMac(INic nic) => nic is TapNic
        ? new MacAddress((nic.Mac.Value & ~0x0100_0000_0000UL) ^ 0x0200_0000_0001UL)
        : nic.Mac;

    private static int PortOf(RunFile file, RunRoute route)
    {
        for (int i = 0; i < file.Ports.Count; i++)
        {
            RunPort port = file.Ports[i];
            if (route.Port is not null
                ? port.Name == route.Port
                : port.Addresses.Any(address => address.Subnet.Contains(route.Via!.Value)))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"no port leads to {route.To}: the run file check lets none such pass");
    }
}
