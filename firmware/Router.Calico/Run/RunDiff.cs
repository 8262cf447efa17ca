using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>
/// What a reload changes, so that only that is touched: a session or a port that is the same before and after goes on
/// undisturbed.
/// </summary>
public sealed record RunDiff
{
    public required Changes<RunPort> Ports { get; init; }

    public required Changes<RunRoute> Routes { get; init; }

    public required Changes<RunBfd> Bfd { get; init; }

    public required Changes<PlannedPeer> Peers { get; init; }

    /// <summary>Own blocks: blackholes and announcements.</summary>
    public required Changes<Prefix> OwnBlocks { get; init; }

    public required Changes<PlannedBlock> RemoteBlocks { get; init; }

    public required Changes<Prefix> TunnelSources { get; init; }

    /// <summary>
    /// Pools, generation or who writes what changed: every BGP route is to be decided again and every own prefix
    /// announced again.
    /// </summary>
    public required bool PolicyChanged { get; init; }

    /// <summary>Address, MTU or existence of <c>tunl0</c> changed.</summary>
    public required bool TunnelChanged { get; init; }

    public required bool LogChanged { get; init; }

    public required bool ControlChanged { get; init; }

    public required bool MetricsChanged { get; init; }

    /// <summary>Other servers tell the time.</summary>
    public required bool NtpChanged { get; init; }

    /// <summary>
    /// Why all must start anew (name, address, AS, port, forwarder, workers); null when they need not.
    /// </summary>
    public required string? IdentityChange { get; init; }

    public bool IsEmpty => Ports.IsEmpty && Routes.IsEmpty && Bfd.IsEmpty && Peers.IsEmpty && OwnBlocks.IsEmpty
        && RemoteBlocks.IsEmpty && TunnelSources.IsEmpty && !PolicyChanged && !TunnelChanged && !LogChanged
        && !ControlChanged && !MetricsChanged && !NtpChanged && IdentityChange is null;

    public static RunDiff Between(RunConfiguration before, RunConfiguration after) => new()
    {
        Ports = Changes<RunPort>.Between(before.File.Ports, after.File.Ports, port => port.Name, SamePort),
        Routes = Changes<RunRoute>.Between(before.File.Routes, after.File.Routes, route => (route.To, route.Metric)),
        Bfd = Changes<RunBfd>.Between(before.File.Bfd, after.File.Bfd, session => session.Peer),
        Peers = Changes<PlannedPeer>.Between(before.Plan.Peers, after.Plan.Peers, peer => peer.Name),
        OwnBlocks = Changes<Prefix>.Between(before.Plan.OwnBlocks, after.Plan.OwnBlocks, block => block),
        RemoteBlocks = Changes<PlannedBlock>.Between(
            before.Plan.RemoteBlocks, after.Plan.RemoteBlocks, block => block.Cidr),
        TunnelSources = Changes<Prefix>.Between(
            before.Plan.TunnelSources, after.Plan.TunnelSources, source => source),
        PolicyChanged = Policy(before.Plan) != Policy(after.Plan) || !SamePools(before.Plan.Pools, after.Plan.Pools)
            || NodePolicies.RulesOf(before.Plan) != NodePolicies.RulesOf(after.Plan),
        TunnelChanged = Tunnel(before.Plan) != Tunnel(after.Plan),
        LogChanged = before.File.Log != after.File.Log,
        ControlChanged = before.File.Control != after.File.Control || before.File.BirdSocket != after.File.BirdSocket,
        MetricsChanged = before.File.Metrics != after.File.Metrics,
        NtpChanged = !before.File.Ntp.SequenceEqual(after.File.Ntp),
        IdentityChange = IdentityOf(before.Plan, after.Plan) ?? MachineryOf(before.File, after.File),
    };

    /// <summary>What makes another speaker of the node, in words, or null when nothing does.</summary>
    public static string? IdentityOf(CalicoPlan before, CalicoPlan after)
    {
        if (before.NodeName != after.NodeName)
        {
            return $"node {before.NodeName} became {after.NodeName}";
        }

        if (before.NodeAddress.Address != after.NodeAddress.Address)
        {
            return $"the node's address {before.NodeAddress.Address} became {after.NodeAddress.Address}";
        }

        if (before.LocalAs != after.LocalAs)
        {
            return $"AS {before.LocalAs} became {after.LocalAs}";
        }

        if (before.ClusterId != after.ClusterId)
        {
            return "the node's route reflector cluster id changed";
        }

        return before.ListenPort == after.ListenPort
            ? null
            : FormattableString.Invariant($"BGP port {before.ListenPort} became {after.ListenPort}");
    }

    // What is set up once: the threads and what they share.
    private static string? MachineryOf(RunFile before, RunFile after)
    {
        if (before.Forwarder != after.Forwarder)
        {
            return $"forwarder became {after.Forwarder}";
        }

        if (before.Workers != after.Workers)
        {
            return FormattableString.Invariant($"{before.Workers} workers became {after.Workers}");
        }

        if (before.Monitoring != after.Monitoring)
        {
            return "mrt or bmp changed";
        }

        return before.Cores.SequenceEqual(after.Cores) ? null : "the workers' cores changed";
    }

    private static bool SamePort(RunPort before, RunPort after) => before.Addresses.SequenceEqual(after.Addresses)
        && before.WorkloadAddresses.SequenceEqual(after.WorkloadAddresses)
        && before with { Addresses = [], WorkloadAddresses = [] }
            == after with { Addresses = [], WorkloadAddresses = [] };

    // The place in the file is no part of what a pool is.
    private static bool SamePools(IReadOnlyList<IpPool> before, IReadOnlyList<IpPool> after) =>
        before.Select(Essence).Order().SequenceEqual(after.Select(Essence).Order());

    private static (Prefix, EncapsulationMode, EncapsulationMode, bool) Essence(IpPool pool) =>
        (pool.Cidr, pool.Ipip, pool.Vxlan, pool.DisableBgpExport);

    private static (CalicoGeneration, int, ClusterRoutes?, ClusterRoutes?, byte, int) Policy(CalicoPlan plan) =>
        (plan.Generation, plan.NormalRoutePriority, plan.BirdClusterRoutes, plan.FelixClusterRoutes,
            plan.FelixRouteProtocol, plan.NodeAddress.Length);

    private static (bool, Ipv4Address?, int?) Tunnel(CalicoPlan plan) =>
        (plan.TunnelEnabled, plan.TunnelAddress, plan.ConfiguredTunnelMtu);
}
