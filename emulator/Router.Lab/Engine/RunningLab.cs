using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Core.Fast;
using Router.Lab.Machines;
using Router.Lab.Network;
using Router.Lab.Reading;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>A lab that was built: its simulation and what stands behind each name.</summary>
public sealed class RunningLab
{
    private readonly Dictionary<LabEndpoint, PortFan> _fans = [];

    /// <param name="configuration">What to build.</param>
    /// <param name="seed">Overrides the file's when given.</param>
    /// <param name="fast">Boards and routers forward by the fast path.</param>
    /// <param name="machines">Makes what runs outside of this process; a lab without such needs none.</param>
    public RunningLab(
        LabConfiguration configuration, ulong? seed = null, bool fast = false, ILabMachineFactory? machines = null)
    {
        Configuration = configuration;
        MachineSessions = new MachineSessions(this);
        Network = new LabNetwork(
            configuration.File,
            new LabNodeFactory(configuration, machines),
            seed,
            createPool: fast ? static slots => new NativeFramePool(slots) : null);
        FaultSchedule.Apply(Network);
    }

    public LabConfiguration Configuration { get; }

    public LabFile File => Configuration.File;

    public LabNetwork Network { get; }

    public Simulation Simulation => Network.Simulation;

    /// <summary>Boards, routers and pods in the order of the file; bridges have no stack.</summary>
    public IEnumerable<LabHost> Hosts
    {
        get
        {
            for (int i = 0; i < Simulation.NodeCount; i++)
            {
                if (Simulation.Node(i) is LabHost host)
                {
                    yield return host;
                }
            }
        }
    }

    public IEnumerable<LabBoard> Boards => Hosts.OfType<LabBoard>();

    /// <summary>Nodes that run outside of this process.</summary>
    public IEnumerable<ILabMachine> Machines
    {
        get
        {
            for (int i = 0; i < Simulation.NodeCount; i++)
            {
                if (Simulation.Node(i) is ILabMachine machine)
                {
                    yield return machine;
                }
            }
        }
    }

    /// <summary>What boards among the machines say of their sessions.</summary>
    public MachineSessions MachineSessions { get; }

    /// <summary>Names that commands take, for messages.</summary>
    public string HostNames => string.Join(", ", Enumerable.Range(0, Simulation.NodeCount)
        .Select(Simulation.Node).Where(static node => node is LabHost or ILabMachine)
        .Select(static node => node.Name));

    public LabHost? Find(string name) =>
        Simulation.TryFindNode(name, out int id) ? Simulation.Node(id) as LabHost : null;

    public ILabMachine? FindMachine(string name) =>
        Simulation.TryFindNode(name, out int id) ? Simulation.Node(id) as ILabMachine : null;

    /// <summary>False when the host has crashed, or another took its place since.</summary>
    public bool IsRunning(ISimNode host) =>
        Simulation.Node(Network.IdOf(host.Name)) == host && Simulation.IsAlive(Network.IdOf(host.Name));

    /// <summary>An address as written, or the address that a node or pod goes by.</summary>
    public Ipv4Address? AddressOf(string name)
    {
        if (Ipv4Address.TryParse(name, out Ipv4Address address))
        {
            return address;
        }

        if (File.FindPod(name) is { } pod)
        {
            return pod.Address;
        }

        if (Configuration.Plans.TryGetValue(name, out Calico.CalicoPlan? plan))
        {
            return plan.NodeAddress.Address;
        }

        LabPort? port = File.FindNode(name)?.Ports.FirstOrDefault(static port => port.Addresses.Count > 0);
        return port?.Addresses[0].Address;
    }

    /// <summary>The name that an address belongs to, or null.</summary>
    public string? NameOf(Ipv4Address address) => Hosts.FirstOrDefault(
            host => host.Host.Core.Ports.Any(port => port.Addresses.Any(a => a.Address == address)))?.Name
        ?? File.Nodes.FirstOrDefault(node => node.Ports.Any(port => port.Addresses.Any(a => a.Address == address)))
            ?.Name;

    /// <summary>Shows a port's frames to a capture.</summary>
    public void Watch(LabEndpoint end, int port, ICaptureSink sink)
    {
        if (!_fans.TryGetValue(end, out PortFan? fan))
        {
            fan = new PortFan();
            _fans.Add(end, fan);
        }

        fan.Add(sink);
        Simulation.TryCapture(Network.IdOf(end.Node), port, fan);
    }

    public void Unwatch(LabEndpoint end, ICaptureSink sink) => _fans[end].Remove(sink);

    /// <summary>Gives a host a turn after a call that left it work.</summary>
    public void Wake(ISimNode host) => Simulation.Poll(Network.IdOf(host.Name));

    /// <summary>Sessions expected between boards of this lab, and how many are up with both tables exchanged.</summary>
    public (int Up, int Expected) Sessions(LabBoard board)
    {
        HashSet<Ipv4Address> inside = Configuration.Plans.Values
            .Select(static plan => plan.NodeAddress.Address).ToHashSet();
        int up = 0;
        int expected = 0;
        foreach (BgpPeerView peer in board.Board.Speaker.Peers())
        {
            if (inside.Contains(peer.Options.RemoteAddress.V4))
            {
                expected++;
                up += peer is { State: BgpState.Established, EndOfRibReceived: true, EndOfRibSent: true } ? 1 : 0;
            }
        }

        return (up, expected);
    }

    /// <summary>Every expected session is Established and both sides have sent End-of-RIB.</summary>
    public bool IsReady => Boards.All(board => Sessions(board) is var (up, expected) && up == expected)
        && Machines.All(machine => MachineSessions.Of(machine) is var (up, expected) && up == expected);

    /// <summary>
    /// Nodes whose received frames do not equal delivered + forwarded + dropped + held, and cables that lost or made
    /// frames beyond what they counted.
    /// </summary>
    public IEnumerable<string> Unbalanced()
    {
        foreach (LabHost host in Hosts)
        {
            if (!host.Host.Core.Counters.IsConserved())
            {
                yield return host.Name;
            }
        }

        for (int i = 0; i < Simulation.NodeCount; i++)
        {
            if (Simulation.Node(i) is BridgeNode bridge && !IsConserved(bridge))
            {
                yield return bridge.Name;
            }
        }

        foreach (Link link in Simulation.Links)
        {
            if (!IsConserved(link.Forward) || !IsConserved(link.Backward))
            {
                yield return link.Name;
            }
        }
    }

    private static bool IsConserved(LinkDirection wire)
    {
        LinkCounters counters = wire.Counters;
        return counters.Offered + counters.Duplicated
            == counters.Delivered + counters.TotalDropped + wire.InFlightCount;
    }

    private static bool IsConserved(BridgeNode bridge)
    {
        BridgeCounters counters = bridge.Counters;
        return counters.Received == counters.Forwarded + counters.Flooded + counters.Dropped + bridge.Held;
    }
}
