using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>Who is on the links.</summary>
public sealed class NeighbourCache
{
    /// <summary>All entries in the order of port and address, with states as of <paramref name="now"/>.</summary>
    public IReadOnlyList<Neighbour> List(Instant now) => throw new NotImplementedException();

    public void AddStatic(int port, Ipv4Address address, MacAddress mac) => throw new NotImplementedException();

    public bool Remove(int port, Ipv4Address address) => throw new NotImplementedException();
}
