using Router.Wire;

namespace Router.Calico;

/// <summary>A confirmed block of another node, and the address of that node.</summary>
public readonly record struct PlannedBlock(Prefix Cidr, string Node, Ipv4Address NodeAddress);
