using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// Calico's export filter over what the speaker learned, for every session of a node; towards whom a learned route may
/// go at all is the speaker's part (RFC 4271 §9.2). One object for the life of the node: a new plan changes its rules.
/// </summary>
public sealed class ExportFilter : IBgpPolicy
{
    private RoutePolicy _policy;

    public ExportFilter(RoutePolicy policy) => _policy = policy;

    /// <summary>Calico takes everything in; what goes to the route table is <see cref="RoutePolicy"/>'s part.</summary>
    public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) => true;

    // What the node originates has been through the filter: RoutePolicy.Originations.
    public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        path.IsLocal || _policy.ExportsLearned(prefix.V4);

    /// <summary>
    /// Takes the rules of a new policy. True when they differ, so that every export must be looked at again.
    /// </summary>
    public bool Follow(RoutePolicy policy)
    {
        bool differs = !Rules(_policy.Plan).SequenceEqual(Rules(policy.Plan));
        _policy = policy;
        return differs;
    }

    private static IEnumerable<(Prefix Cidr, bool IsOwn, bool IsKept)> Rules(CalicoPlan plan) =>
        plan.Pools.Select(pool => (pool.Cidr, false, pool.DisableBgpExport))
            .Concat(plan.OwnBlocks.Select(block => (block, true, false)));
}
