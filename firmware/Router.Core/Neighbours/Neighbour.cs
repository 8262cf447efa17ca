using Router.Wire;

namespace Router.Core;

/// <summary>One line of <c>ip neigh</c>.</summary>
public readonly record struct Neighbour(int Port, Ipv4Address Address, MacAddress Mac, NeighbourState State);
