using System;
using System.Collections.Generic;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// Which frames of an interface stay the kernel's. All others are the board's: the interface belongs to it.
/// </summary>
public sealed record XdpPass
{
    public const ushort Ipv6 = 0x86dd;

    /// <summary>The board gets everything.</summary>
    public static XdpPass Nothing { get; } = new();

    /// <summary>
    /// The rule unless another is asked for. The board speaks IPv4; the machine's IPv6, by which it may be managed,
    /// goes on beside it.
    /// </summary>
    public static XdpPass Default { get; } = new() { EtherTypes = [Ipv6] };

    /// <summary>Frames whose outermost EtherType is one of these.</summary>
    public IReadOnlyList<ushort> EtherTypes { get; init; } = Array.Empty<ushort>();

    /// <summary>
    /// IPv4 packets to these TCP ports, whatever their address. ARP remains the board's, so the kernel needs static
    /// neighbours to answer.
    /// </summary>
    public IReadOnlyList<ushort> TcpPorts { get; init; } = Array.Empty<ushort>();

    internal bool IsEmpty => EtherTypes.Count == 0 && TcpPorts.Count == 0;
}
