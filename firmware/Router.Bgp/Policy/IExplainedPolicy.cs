using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>A policy that can say why it decides as it does.</summary>
public interface IExplainedPolicy : IBgpPolicy
{
    /// <summary>The filters it asks on import, in order.</summary>
    IReadOnlyList<BgpFilter> ImportFilters { get; }

    /// <summary>The filters it asks on export, in order.</summary>
    IReadOnlyList<BgpFilter> ExportFilters { get; }

    /// <summary>What <see cref="IBgpPolicy.Import"/> answers, and why; counts nothing.</summary>
    BgpVerdict ExplainImport(IpPrefix prefix, in BgpPath path);

    /// <summary>What <see cref="IBgpPolicy.Export"/> answers, and why; counts nothing.</summary>
    BgpVerdict ExplainExport(IpPrefix prefix, in BgpPath path);
}
