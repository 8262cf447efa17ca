using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// Longest prefix match for IPv6, edited prefix by prefix. Group 0 means no route. A change becomes visible to lookups
/// in one step; lookups never wait.
/// </summary>
public interface IPrefixTable6
{
    /// <summary>Prefixes stored.</summary>
    int Count { get; }

    /// <summary>Adds or replaces; <paramref name="group"/> is positive.</summary>
    void Set(Ipv6Prefix prefix, int group);

    bool Remove(Ipv6Prefix prefix);

    int Lookup(Ipv6Address address);

    /// <summary>The primary call: 8 to 32 addresses at once. Both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<Ipv6Address> addresses, Span<int> groups);
}
