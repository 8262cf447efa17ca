using Router.Wire;

namespace Router.Node.Echo;

/// <summary>One echo reply as it came in.</summary>
/// <param name="From">Source of the reply.</param>
/// <param name="Sequence">From 1, as iputils counts.</param>
/// <param name="Ttl">Of the reply when it arrived.</param>
/// <param name="Octets">ICMP octets, header included: 64 for the usual 56 of payload.</param>
/// <param name="RoundTrip">From sending to arrival.</param>
public readonly record struct PingReply(Ipv4Address From, int Sequence, int Ttl, int Octets, Duration RoundTrip);
