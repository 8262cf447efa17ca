using Router.Core;
using Router.Wire;

namespace Router.Calico.Resources;

/// <summary>A <c>Node</c>: one machine or board of the cluster.</summary>
public sealed record CalicoNode(ResourceHeader Header)
{
    public string Name => Header.Name;

    /// <summary>
    /// <c>spec.bgp.ipv4Address</c>: the address that BGP and the tunnel use, with its subnet; null for none.
    /// </summary>
    public InterfaceAddress? Address { get; init; }

    /// <summary><c>spec.bgp.ipv4IPIPTunnelAddr</c>: the one address of <c>tunl0</c>.</summary>
    public Ipv4Address? TunnelAddress { get; init; }

    /// <summary><c>spec.bgp.asNumber</c>; null to inherit the cluster's.</summary>
    public Asn? As { get; init; }

    /// <summary>
    /// <c>spec.bgp.routeReflectorClusterID</c>; a node that has one is a reflector and leaves the mesh.
    /// </summary>
    public RouterId? ClusterId { get; init; }
}
