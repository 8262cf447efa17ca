using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>The state that <c>tunl0</c> starts with; see <see cref="IpipTunnel"/>.</summary>
public sealed record IpipOptions
{
    public bool Enabled { get; init; }

    public Ipv4Address NodeAddress { get; init; }

    public Ipv4Address Address { get; init; }

    public int Mtu { get; init; } = 1480;

    public RpfMode Rpf { get; init; } = RpfMode.Off;

    public IReadOnlyList<Prefix> AllowedSources { get; init; } = Array.Empty<Prefix>();
}
