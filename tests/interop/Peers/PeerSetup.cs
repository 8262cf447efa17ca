using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>A speaker, in no daemon's language.</summary>
/// <param name="RouterId">Its BGP identifier.</param>
/// <param name="Asn">Its AS.</param>
internal sealed record PeerSetup(string RouterId, uint Asn)
{
    public required IReadOnlyList<NeighbourSetup> Neighbours { get; init; }

    public IReadOnlyList<Announcement> Announced { get; init; } = [];

    /// <summary>
    /// What it learns goes to the kernel of its namespace, which forwards by it, also when the daemon is dead: BIRD as
    /// Calico configures it, FRR with zebra. GoBGP and OpenBGPD tell the kernel nothing.
    /// </summary>
    public bool ForwardsByKernel { get; init; }

    /// <summary>Where it listens.</summary>
    public IEnumerable<string> Addresses => Neighbours.Select(static one => one.Address).Distinct();

    public bool HasFamily(bool v6) => Neighbours.Any(one => one.HasFamily(v6));
}
