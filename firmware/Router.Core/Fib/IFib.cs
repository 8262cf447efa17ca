using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The forwarding table: longest prefix match from address to the small number of a next-hop group. It holds answers,
/// not routes: the RIB beside it tells it, one /16 ("slice") at a time, which routes there are. One writer; any number
/// of readers on other threads, which never wait and find for each address its answer before or after a change, never
/// another one.
/// </summary>
public interface IFib : IRouteSink, IDisposable
{
    /// <summary>Octets held, by purpose.</summary>
    FibMemory Memory { get; }

    /// <summary>The group that forwards to an address; 0 is no route.</summary>
    int Lookup(Ipv4Address address);

    /// <summary>The primary call: 8 to 32 addresses at once. Both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups);
}
