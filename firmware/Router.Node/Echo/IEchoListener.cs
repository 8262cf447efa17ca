using Router.Wire;

namespace Router.Node.Echo;

/// <summary>Hears what comes back for one echo identifier.</summary>
public interface IEchoListener
{
    /// <summary>A reply with <paramref name="octets"/> octets of ICMP.</summary>
    void OnReply(Ipv4Address from, ushort sequence, byte ttl, int octets, Instant now);

    /// <summary>An ICMP error that quotes one of our requests.</summary>
    /// <param name="header">Type, code and, for Fragmentation Needed, the next-hop MTU.</param>
    void OnError(Ipv4Address from, ushort sequence, IcmpHeader header, Instant now);
}
