using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Resources;
using Router.Calico.Run;

namespace Router.Calico;

/// <summary>The import and export policy of every session of a node, made of one plan.</summary>
public sealed class NodePolicies
{
    private readonly Dictionary<string, PeerPolicy> _byPeer = new(StringComparer.Ordinal);
    private readonly CalicoFilters _filters;
    private readonly string _filterKey;

    /// <param name="policy">Plan and generation.</param>
    /// <param name="context">For conditions on interfaces.</param>
    /// <param name="previous">
    /// What there was before: filters whose resources did not change stay the same objects, with their counts.
    /// </param>
    public NodePolicies(RoutePolicy policy, IBgpPolicyContext? context = null, NodePolicies? previous = null)
    {
        CalicoPlan plan = policy.Plan;
        _filterKey = string.Join('\n', plan.Filters.Select(KeyOf));
        _filters = previous is not null && previous._filterKey == _filterKey
            ? previous._filters
            : new CalicoFilters(plan.Filters);
        var export = new DefaultExport(plan, policy.Effective);
        string planKey = KeyOf(plan, policy.Effective);
        foreach (PlannedPeer peer in plan.Peers)
        {
            _byPeer[peer.Name] = new PeerPolicy(peer, _filters, export, plan, planKey, context);
        }
    }

    /// <summary>The policy of a session that the plan has.</summary>
    public IExplainedPolicy For(string peerName) => _byPeer[peerName];

    /// <summary>Which answers of a session's policy may differ from what they were before; all of a new one.</summary>
    public BgpPolicyChange ChangeOf(string peerName, NodePolicies previous)
    {
        PeerPolicy now = _byPeer[peerName];
        if (!previous._byPeer.TryGetValue(peerName, out PeerPolicy? before))
        {
            return BgpPolicyChange.Import | BgpPolicyChange.Export;
        }

        return (now.ImportKey.Equals(before.ImportKey) ? 0 : BgpPolicyChange.Import)
            | (now.ExportKey.Equals(before.ExportKey) ? 0 : BgpPolicyChange.Export);
    }

    /// <summary>The rules of a plan that routes on their way in and out meet, as text.</summary>
    internal static string RulesOf(CalicoPlan plan) =>
        KeyOf(plan, plan.Generation) + "\n" + string.Join('\n', plan.Filters.Select(KeyOf))
        + "\n" + string.Join('\n', plan.Peers.Where(static peer => !peer.Settings.Equals(PeerSettings.None))
            .Select(static peer => $"{peer.Name} {peer.Settings}"));

    // Everything that DefaultExport and the communities look at.
    private static string KeyOf(CalicoPlan plan, CalicoGeneration generation) => string.Join('\n',
        string.Join(' ', plan.Pools.Select(pool => pool.DisableBgpExport ? "-" + pool.Cidr : pool.Cidr.ToString())),
        string.Join(' ', plan.OwnBlocks), string.Join(' ', plan.ServiceRanges), plan.ClusterId,
        string.Join(';', plan.PrefixAdvertisements), plan.NormalRoutePriority, generation == CalicoGeneration.Classic,
        RouteOwnership.BirdWritesIpip(plan, generation));

    private static string KeyOf(BgpFilterResource filter) => string.Join('\n', filter.Name, KeyOf(filter.ImportV4),
        KeyOf(filter.ExportV4), KeyOf(filter.ImportV6), KeyOf(filter.ExportV6));

    private static string KeyOf(IReadOnlyList<BgpFilterRule> rules) => string.Join(';',
        rules.Select(rule => $"{rule.Rule} {rule.Internal} {string.Join(' ', rule.PathStart)}"));
}
