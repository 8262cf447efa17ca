using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>The Loc-RIB entry of a prefix changed.</summary>
public readonly ref struct BgpRouteChange
{
    public BgpRouteChange(IpPrefix prefix, ReadOnlySpan<BgpPath> paths)
    {
        Prefix = prefix;
        Paths = paths;
    }

    public IpPrefix Prefix { get; }

    /// <summary>
    /// The best path first, then those as good; empty when the prefix is withdrawn. Valid during the call.
    /// </summary>
    public ReadOnlySpan<BgpPath> Paths { get; }

    public bool IsWithdrawn => Paths.IsEmpty;
}
