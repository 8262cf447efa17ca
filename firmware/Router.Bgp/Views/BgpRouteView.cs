using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>A prefix of the Loc-RIB with all its usable paths, the best first.</summary>
/// <param name="Selected">How many of the paths are in use: the best and those as good, at most MaxPaths.</param>
public sealed record BgpRouteView(IpPrefix Prefix, IReadOnlyList<BgpPath> Paths, int Selected);
