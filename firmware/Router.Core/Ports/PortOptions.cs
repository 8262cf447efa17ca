using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>What a port is made with.</summary>
public sealed record PortOptions
{
    public required string Name { get; init; }

    public required MacAddress Mac { get; init; }

    /// <summary>Largest IP packet in octets.</summary>
    public int Mtu { get; init; } = 1500;

    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = Array.Empty<InterfaceAddress>();

    /// <summary>
    /// The host end of a workload's link: answers ARP for everything routed elsewhere, 169.254.1.1 above all, and takes
    /// no IPIP from the workload.
    /// </summary>
    public bool Workload { get; init; }

    /// <summary>
    /// The workload's addresses, for display. The /32 routes to them are the caller's to add, because their metric is.
    /// </summary>
    public IReadOnlyList<Ipv4Address> WorkloadAddresses { get; init; } = Array.Empty<Ipv4Address>();

    /// <summary>Null means strict on workload ports and off elsewhere, as on a Calico node.</summary>
    public RpfMode? Rpf { get; init; }

    /// <summary>The link state at the start; <see cref="RouterCore.SetLink"/> changes it.</summary>
    public bool LinkUp { get; init; } = true;
}
