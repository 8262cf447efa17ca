using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>The RIB.</summary>
public sealed class RouteTable
{
    /// <summary>Candidates, local and broadcast ones included.</summary>
    public int Count => throw new NotImplementedException();

    /// <summary>Grows with every change.</summary>
    public long Generation => throw new NotImplementedException();

    /// <summary>Adds a candidate, or replaces the one with the same prefix, protocol and metric.</summary>
    public void Add(Route route) => throw new NotImplementedException();

    public bool Remove(Prefix prefix, RouteProtocol protocol, uint metric) => throw new NotImplementedException();

    /// <summary>As <c>ip route</c> prints the main table; local and broadcast routes only when asked for.</summary>
    public IEnumerable<Route> Enumerate(bool local = false) => throw new NotImplementedException();

    /// <summary>True when the route forwards now: it won its prefix and a next hop is usable.</summary>
    public bool IsActive(Route route) => throw new NotImplementedException();

    public RouteLookup Lookup(Ipv4Address address) => throw new NotImplementedException();
}
