using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// Longest prefix match that is edited prefix by prefix. Group 0 means no route. A change becomes visible to lookups at
/// once and in one step; lookups never wait.
/// </summary>
public interface IPrefixTable
{
    /// <summary>Prefixes stored.</summary>
    int Count { get; }

    /// <summary>Adds or replaces; <paramref name="group"/> is positive.</summary>
    void Set(Prefix prefix, int group);

    bool Remove(Prefix prefix);

    int Lookup(Ipv4Address address);

    /// <summary>Looks up many at once; both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups);
}
