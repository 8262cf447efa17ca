using System;
using System.Collections.Generic;

namespace Router.Bgp;

/// <summary>The named filters of a configuration, and the policies that peers make of their names.</summary>
public sealed class BgpPolicySettings
{
    /// <summary>Passes everything.</summary>
    public const string All = "all";

    /// <summary>Passes nothing.</summary>
    public const string None = "none";

    private readonly Dictionary<string, FilterChain> _chains = new(StringComparer.Ordinal);

    public BgpPolicySettings(IReadOnlyList<BgpNamedFilter> filters)
    {
        Filters = filters;
        foreach (BgpNamedFilter named in filters)
        {
            _chains[named.Filter.Name] = Chain(named);
        }
    }

    /// <summary>No filters.</summary>
    public static BgpPolicySettings Empty { get; } = new(Array.Empty<BgpNamedFilter>());

    public IReadOnlyList<BgpNamedFilter> Filters { get; }

    /// <summary>These settings, with the filters of former ones, and their counts, where nothing differs.</summary>
    public BgpPolicySettings Keeping(BgpPolicySettings former)
    {
        List<BgpNamedFilter> filters = [];
        foreach (BgpNamedFilter filter in Filters)
        {
            string text = filter.Filter.ToString();
            BgpNamedFilter kept = filter;
            foreach (BgpNamedFilter before in former.Filters)
            {
                kept = before.AcceptsRest == filter.AcceptsRest && before.Filter.ToString() == text ? before : kept;
            }

            filters.Add(kept);
        }

        return new BgpPolicySettings(filters);
    }

    /// <summary>True for <see cref="All"/>, <see cref="None"/> and the name of a filter.</summary>
    public bool Knows(string name) => name is All or None || _chains.ContainsKey(name);

    /// <summary>
    /// The policy of a peer. A name that is null means all for an internal peer and none for an external one
    /// (RFC 8212 §2).
    /// </summary>
    /// <exception cref="KeyNotFoundException">A name is not known.</exception>
    public BgpRoutePolicy Make(string? import, string? export, bool isInternal, IBgpPolicyContext? context = null) =>
        new(ChainOf(import ?? (isInternal ? All : None)), ChainOf(export ?? (isInternal ? All : None)), context);

    // Each peer has a chain of its own, since a chain has buffers; filters and their counts are shared.
    private FilterChain ChainOf(string name) => name switch
    {
        All => FilterChain.All,
        None => FilterChain.None,
        _ => new FilterChain(_chains[name].Filters, _chains[name].AcceptsRest, name + " default"),
    };

    private static FilterChain Chain(BgpNamedFilter named) => new([named.Filter], named.AcceptsRest);
}

/// <summary>A filter of a configuration.</summary>
/// <param name="Filter">Its name and rules.</param>
/// <param name="AcceptsRest">What no rule decides is accepted.</param>
public sealed record BgpNamedFilter(BgpFilter Filter, bool AcceptsRest);
