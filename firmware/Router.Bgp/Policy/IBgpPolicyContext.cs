using Router.Wire;

namespace Router.Bgp;

/// <summary>What conditions ask about a path that is not in the path.</summary>
public interface IBgpPolicyContext
{
    /// <summary>The address of the peer with an index; false when there is none.</summary>
    bool TryGetPeer(int peer, out IpAddress address);

    /// <summary>
    /// The interface that a path's packets leave by, or null for a route that leads nowhere, such as a blackhole.
    /// </summary>
    string? InterfaceOf(IpPrefix prefix, in BgpPath path);
}
