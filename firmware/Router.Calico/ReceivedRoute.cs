using Router.Wire;

namespace Router.Calico;

/// <summary>A best path that BGP chose, reduced to what the kernel filter looks at.</summary>
/// <param name="LocalPref">Null when the path carries none; BIRD then fills in 100.</param>
/// <param name="Internal">Learned from a peer in the own AS.</param>
public readonly record struct ReceivedRoute(Prefix Prefix, Ipv4Address NextHop, uint? LocalPref, bool Internal);
