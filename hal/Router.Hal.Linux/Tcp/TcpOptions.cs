namespace Router.Hal.Linux;

/// <summary>What a TCP socket says to its peer's network and expects from it.</summary>
/// <param name="Ttl">TTL, or hop limit, of what is sent; 0 leaves the kernel's.</param>
/// <param name="LeastTtl">What arrives with less is dropped before TCP sees it (RFC 5082 §3); 0: anything goes.</param>
/// <param name="Tos">Type of service, or traffic class.</param>
public readonly record struct TcpOptions(byte Ttl, byte LeastTtl, byte Tos);
