using Router.Wire;

namespace Router.Node.Echo;

/// <summary>One reply of a ping.</summary>
public readonly record struct PingReply(Ipv4Address From, int Sequence, byte Ttl, Duration RoundTrip);
