using System.Collections.Generic;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>One port of the board.</summary>
public sealed record RunPort
{
    /// <summary>As the tables print it, at most 15 characters like a Linux interface.</summary>
    public required string Name { get; init; }

    public required RunNic Nic { get; init; }

    /// <summary>Addresses of the port; empty on a workload port.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Next hop of the default route by this port, or null.</summary>
    public Ipv4Address? Gateway { get; init; }

    /// <summary>
    /// A pod or device hangs on the port: every ARP request is answered and these /32 addresses lead to it.
    /// </summary>
    public bool IsWorkload { get; init; }

    public IReadOnlyList<Ipv4Address> WorkloadAddresses { get; init; } = [];

    /// <summary>Null to take the interface's own, or ee:ee:ee:ee:ee:ee on a workload port.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Null to take the interface's own.</summary>
    public int? Mtu { get; init; }

    public RpfMode Rpf { get; init; }
}

/// <summary>What a port is made of.</summary>
/// <param name="Kind">Which driver.</param>
/// <param name="Interface">The interface of this machine.</param>
public readonly record struct RunNic(NicKind Kind, string Interface)
{
    /// <summary>Only for xdp.</summary>
    public NicMode Mode { get; init; }

    /// <summary>Only for xdp: what stays the kernel's.</summary>
    public NicPass Pass { get; init; }

    /// <summary>Only for packet.</summary>
    public NicRing Ring { get; init; }
}

/// <summary>Drivers that <c>router run</c> has.</summary>
public enum NicKind : byte
{
    /// <summary>A packet socket on an interface that exists.</summary>
    Packet,

    /// <summary>A TAP device that the board makes.</summary>
    Tap,

    /// <summary>AF_XDP on an interface that exists.</summary>
    Xdp,
}

/// <summary>Who copies frames between a device and the board, by AF_XDP.</summary>
public enum NicMode : byte
{
    /// <summary>Nobody where the driver can do without, else the kernel.</summary>
    Auto,
    Copy,
    ZeroCopy,
}

/// <summary>How a packet socket hands received frames over.</summary>
public enum NicRing : byte
{
    /// <summary>One by one, as they come.</summary>
    Slots,

    /// <summary>In blocks, up to a millisecond late.</summary>
    Blocks,
}
