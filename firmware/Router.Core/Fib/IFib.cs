using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The forwarding table: longest prefix match from address to the small number of a next-hop group. It holds answers,
/// not routes: the RIB beside it tells it, one /16 ("slice") at a time, which routes there are. One writer; any number
/// of readers on other threads, which never wait and see a slice before or after a change, never in between.
/// </summary>
public interface IFib : IDisposable
{
    /// <summary>Octets held, by purpose.</summary>
    FibMemory Memory { get; }

    /// <summary>The group that forwards to an address; 0 is no route.</summary>
    int Lookup(Ipv4Address address);

    /// <summary>The primary call: 8 to 32 addresses at once. Both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups);

    /// <summary>Makes a slice answer from these routes.</summary>
    /// <param name="slice">The upper 16 bits of the addresses, 0 to 65,535.</param>
    /// <param name="routes">Holds routes longer than /16, see <see cref="RouteKey"/>: by address, then length, then
    /// the better first. Of equal prefixes the first whose class has a group counts.</param>
    /// <param name="start">The slice's first route in <paramref name="routes"/>.</param>
    /// <param name="count">How many; 0 makes the whole slice answer <paramref name="cover"/>.</param>
    /// <param name="groups">Group of each route class; 0 is a class that cannot forward now.</param>
    /// <param name="cover">Group of the longest route of /16 or shorter around the slice; 0 is none.</param>
    /// <param name="changed">A key of <see cref="RouteKey"/>: nothing but this prefix has changed since the slice was
    /// last published. 0: anything may have.</param>
    void Publish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed);

    /// <summary>Makes neighbouring slices that have no route longer than /16 answer one group.</summary>
    void PublishUniform(int first, int count, int cover);
}
