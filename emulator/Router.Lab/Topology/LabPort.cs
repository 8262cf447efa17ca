using System.Collections.Generic;
using Router.Core;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>A port of a node. A bridge's ports have a name only.</summary>
public sealed record LabPort
{
    public const int DefaultMtu = 1500;

    public required string Name { get; init; }

    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Next hop of a default route by this port, or null.</summary>
    public Ipv4Address? Gateway { get; init; }

    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>Given, or made from the names of node and port.</summary>
    public MacAddress Mac { get; init; }

    public RpfMode Rpf { get; init; }
}
