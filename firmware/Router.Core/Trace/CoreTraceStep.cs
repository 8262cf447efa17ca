using System;
using Router.Wire;

namespace Router.Core;

/// <summary>One step of one packet, with what the decision rested on.</summary>
public readonly ref struct CoreTraceStep
{
    public CoreTraceKind Kind { get; init; }

    public Instant At { get; init; }

    /// <summary>
    /// In: the port, <see cref="NextHop.Tunnel"/> or <see cref="LocalPacket.Loopback"/>. Out: where to.
    /// </summary>
    public int Interface { get; init; }

    /// <summary>The pool slot the packet lives in: steps of one packet share it until the frame leaves.</summary>
    public int Slot { get; init; }

    /// <summary>Lookup: the route that matched; null means none did.</summary>
    public Route? Route { get; init; }

    /// <summary>
    /// Lookup: the next hop chosen (by flow hash if there are several), gateway resolved to a neighbour.
    /// </summary>
    public NextHop NextHop { get; init; }

    /// <summary>Lookup and Forwarded: the neighbour on the link.</summary>
    public Ipv4Address Neighbour { get; init; }

    /// <summary>Forwarded: where the frame goes.</summary>
    public MacAddress NeighbourMac { get; init; }

    /// <summary>Dropped: why.</summary>
    public DropReason Reason { get; init; }

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    /// <summary>The MTU that a fragmentation or an ICMP 3/4 rests on.</summary>
    public int Mtu { get; init; }

    /// <summary>The packet from its IP header on, at this step. Valid during the call only.</summary>
    public ReadOnlySpan<byte> Packet { get; init; }
}
