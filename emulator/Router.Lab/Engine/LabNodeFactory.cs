using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Run;
using Router.Core;
using Router.Core.Fast;
using Router.Lab.Machines;
using Router.Lab.Network;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Node;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>Builds boards, routers and pods of a lab.</summary>
public sealed class LabNodeFactory : ILabNodeFactory
{
    private readonly LabConfiguration _configuration;
    private readonly HashSet<string> _started = new(StringComparer.Ordinal);

    private readonly ILabMachineFactory? _machines;

    /// <param name="configuration">What the lab is.</param>
    /// <param name="machines">Makes what runs outside of this process.</param>
    public LabNodeFactory(LabConfiguration configuration, ILabMachineFactory? machines = null) =>
        (_configuration, _machines) = (configuration, machines);

    /// <exception cref="InvalidOperationException">A machine is wanted where none can be made.</exception>
    public ISimNode CreateNode(LabFile lab, LabNode node, IFramePool pool, ulong seed, Instant now)
    {
        if (node.Hardware is not null)
        {
            return _machines?.Create(lab, node, pool) ?? throw new InvalidOperationException(
                $"{node.Name} is a machine, and runs in real time: 'router lab up' runs such labs");
        }

        List<BoardPort> ports = node.Ports.Select(static port => new BoardPort(
            new PortOptions
            {
                Name = port.Name,
                Mac = port.Mac,
                Mtu = port.Mtu,
                Addresses = port.Addresses,
                Rpf = port.Rpf,
                LinkUp = false,
            },
            port.Gateway)).ToList();
        if (node.Kind == LabNodeKind.Router)
        {
            return CreateRouter(node, ports, pool, seed);
        }

        ports.AddRange(LabNetwork.PodsOf(lab, node.Name).Select(static pod => new BoardPort(new PortOptions
        {
            Name = pod.Interface,
            Mac = MacAddress.CalicoWorkload,
            Mtu = pod.Mtu,
            Workload = true,
            WorkloadAddresses = [pod.Address],
            LinkUp = false,
        })));
        var options = new BoardOptions
        {
            Plan = _configuration.Plans[node.Name],
            Ports = ports,
            StaticRoutes = node.Routes,
            Timers = Timers(lab.Timers),
            Seed = new RandomStream(seed, "node:" + node.Name).NextUInt64(),
            Restarting = !_started.Add(node.Name),
            CreateForwarder = pool is NativeFramePool ? core => ForwarderFor(core, pool)! : null,
        };
        return new LabBoard(node.Name, new Board(options, pool, now));
    }

    public ISimNode CreatePod(LabFile lab, LabPod pod, IFramePool pool, ulong seed, Instant now)
    {
        RouterCore core = MakeCore(pod.Name, forwarding: false, pool, seed);
        int port = core.AddPort(new PortOptions
        {
            Name = LabPod.PortName,
            Mac = pod.Mac,
            Mtu = pod.Mtu,
            Addresses = [new InterfaceAddress(pod.Address, 32)],
            LinkUp = false,
        });

        // What Calico's CNI plugin puts into a pod.
        core.Routes.Add(new Route
        {
            Prefix = Prefix.Host(Ipv4Address.CalicoGateway),
            Scope = RouteScope.Link,
            NextHops = [new NextHop(port, Ipv4Address.Any)],
        });
        core.Routes.Add(new Route
        {
            Prefix = Prefix.Default,
            NextHops = [new NextHop(port, Ipv4Address.CalicoGateway)],
        });
        return new LabHost(new HostStack(pod.Name, core, pool));
    }

    private static LabHost CreateRouter(LabNode node, List<BoardPort> ports, IFramePool pool, ulong seed)
    {
        RouterCore core = MakeCore(node.Name, forwarding: true, pool, seed);
        for (int i = 0; i < ports.Count; i++)
        {
            core.AddPort(ports[i].Port);
            if (ports[i].Gateway is { } gateway)
            {
                core.Routes.Add(new Route { Prefix = Prefix.Default, NextHops = [new NextHop(i, gateway)] });
            }
        }

        foreach (RunRoute route in node.Routes)
        {
            core.Routes.Add(StaticRoute.From(route, core));
        }

        return new LabHost(new HostStack(node.Name, core, pool) { Forwarder = ForwarderFor(core, pool) });
    }

    // Frames in native memory are how a lab asks for the fast path.
    private static BatchForwarder? ForwarderFor(RouterCore core, IFramePool pool) =>
        pool is NativeFramePool native ? new BatchForwarder(core, native) : null;

    private static RouterCore MakeCore(string name, bool forwarding, IFramePool pool, ulong seed) => new(
        new CoreOptions { Forwarding = forwarding }, pool, new RandomStream(seed, "node:" + name).NextUInt64());

    private static BgpTimers Timers(LabTimers timers)
    {
        var defaults = new BgpTimers();
        return new BgpTimers
        {
            ConnectDelay = timers.ConnectDelay ?? defaults.ConnectDelay,
            ConnectRetry = timers.ConnectRetry ?? defaults.ConnectRetry,
            ErrorWaitMin = timers.ErrorWait ?? defaults.ErrorWaitMin,
            ErrorWaitMax = timers.ErrorWait ?? defaults.ErrorWaitMax,
            HoldTime = (ushort)(timers.HoldTime?.Seconds ?? defaults.HoldTime),
            Keepalive = (ushort)(timers.Keepalive?.Seconds ?? 0),
            GracefulRestart = (ushort)(timers.GracefulRestart?.Seconds ?? defaults.GracefulRestart),
        };
    }
}
