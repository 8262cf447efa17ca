using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>One port of a board: what the core makes of it, and the default gateway behind it.</summary>
/// <param name="Port">Name, MAC, MTU, addresses; workload addresses get their /32 routes from the board.</param>
/// <param name="Gateway">Next hop of a default route by this port, or null.</param>
public sealed record BoardPort(PortOptions Port, Ipv4Address? Gateway = null);
