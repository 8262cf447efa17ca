using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Network;

/// <summary>Builds what lives behind a name. Called once at the start and again at each restart of a node.</summary>
public interface ILabNodeFactory
{
    /// <summary>
    /// A board or a plain router. Its ports 0 … are those of <see cref="LabNode.Ports"/>, followed by the workload
    /// ports of its pods in the order of the file (<see cref="LabNetwork.PodsOf"/>).
    /// </summary>
    ISimNode CreateNode(LabFile lab, LabNode node, IFramePool pool, ulong seed, Instant now);

    /// <summary>A pod: a host whose port 0 is <c>eth0</c>.</summary>
    ISimNode CreatePod(LabFile lab, LabPod pod, IFramePool pool, ulong seed, Instant now);
}
