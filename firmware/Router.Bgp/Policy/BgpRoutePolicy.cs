using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>The import and export filters of one peer.</summary>
public sealed class BgpRoutePolicy : IExplainedPolicy
{
    private readonly IBgpPolicyContext? _context;
    private FilterChain _import;
    private FilterChain _export;

    /// <param name="import">Asked on the way in.</param>
    /// <param name="export">Asked on the way out.</param>
    /// <param name="context">For conditions on peers and interfaces, which hold for nothing without it.</param>
    public BgpRoutePolicy(FilterChain import, FilterChain export, IBgpPolicyContext? context = null)
    {
        _import = import;
        _export = export;
        _context = context;
    }

    public IReadOnlyList<BgpFilter> ImportFilters => _import.Filters;

    public IReadOnlyList<BgpFilter> ExportFilters => _export.Filters;

    /// <summary>The words of the export filters: policies with the same ones answer alike.</summary>
    public object ExportKey => _export.ToString();

    public object? ImportKey => _import.PassesAll ? null : _import.ToString();

    /// <summary>
    /// Takes new filters. Says which way the answers may differ: for import the speaker has to ask the peer for its
    /// routes again, for export to look at what the peer has; it touches routes with another result only.
    /// </summary>
    public BgpPolicyChange Replace(FilterChain import, FilterChain export)
    {
        BgpPolicyChange change = BgpPolicyChange.None;
        change |= import.ToString() == _import.ToString() ? 0 : BgpPolicyChange.Import;
        change |= export.ToString() == _export.ToString() ? 0 : BgpPolicyChange.Export;

        // Where nothing differs the old objects stay, with their counts.
        _import = (change & BgpPolicyChange.Import) != 0 ? import : _import;
        _export = (change & BgpPolicyChange.Export) != 0 ? export : _export;
        return change;
    }

    public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        _import.Decide(prefix, path, _context, ref edit);

    public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) =>
        _export.Decide(prefix, path, _context, ref edit);

    public BgpVerdict ExplainImport(IpPrefix prefix, in BgpPath path) => _import.Explain(prefix, path, _context);

    public BgpVerdict ExplainExport(IpPrefix prefix, in BgpPath path) => _export.Explain(prefix, path, _context);
}

/// <summary>Which answers of a policy may differ after a change.</summary>
[System.Flags]
public enum BgpPolicyChange : byte
{
    None = 0,
    Import = 1,
    Export = 2,
}
