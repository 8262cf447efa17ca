using Router.Wire;

namespace Router.Core;

/// <summary>The answer to "which way to this address": the winning route and one next hop of it.</summary>
/// <param name="Route">Null when no route matches.</param>
/// <param name="NextHop">As configured; for several the one a flow without ports takes.</param>
/// <param name="Port">The interface it resolves to: a port, the tunnel, or -2 for local delivery and
/// blackholes.</param>
/// <param name="Neighbour">Who gets the frame on that interface: the resolved gateway, or the destination
/// itself.</param>
public readonly record struct RouteLookup(Route? Route, NextHop NextHop, int Port, Ipv4Address Neighbour);
