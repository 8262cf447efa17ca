using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Keeps own routes inside summaries at home; all else is the inner policy's to decide.</summary>
internal sealed class SummaryPolicy : IExplainedPolicy
{
    private readonly IBgpPolicy? _inner;
    private readonly IReadOnlyList<IpPrefix> _summaries;

    public SummaryPolicy(IBgpPolicy? inner, IReadOnlyList<IpPrefix> summaries)
    {
        _inner = inner;
        _summaries = summaries;
    }

    public object ExportKey => (string.Join(" ", _summaries), _inner?.ExportKey);

    public object? ImportKey => _inner?.ImportKey;

    public IReadOnlyList<BgpFilter> ImportFilters =>
        (_inner as IExplainedPolicy)?.ImportFilters ?? Array.Empty<BgpFilter>();

    public IReadOnlyList<BgpFilter> ExportFilters =>
        (_inner as IExplainedPolicy)?.ExportFilters ?? Array.Empty<BgpFilter>();

    public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        _inner == null || _inner.Import(prefix, path, ref edit);

    public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        Summary(prefix, path) == null && (_inner == null || _inner.Export(prefix, path, ref edit));

    public BgpVerdict ExplainImport(IpPrefix prefix, in BgpPath path) => _inner is IExplainedPolicy explained
        ? explained.ExplainImport(prefix, path)
        : Plain(Import(prefix, path));

    public BgpVerdict ExplainExport(IpPrefix prefix, in BgpPath path)
    {
        if (Summary(prefix, path) is { } summary)
        {
            string why = "inside " + summary + ", which is announced in its place";
            return new BgpVerdict(false, "aggregate " + summary,
                [new BgpPolicyStep("aggregate", 0, null, true, "reject: " + why)]);
        }

        return _inner is IExplainedPolicy explained ? explained.ExplainExport(prefix, path)
            : Plain(_inner == null || Export(prefix, path));
    }

    private static BgpVerdict Plain(bool isAccepted) =>
        new(isAccepted, isAccepted ? "all" : "none", Array.Empty<BgpPolicyStep>());

    private bool Import(IpPrefix prefix, in BgpPath path)
    {
        BgpRouteEdit edit = default;
        return Import(prefix, path, ref edit);
    }

    private bool Export(IpPrefix prefix, in BgpPath path)
    {
        BgpRouteEdit edit = default;
        return Export(prefix, path, ref edit);
    }

    private IpPrefix? Summary(IpPrefix prefix, in BgpPath path)
    {
        for (int i = 0; path.IsLocal && i < _summaries.Count; i++)
        {
            if (prefix.Length > _summaries[i].Length && _summaries[i].Contains(prefix))
            {
                return _summaries[i];
            }
        }

        return null;
    }
}
