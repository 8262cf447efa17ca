using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>What the kernel says about one of its network interfaces.</summary>
public sealed record KernelInterface(int Index, string Name, int Mtu, MacAddress Mac, bool IsUp, bool HasCarrier)
{
    /// <summary>IPv4 addresses on the kernel's side, as <c>192.0.2.1/24</c>.</summary>
    public IReadOnlyList<string> Ipv4Addresses { get; init; } = Array.Empty<string>();

    /// <summary>IPv6 addresses on the kernel's side, link-local ones too.</summary>
    public IReadOnlyList<KernelAddress> Ipv6Addresses { get; init; } = Array.Empty<KernelAddress>();

    /// <summary>The subnets that are on the link, of both families.</summary>
    public IReadOnlyList<IpPrefix> Subnets { get; init; } = Array.Empty<IpPrefix>();

    /// <summary>The kernel speaks IPv6 on it, by an address of its own or by automatic configuration.</summary>
    public bool HasIpv6 { get; init; }

    /// <summary>Ethernet framing; others (tunnels, loopback counts as Ethernet-less) cannot be a port.</summary>
    public bool IsEthernet { get; init; }
}

/// <summary>An address of an interface, with the length of its subnet.</summary>
public readonly record struct KernelAddress(IpAddress Address, byte Length);
