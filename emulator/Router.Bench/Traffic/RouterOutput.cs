using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>What a router should make of a generator's frames.</summary>
/// <param name="Source">The Ethernet source: the router's port.</param>
/// <param name="Destination">The Ethernet destination: the next hop's.</param>
/// <param name="Ttl">Of the packet, and of the header around it.</param>
/// <param name="Tunnel">Ends of the IPIP tunnel that it puts packets into; null: they leave without one.</param>
public sealed record RouterOutput(
    MacAddress Source, MacAddress Destination, byte Ttl, (Ipv4Address Source, Ipv4Address Destination)? Tunnel);
