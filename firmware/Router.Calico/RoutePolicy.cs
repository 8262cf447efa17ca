using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Core;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// Decides what goes to the route table and what is announced, as the Calico of the chosen generation does: BIRD's
/// kernel and export filters and, from v3.33, Felix's route manager.
/// </summary>
public sealed class RoutePolicy
{
    /// <summary>What BIRD assumes for a path without LOCAL_PREF, and sends itself before v3.32.</summary>
    public const uint ClassicLocalPref = 100;

    /// <summary>LOCAL_PREF plus metric since v3.32.</summary>
    public const uint MetricBase = int.MaxValue;

    // No classic cluster has a reason to come near; every v3.32 node sends 2147482623 unless priorities are changed.
    private const uint InverseMetricEvidence = 2_000_000_000;

    private readonly CalicoPlan _plan;

    /// <param name="plan">What the node must do.</param>
    /// <param name="learned">
    /// What an earlier policy of this node had become by <see cref="Observe"/>; only <c>auto</c> heeds it.
    /// </param>
    public RoutePolicy(CalicoPlan plan, CalicoGeneration learned = CalicoGeneration.Auto)
    {
        _plan = plan;
        Effective = plan.Generation != CalicoGeneration.Auto ? plan.Generation
            : learned == CalicoGeneration.V332 ? CalicoGeneration.V332
            : CalicoGeneration.Classic;
    }

    /// <summary>What the policy was made of.</summary>
    public CalicoPlan Plan => _plan;

    /// <summary>The generation acted on now; never <see cref="CalicoGeneration.Auto"/>.</summary>
    public CalicoGeneration Effective { get; private set; }

    /// <summary>LOCAL_PREF of everything the node announces.</summary>
    public uint LocalPref => Effective == CalicoGeneration.Classic
        ? ClassicLocalPref
        : MetricBase - (uint)_plan.NormalRoutePriority;

    /// <summary>Metric of the routes to the board's own workloads.</summary>
    public uint WorkloadMetric => Effective == CalicoGeneration.Classic ? 0 : (uint)_plan.NormalRoutePriority;

    /// <summary>
    /// Looks at a received path for what it tells of the cluster. True when the whole node has just become v3.32: every
    /// route is to be decided again and every own prefix announced again. It never goes back.
    /// </summary>
    public bool Observe(in ReceivedRoute route)
    {
        if (_plan.Generation != CalicoGeneration.Auto || Effective != CalicoGeneration.Classic
            || !route.Internal || route.LocalPref is not > InverseMetricEvidence)
        {
            return false;
        }

        Effective = CalicoGeneration.V332;
        return true;
    }

    /// <summary>BIRD's kernel filter: the route for a path, or why there is none.</summary>
    public RouteDecision Decide(in ReceivedRoute path, INextHopResolver resolver)
    {
        if (path.NextHop == _plan.NodeAddress.Address)
        {
            return RouteDecision.Reject(RouteRejection.NextHopIsSelf);
        }

        IpPool? pool = _plan.PoolOf(path.Prefix);
        if (pool is not null && !RouteOwnership.BirdWrites(pool, _plan, Effective))
        {
            return RouteDecision.Reject(
                RouteOwnership.UsesVxlan(pool) ? RouteRejection.VxlanPool : RouteRejection.FelixOwned);
        }

        // RFC 4271 §9.1.2.1: a path whose next hop cannot be resolved is not used, by a tunnel neither.
        if (!resolver.TryResolve(path.NextHop, out NextHop resolved))
        {
            return RouteDecision.Reject(RouteRejection.NextHopUnreachable);
        }

        bool tunnel = pool is not null && UsesTunnel(pool, path.NextHop);
        return RouteDecision.Accept(new Route
        {
            Prefix = path.Prefix,
            Protocol = RouteProtocol.Bird,
            Preference = path.Internal ? RoutePreference.InternalBgp : RoutePreference.ExternalBgp,
            Metric = MetricOf(path),
            NextHops = [tunnel ? new NextHop(NextHop.Tunnel, path.NextHop, Onlink: true) : resolved],
        });
    }

    /// <summary>
    /// As above for several equally good paths (BIRD's <c>merge paths</c>), the best that can be reached first. A
    /// tunnel route keeps one next hop: Calico's BIRD does not combine the tunnel with ECMP.
    /// </summary>
    public RouteDecision Decide(ReadOnlySpan<ReceivedRoute> paths, INextHopResolver resolver)
    {
        int at = 0;
        RouteDecision first = Decide(paths[0], resolver);
        while (first.Rejection == RouteRejection.NextHopUnreachable && at + 1 < paths.Length)
        {
            first = Decide(paths[++at], resolver);
        }

        if (!first.Accepted || first.Route.NextHops[0].Interface == NextHop.Tunnel)
        {
            return first;
        }

        var hops = new List<NextHop>(first.Route.NextHops);
        foreach (ReceivedRoute path in paths[(at + 1)..])
        {
            RouteDecision other = Decide(path, resolver);
            if (other.Accepted && other.Route.NextHops[0].Interface != NextHop.Tunnel
                && other.Route.Metric == first.Route.Metric && !hops.Contains(other.Route.NextHops[0]))
            {
                hops.Add(other.Route.NextHops[0]);
            }
        }

        return RouteDecision.Accept(first.Route with { NextHops = hops });
    }

