namespace Router.Wire.Bgp;

/// <summary>What the sender is on this session (RFC 9234 §4.1).</summary>
public enum BgpRole : byte
{
    Provider = 0,
    RouteServer = 1,
    RouteServerClient = 2,
    Customer = 3,
    Peer = 4,
}
