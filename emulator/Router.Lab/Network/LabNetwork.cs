using System;
using System.Collections.Generic;
using System.Linq;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Network;

/// <summary>
/// A lab file turned into a simulation: nodes in the order of the file, then pods; links in the order of the file, then
/// the cables of the pods. All share one frame pool, so that a wire moves a slot and copies nothing.
/// </summary>
public sealed class LabNetwork
{
    /// <summary>What one busy path holds at once, wherever in the lab it runs.</summary>
    private const int SharedSlots = 2048;

    /// <summary>What waits in a quiet node: for a neighbour's answer, for the rest of a datagram.</summary>
    private const int SlotsPerNode = 64;

    private readonly Dictionary<LabEndpoint, (Link Link, bool First)> _links = [];
    private readonly ILabNodeFactory _factory;

    /// <param name="lab">The file.</param>
    /// <param name="factory">Makes the nodes.</param>
    /// <param name="seed">Overrides the file's when given.</param>
    /// <param name="options">How the simulation runs.</param>
    /// <param name="createPool">Makes a pool of so many slots; null takes <see cref="FramePool"/>.</param>
    public LabNetwork(
        LabFile lab,
        ILabNodeFactory factory,
        ulong? seed = null,
        SimulationOptions? options = null,
        Func<int, IFramePool>? createPool = null)
    {
        File = lab;
        _factory = factory;
        Simulation = new Simulation(seed ?? lab.Seed, options);
        int slots = SharedSlots + ((lab.Nodes.Count + lab.Pods.Count) * SlotsPerNode);
        Pool = createPool?.Invoke(slots) ?? new FramePool(slots);
        foreach (LabNode node in lab.Nodes)
        {
            Simulation.AddNode(Create(node, Instant.Zero));
        }

        foreach (LabPod pod in lab.Pods)
        {
            Simulation.AddNode(factory.CreatePod(lab, pod, Pool, Simulation.Seed, Instant.Zero));
        }

        foreach (LabLink link in lab.Links)
        {
            Connect(link.First, link.Second, link.Forward, link.Backward);
        }

        foreach (LabPod pod in lab.Pods)
        {
            LabEndpoint inside = new(pod.Name, LabPod.PortName);
            Connect(inside, new LabEndpoint(pod.Node, pod.Interface), pod.Forward, pod.Backward);
        }
    }

    public LabFile File { get; }

    public Simulation Simulation { get; }

    public IFramePool Pool { get; }

    /// <summary>The pods of a node in the order of their workload ports.</summary>
    public static IEnumerable<LabPod> PodsOf(LabFile lab, string node) => lab.Pods.Where(pod => pod.Node == node);

    public int IdOf(string name) => Simulation.TryFindNode(name, out int id)
        ? id
        : throw new ArgumentException($"there is no node or pod named '{name}'", nameof(name));

    /// <summary>The port's index in its node, or -1.</summary>
    public int PortOf(LabEndpoint end)
    {
        if (File.FindNode(end.Node) is not { } node)
        {
            return File.FindPod(end.Node) is not null && end.Port == LabPod.PortName ? 0 : -1;
        }

        int port = node.PortIndex(end.Port);
        if (port >= 0)
        {
            return port;
        }

        int pod = PodsOf(File, end.Node).ToList().FindIndex(p => p.Interface == end.Port);
        return pod < 0 ? -1 : node.Ports.Count + pod;
    }

    /// <summary>
    /// The cable in a port; false when there is none. <paramref name="first"/> tells which end the port is.
    /// </summary>
    public bool TryFindLink(LabEndpoint end, out Link? link, out bool first)
    {
        bool found = _links.TryGetValue(end, out (Link Link, bool First) entry);
        (link, first) = entry;
        return found;
    }

    /// <summary>Stops a node without a word.</summary>
    public void Crash(string name) => Simulation.Crash(IdOf(name));

    /// <summary>Starts a node anew; one that runs crashes first.</summary>
    public void Restart(string name)
    {
        int id = IdOf(name);
        Simulation.Crash(id);
        ISimNode fresh = File.FindNode(name) is { } node
            ? Create(node, Simulation.Now)
            : _factory.CreatePod(File, File.FindPod(name)!, Pool, Simulation.Seed, Simulation.Now);
        Simulation.Restart(id, fresh);
    }

    private ISimNode Create(LabNode node, Instant now) => node.Kind == LabNodeKind.Bridge
        ? new BridgeNode(node.Name, Pool, node.Ports.Count, node.Aging)
        : _factory.CreateNode(File, node, Pool, Simulation.Seed, now);

    private void Connect(LabEndpoint first, LabEndpoint second, ImpairmentPatch forward, ImpairmentPatch backward)
    {
        LinkEnd from = new(IdOf(first.Node), PortOf(first), first.Port);
        LinkEnd to = new(IdOf(second.Node), PortOf(second), second.Port);
        Link link = Simulation.Connect(from, to, forward, backward);
        _links[first] = (link, true);
        _links[second] = (link, false);
    }
}
