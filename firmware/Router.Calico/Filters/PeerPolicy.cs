using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico.Resources;
using Router.Calico.Run;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// What confd writes as import and export filter of one BIRD session: the BGPFilters of the peer in order, then
/// Calico's own words: on import everything, on export <see cref="DefaultExport"/> with the communities of prefixes.
/// Immutable: a changed plan gives a new one.
/// </summary>
internal sealed class PeerPolicy : IExplainedPolicy
{
    private readonly FilterChain _import4;
    private readonly FilterChain _import6;
    private readonly FilterChain _export4;
    private readonly FilterChain _export6;
    private readonly DefaultExport _default;
    private readonly PrefixCommunities _communities;
    private readonly IBgpPolicyContext? _context;
    private readonly BgpNextHopRule _nextHop;
    private readonly bool _isInternal;
    private readonly string _exportKey;

    public PeerPolicy(PlannedPeer peer, CalicoFilters filters, DefaultExport export, CalicoPlan plan,
        string planKey, IBgpPolicyContext? context)
    {
        PeerSettings own = peer.Settings;
        _import4 = new([.. own.Import, .. filters.For(peer, CalicoFilters.Direction.ImportV4)], acceptsRest: true,
            "import all");
        _import6 = new([.. own.Import, .. filters.For(peer, CalicoFilters.Direction.ImportV6)], acceptsRest: true,
            "import all");
        _export4 = new([.. own.Export, .. filters.For(peer, CalicoFilters.Direction.ExportV4)], acceptsRest: false);
        _export6 = new([.. own.Export, .. filters.For(peer, CalicoFilters.Direction.ExportV6)], acceptsRest: false);
        _default = export;
        _communities = new PrefixCommunities(plan.PrefixAdvertisements);
        _context = context;
        _isInternal = peer.IsInternal;
        _nextHop = peer.NextHopMode switch
        {
            NextHopMode.Self => BgpNextHopRule.Self,
            NextHopMode.Keep => BgpNextHopRule.Unchanged,
            _ => BgpNextHopRule.Default,
        };
        ImportKey = _import4.ToString() + _import6;
        _exportKey = string.Join('\n', planKey, _isInternal, _nextHop, _export4, _export6);
    }

    /// <summary>Policies with the same one answer <see cref="Import"/> alike.</summary>
    public object ImportKey { get; }

    public object ExportKey => _exportKey;

    public IReadOnlyList<BgpFilter> ImportFilters => [.. _import4.Filters.Union(_import6.Filters)];

    public IReadOnlyList<BgpFilter> ExportFilters => [.. _export4.Filters.Union(_export6.Filters)];

    public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        (prefix.IsV4 ? _import4 : _import6).Decide(prefix, path, _context, ref edit);

    public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
    {
        if (!path.IsLocal)
        {
            // "next hop self" and "next hop keep" are the session's, whichever filter accepts. Own routes have the
            // node's address in any case.
            edit.NextHopRule = _nextHop;
        }

        FilterChain chain = prefix.IsV4 ? _export4 : _export6;
        if (chain.Filters.Count > 0 && chain.Ask(prefix, path, _context, ref edit) is { } decision)
        {
            return decision;
        }

        // Calico's own filter follows only where no BGPFilter decided, and so do the communities.
        if (!prefix.IsV4 || !DefaultExport.Accepts(DefaultReason(prefix, path)))
        {
            return false;
        }

        edit.Communities = _communities.For(prefix);
        return true;
    }

    public BgpVerdict ExplainImport(IpPrefix prefix, in BgpPath path) =>
        (prefix.IsV4 ? _import4 : _import6).Explain(prefix, path, _context);

    public BgpVerdict ExplainExport(IpPrefix prefix, in BgpPath path)
    {
        var steps = new List<BgpPolicyStep>();
        FilterChain chain = prefix.IsV4 ? _export4 : _export6;
        if (chain.ExplainFilters(prefix, path, _context, steps) is { } verdict)
        {
            return verdict;
        }

        bool isAccepted = prefix.IsV4 && DefaultExport.Accepts(DefaultReason(prefix, path));
        string why = prefix.IsV4 ? Words(DefaultReason(prefix, path)) : "no pool holds it";
        string tags = isAccepted ? Tags(prefix) : string.Empty;
        steps.Add(new BgpPolicyStep("calico", 0, null, true, (isAccepted ? "accept: " : "reject: ") + why + tags));
        return new BgpVerdict(isAccepted, "calico (" + why + ")", steps);
    }

    private string Tags(IpPrefix prefix)
    {
        string[] added = _communities.For(prefix).ToArray()
            .Select(edit => BgpCommunityText.Format(edit.Pattern)).ToArray();
        return added.Length == 0 ? string.Empty : ", add community " + string.Join(' ', added);
    }

    private ExportReason DefaultReason(IpPrefix prefix, in BgpPath path) => _default.Decide(
        prefix.V4, path.IsLocal ? null : path.LocalPref,
        path.IsLocal ? _context?.InterfaceOf(prefix, path) ?? string.Empty : string.Empty, _isInternal);

    private static string Words(ExportReason reason) => reason switch
    {
        ExportReason.PoolNotExported => "its IPPool has disableBGPExport",
        ExportReason.TunnelOfFelix => "it leaves by tunl0, which Felix routes",
        ExportReason.OwnBlock => "an own block",
        ExportReason.ElevatedPriority => "inside an own block, with better than normal priority",
        ExportReason.InsideOwnBlock => "inside an own block, which goes out as one",
        ExportReason.ServiceRange => "a service address that the reflector passes on",
        ExportReason.Pool => "inside an IPPool",
        _ => "no pool holds it",
    };
}
