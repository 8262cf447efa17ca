using Router.Wire;

namespace Router.Calico;

/// <summary>A prefix to announce, with NEXT_HOP the node address, ORIGIN IGP and an empty AS_PATH.</summary>
public readonly record struct Origination(Prefix Prefix, uint LocalPref);
