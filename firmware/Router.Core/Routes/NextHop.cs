using Router.Wire;

namespace Router.Core;

/// <summary>One way out: an interface and, unless the destination is on that link, a gateway.</summary>
/// <param name="Interface">A port index, <see cref="Tunnel"/>, or <see cref="ByGateway"/>.</param>
/// <param name="Gateway">The neighbour to send to; zero means the destination itself is on the link.</param>
/// <param name="Onlink">The gateway is taken as reachable on the interface without a route that says so.</param>
/// <param name="Weight">Share of flows among the next hops of one route, 1 to 255.</param>
public readonly record struct NextHop(int Interface, Ipv4Address Gateway, bool Onlink = false, byte Weight = 1)
{
    /// <summary>The interface index of <c>tunl0</c>.</summary>
    public const int Tunnel = -1;

    /// <summary>Whatever interface the gateway is reached by: the route is recursive.</summary>
    public const int ByGateway = -3;
}
