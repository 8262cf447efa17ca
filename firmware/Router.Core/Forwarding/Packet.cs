using Router.Wire;

namespace Router.Core;

/// <summary>
/// An IPv4 packet on its way through the core. The frame starts at the IP header, headroom before it.
/// </summary>
internal struct Packet
{
    public Frame Frame;

    /// <summary>The header as it is in the frame now.</summary>
    public Ipv4Header Ip;

    /// <summary>Where it came in: a port, the tunnel or <see cref="LocalPacket.Loopback"/>.</summary>
    public int Interface;

    /// <summary>The port the frame was received on, or <see cref="LocalPacket.Loopback"/>; for counters.</summary>
    public int Port;

    /// <summary>The frame was received and must end in one counter; false for frames the board made.</summary>
    public bool Received;

    /// <summary>Came by a link-layer broadcast or multicast (RFC 1122 §3.3.6).</summary>
    public bool LinkGroup;

    /// <summary>Its destination is a broadcast address.</summary>
    public bool Broadcast;

    /// <summary>The frame starts at an outer header that this board put on.</summary>
    public bool Encapsulated;

    /// <summary>The outer source it was decapsulated from, else zero.</summary>
    public Ipv4Address TunnelSource;

    /// <summary>The outer TOS it was decapsulated from.</summary>
    public byte OuterTos;
}