    /// <summary>
    /// A blackhole for each own block, so that an unused address of it is dropped here and not sent to the default
    /// route and back. A /32 block has none: it would hide its one workload.
    /// </summary>
    public IEnumerable<Route> OwnBlockRoutes() => _plan.OwnBlocks.Where(block => !block.IsHost).Select(block =>
        new Route
        {
            Prefix = block,
            Kind = RouteKind.Blackhole,
            Protocol = _plan.PoolOf(block) is { } pool && RouteOwnership.FelixWrites(pool, _plan, Effective)
                ? (RouteProtocol)_plan.FelixRouteProtocol
                : RouteProtocol.Bird,
            Preference = RoutePreference.OwnBlock,
        });

    /// <summary>
    /// What Felix writes from Node and BlockAffinity objects, with BGP switched off if need be: from v3.33, the routes
    /// to other nodes' blocks in IPIP pools.
    /// </summary>
    /// <param name="resolver">Finds the parent interface for nodes of the own subnet.</param>
    /// <param name="tunnelMtu">MTU of <c>tunl0</c>, carried on the routes.</param>
    public IEnumerable<Route> FelixRoutes(INextHopResolver resolver, int tunnelMtu)
    {
        foreach (PlannedBlock block in _plan.RemoteBlocks)
        {
            if (_plan.PoolOf(block.Cidr) is not { } pool || RouteOwnership.UsesVxlan(pool)
                || !RouteOwnership.FelixWrites(pool, _plan, Effective))
            {
                continue;
            }

            bool tunnel = UsesTunnel(pool, block.NodeAddress);
            if (!resolver.TryResolve(block.NodeAddress, out NextHop resolved) && !tunnel)
            {
                continue;
            }

            yield return new Route
            {
                Prefix = block.Cidr,
                Protocol = (RouteProtocol)_plan.FelixRouteProtocol,
                Preference = RoutePreference.InternalBgp,
                Mtu = tunnel ? tunnelMtu : 0,
                NextHops = [tunnel
                    ? new NextHop(NextHop.Tunnel, block.NodeAddress, Onlink: true)
                    : resolved with { Onlink = true }],
            };
        }
    }

    /// <summary>As below for workloads alone.</summary>
    /// <param name="workloads">Addresses of the board's workloads.</param>
    public IReadOnlyList<Origination> Originations(IEnumerable<Ipv4Address> workloads) =>
        Originations(workloads.Select(address => new LocalRoute(Prefix.Host(address), string.Empty)));

    /// <summary>
    /// What the node has of its own and some peer may be told: confirmed blocks and whatever else passes Calico's
    /// export filter, such as a borrowed address; with a BGPFilter on some session's exports all routes, for a rule may
    /// accept what Calico itself would not. Each session's policy has the last word.
    /// </summary>
    /// <param name="routes">Workloads, subnets and static routes.</param>
    public IReadOnlyList<Origination> Originations(IEnumerable<LocalRoute> routes)
    {
        bool anyExportFilter = _plan.HasExportFilters;
        var export = new DefaultExport(_plan, Effective);
        var found = new SortedDictionary<Prefix, uint>();
        foreach (LocalRoute route in OwnRoutes().Concat(routes))
        {
            if (anyExportFilter
                || DefaultExport.Accepts(export.Decide(route.Prefix, null, route.Interface, toInternal: true))
                || DefaultExport.Accepts(export.Decide(route.Prefix, null, route.Interface, toInternal: false)))
            {
                found.TryAdd(route.Prefix, LocalPrefOf(route));
            }
        }

        return found.Select(pair => new Origination(pair.Key, pair.Value)).ToList();
    }

    // A /32 block has no route of its own: its one workload has. The address of tunl0 reaches BIRD as a direct route.
    private IEnumerable<LocalRoute> OwnRoutes()
    {
        foreach (Prefix block in _plan.OwnBlocks.Where(block => !block.IsHost))
        {
            yield return new LocalRoute(block, string.Empty);
        }

        if (_plan is { TunnelEnabled: true, TunnelAddress: { } address })
        {
            yield return new LocalRoute(Prefix.Host(address), CalicoPlan.TunnelName);
        }
    }

    // v3.32: priority and LOCAL_PREF add up to 2^31-1 (confd/pkg/backends/calico/bgp_processor.go, buildExportFilter).
    private uint LocalPrefOf(LocalRoute route) => route.Metric is { } metric && Effective != CalicoGeneration.Classic
        ? MetricBase - Math.Min(metric, MetricBase)
        : LocalPref;

    // The own mask decides, by each side for itself; with unequal masks one direction is tunnelled and the other not.
    private bool UsesTunnel(IpPool pool, Ipv4Address nextHop) => pool.Ipip switch
    {
        EncapsulationMode.Always => true,
        EncapsulationMode.CrossSubnet => !_plan.NodeAddress.Subnet.Contains(nextHop),
        _ => false,
    };

    private uint MetricOf(in ReceivedRoute path) => Effective == CalicoGeneration.Classic
        ? 0
        : MetricBase - Math.Min(path.LocalPref ?? ClassicLocalPref, MetricBase);
}
