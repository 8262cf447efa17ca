using Router.Core;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>One step of the traced packet, kept after the core went on.</summary>
/// <param name="Host">Where it happened.</param>
/// <param name="Step">The kind of step.</param>
/// <param name="At">When.</param>
/// <param name="Interface">The port's name.</param>
/// <param name="Packet">The first octets from the IP header on.</param>
/// <param name="Reply">The packet is the reply, or an error about the request.</param>
internal sealed record TraceStep(
    string Host, CoreTraceKind Step, Instant At, string Interface, byte[] Packet, bool Reply)
{
    public Route? Route { get; init; }

    public Ipv4Address Neighbour { get; init; }

    public MacAddress NeighbourMac { get; init; }

    public DropReason Reason { get; init; }

    public byte IcmpType { get; init; }

    public byte IcmpCode { get; init; }

    public int Mtu { get; init; }
}
