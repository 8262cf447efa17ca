namespace Router.Tcp;

/// <summary>
/// What the layer below knows about paths. Asked when a connection opens, when its retransmission timer fires and at
/// most every ten minutes besides; never from within <see cref="ITcpSink.SendSegment"/>.
/// </summary>
public interface ITcpPaths
{
    /// <summary>The largest packet for a destination now, IP header included; 0 when nobody knows.</summary>
    int PathMtu(Ipv4Address destination, Instant now);

    /// <summary>
    /// An ICMP error said so, and it quotes a segment that is in flight (RFC 1191, RFC 5927 §4.1).
    /// </summary>
    void LowerPathMtu(Ipv4Address destination, int mtu, Instant now);
}
