using System;
using Router.Wire;

namespace Router.Core;

/// <summary>What a core is built with; everything else can change while it runs.</summary>
public sealed record CoreOptions
{
    /// <summary>False makes a plain host, such as a pod: packets for others are dropped.</summary>
    public bool Forwarding { get; init; } = true;

    /// <summary>Makes the forwarding table; null takes <see cref="MicroFib"/>. The core disposes
    /// of it.</summary>
    public Func<IFib>? CreateFib { get; init; }

    public NeighbourOptions Neighbours { get; init; } = new();

    public ReassemblyOptions Reassembly { get; init; } = new();

    public IcmpOptions Icmp { get; init; } = new();

    public IpipOptions Ipip { get; init; } = new();

    /// <summary>How long a learned path MTU holds (RFC 1191 §6.3: ten minutes).</summary>
    public Duration PathMtuLifetime { get; init; } = Duration.FromSeconds(600);

    /// <summary>Destinations and tunnel remotes with a learned path MTU.</summary>
    public int PathMtuEntries { get; init; } = 256;

    /// <summary>TTL of packets that the board originates (RFC 1122 §3.2.1.7).</summary>
    public byte DefaultTtl { get; init; } = 64;
}
