using Router.Wire;

namespace Router.Core;

/// <summary>What the neighbour cache asks of the core around it.</summary>
internal interface INeighbourHost
{
    /// <summary>
    /// Send an ARP request; zero asks everybody, else only that station is asked (RFC 1122 §2.3.2.1).
    /// </summary>
    void Request(int port, Ipv4Address target, MacAddress station, Instant now);

    /// <summary>The packet waited long enough: send it.</summary>
    void Resume(ref Packet packet, int port, Ipv4Address address, MacAddress station, Instant now);

    /// <summary>The packet waited in vain.</summary>
    void GiveUp(ref Packet packet, DropReason reason, Instant now);

    /// <summary>The packet was put aside until the neighbour answers.</summary>
    void Queued(in Packet packet, int port, Ipv4Address address, Instant now);

    void Report(CoreEventKind kind, int port, Ipv4Address address, MacAddress station, Instant now);
}
