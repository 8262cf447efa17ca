using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Longest prefix match for IPv6: three pages for the first 24 bits, then nodes that suit what is below them, a record
/// for the next 8 bits where there is much and a list of runs over the next 32 bits where there is little. See README.
/// </summary>
/// <remarks>
/// One writer; readers on any thread never wait. A reader takes the block once per call. What it can reach never
/// changes but for single references, each replaced by one aligned store; all else is built aside and linked by a
/// release store, and what it replaces is used again when <see cref="ReaderEpochs"/> says that all readers have left.
/// </remarks>
public sealed unsafe partial class TreeFib6 : IPrefixTable6, IDisposable
{
    /// <summary>The largest number of a group.</summary>
    public const int MaxGroup = 32767;

    private readonly Arena6 _arena;
    private readonly Runs6 _runs = new();
    private readonly Builder6 _builder;

    // Routes of up to 24 bits; and the longer ones, by those 24.
    private readonly RouteList6 _short = new();
    private readonly Dictionary<uint, RouteList6> _long = new();
    private long _pageOctets = Node6.PageOctets;

    /// <param name="readers">Where reading threads register; null when only the writer's thread reads.</param>
    /// <param name="poison">Overwrite what is freed, so that a reader that is still there finds nonsense.</param>
    public TreeFib6(ReaderEpochs? readers = null, bool poison = false)
    {
        _arena = new Arena6(readers, poison);
        _builder = new Builder6(_arena, _runs);
    }

    ~TreeFib6() => _arena.Free();

    public int Count { get; private set; }

    /// <summary>Octets that lookups may touch, and beyond.</summary>
    public FibMemory Memory => new(_pageOctets, _arena.Used - _pageOctets, _arena.Capacity - _arena.Used);

    public void Set(Ipv6Prefix prefix, int group)
    {
        if (group is <= 0 or > MaxGroup)
        {
            throw new ArgumentOutOfRangeException(nameof(group), group, "0 means no route; groups have 15 bits");
        }

        UInt128 address = Number(prefix.Address);
        RouteList6? routes = _short;
        if (prefix.Length > PageBits && !_long.TryGetValue(Page(address), out routes))
        {
            _long.Add(Page(address), routes = new RouteList6());
        }

        Count += routes!.Set(address, prefix.Length, group) ? 1 : 0;
        Publish(address, prefix.Length);
    }

    public bool Remove(Ipv6Prefix prefix)
    {
        UInt128 address = Number(prefix.Address);
        RouteList6? routes = _short;
        if ((prefix.Length > PageBits && !_long.TryGetValue(Page(address), out routes))
            || !routes!.Remove(address, prefix.Length))
        {
            return false;
        }

        if (routes != _short && routes.Count == 0)
        {
            _long.Remove(Page(address));
        }

        Count--;
        Publish(address, prefix.Length);
        return true;
    }

    public int Lookup(Ipv6Address address) => Reader6.Lookup(_arena.Root, address);

    public void Lookup(ReadOnlySpan<Ipv6Address> addresses, Span<int> groups) =>
        Reader6.Lookup(_arena.Root, addresses, groups.Slice(0, addresses.Length));

    public void Dispose()
    {
        _arena.Free();
        GC.SuppressFinalize(this);
    }

    private static UInt128 Number(Ipv6Address address) => new(address.High, address.Low);

    private static uint Page(UInt128 address) => (uint)(address >> (128 - PageBits));
}
