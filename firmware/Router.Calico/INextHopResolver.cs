using Router.Core;
using Router.Wire;

namespace Router.Calico;

/// <summary>
/// Looks up how the board itself reaches an address (RFC 4271 §5.1.3, recursive next hop). Answers from connected and
/// static routes only, so that no BGP route resolves itself.
/// </summary>
public interface INextHopResolver
{
    /// <summary>The port, and the gateway to hand to: the address itself when it is on the link.</summary>
    bool TryResolve(Ipv4Address address, out NextHop nextHop);
}
