using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>tunl0.</summary>
public sealed class IpipTunnel
{
    public bool Enabled { get; set; }

    /// <summary>The outer source.</summary>
    public Ipv4Address NodeAddress { get; set; }

    /// <summary>The address of the tunnel interface itself, or zero.</summary>
    public Ipv4Address Address { get; set; }

    public int Mtu { get; set; }

    public RpfMode Rpf { get; set; }

    /// <summary>Outer sources that may send to us.</summary>
    public IReadOnlyList<Prefix> AllowedSources => throw new NotImplementedException();

    public void SetAllowedSources(IReadOnlyList<Prefix> sources) => throw new NotImplementedException();

    public bool Allows(Ipv4Address source) => throw new NotImplementedException();
}
