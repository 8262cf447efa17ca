using System.Linq;
using Router.Calico.Resources;
using Router.Wire;

namespace Router.Calico;

/// <summary>Which part of Calico's own export filter decides.</summary>
internal enum ExportReason : byte
{
    PoolNotExported,
    TunnelOfFelix,
    OwnBlock,
    ElevatedPriority,
    InsideOwnBlock,
    ServiceRange,
    Pool,
    NoPool,
}

/// <summary>
/// Calico's own export filter, asked after the BGPFilters: calico_export_to_bgp_peers in
/// node/filesystem/etc/calico/confd/templates/bird_ipam.cfg.template with calico_aggr of bird_aggr.cfg.template. A pure
/// function of the plan.
/// </summary>
internal sealed class DefaultExport
{
    private readonly CalicoPlan _plan;
    private readonly CalicoGeneration _generation;

    public DefaultExport(CalicoPlan plan, CalicoGeneration generation)
    {
        _plan = plan;
        _generation = generation;
    }

    public static bool Accepts(ExportReason reason) => reason is ExportReason.OwnBlock or ExportReason.ElevatedPriority
        or ExportReason.ServiceRange or ExportReason.Pool;

    /// <param name="prefix">Of the route.</param>
    /// <param name="localPref">Null for a route of the node itself that has the normal priority.</param>
    /// <param name="interfaceName">What the route leaves by; empty for none.</param>
    /// <param name="toInternal">The peer is in the own AS.</param>
    public ExportReason Decide(Prefix prefix, uint? localPref, string interfaceName, bool toInternal)
    {
        IpPool? pool = _plan.PoolOf(prefix);
        if (pool is { DisableBgpExport: true })
        {
            return ExportReason.PoolNotExported;
        }

        // "*.cali" and "*.calico" are the names of devices that a board does not have.
        if (toInternal && interfaceName == CalicoPlan.TunnelName && !RouteOwnership.BirdWritesIpip(_plan, _generation))
        {
            return ExportReason.TunnelOfFelix;
        }

        foreach (Prefix block in _plan.OwnBlocks)
        {
            if (block == prefix)
            {
                return ExportReason.OwnBlock;
            }

            if (block.Contains(prefix))
            {
                return IsElevated(localPref) ? ExportReason.ElevatedPriority : ExportReason.InsideOwnBlock;
            }
        }

        // A reflector passes on what others announce for services. The node's own service routes are not there: a board
        // answers no service address.
        if (_plan.ClusterId is not null && _plan.ServiceRanges.Any(range => range.Contains(prefix)))
        {
            return ExportReason.ServiceRange;
        }

        return pool is null ? ExportReason.NoPool : ExportReason.Pool;
    }

    // v3.32: a priority better than normal, as while a virtual machine moves. Priority and LOCAL_PREF add up to 2^31-1.
    private bool IsElevated(uint? localPref) => _generation != CalicoGeneration.Classic
        && localPref > RoutePolicy.MetricBase - (uint)_plan.NormalRoutePriority;
}
