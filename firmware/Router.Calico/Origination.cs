using Router.Wire;

namespace Router.Calico;

/// <summary>A prefix to announce, with NEXT_HOP the node address, ORIGIN IGP and an empty AS_PATH.</summary>
public readonly record struct Origination(Prefix Prefix, uint LocalPref);

/// <summary>A route that a node has without BGP: what BIRD would read from interfaces and from the kernel.</summary>
/// <param name="Prefix">Where it leads.</param>
/// <param name="Interface">What it leaves by.</param>
/// <param name="Metric">Of a route from the table; null where Calico gives the normal priority.</param>
public readonly record struct LocalRoute(Prefix Prefix, string Interface, uint? Metric = null);
