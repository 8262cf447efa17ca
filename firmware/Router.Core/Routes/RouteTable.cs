using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The RIB: every candidate route, best first, and the FIB that forwards by them. A route is four octets: its prefix
/// and the number of its class, which says all the rest. Routes are resolved in three strata, each through the ones
/// below it only, so that resolution cannot chase its own tail: 0 needs no gateway route (on-link), 1 is static with a
/// gateway, 2 is learned with a recursive next hop (RFC 4271 §5.1.3).
/// </summary>
public sealed partial class RouteTable : IQueuedRoutes, IDisposable
{
    /// <summary>Candidates of this owner are the caller's; others belong to ports and follow their link.</summary>
    internal const int Caller = int.MinValue;

    private const int Strata = 3;

    private readonly RouteStore _store = new();
    private readonly RouteClasses _classes;
    private readonly SlicePublisher _publisher;
    private readonly IInterfaceStates _interfaces;
    private readonly int[] _ofLength = new int[33];
    private HopEntry[] _members = new HopEntry[4];

    internal RouteTable(IInterfaceStates interfaces, IFib fib)
    {
        _interfaces = interfaces;
        Fib = fib;
        Hops = new HopTable();
        _classes = new RouteClasses(Hops);
        _publisher = new SlicePublisher(_store, fib);
    }

    /// <summary>Candidates, local and broadcast ones included.</summary>
    public int Count
    {
        get
        {
            Flush();
            return _store.Count;
        }
    }

    /// <summary>Grows with every change.</summary>
    public long Generation { get; private set; }

    /// <summary>Routes that found no room, see <see cref="Add(Route)"/>.</summary>
    public long Refused { get; private set; }

    /// <summary>Octets that routes take beside <see cref="Fib"/>, slack included.</summary>
    public long Octets => _store.Octets;

    /// <summary>What of <see cref="Octets"/> holds no route.</summary>
    public long SlackOctets => _store.SlackOctets;

    internal HopTable Hops { get; }

    internal IFib Fib { get; }

    /// <summary>Adds a candidate, or replaces the one with the same prefix, protocol and metric.</summary>
    /// <returns>False when there is no room: more than 32,767 kinds of routes or sets of next hops, or a /16 with more
    /// than 131,071 routes. What was there before stays.</returns>
    /// <exception cref="ArgumentException">A unicast route without a next hop, or another kind with one.</exception>
    public bool Add(Route route)
    {
        bool needsHops = route.Kind is RouteKind.Unicast or RouteKind.Broadcast;
        if (needsHops != route.NextHops.Count > 0)
        {
            throw new ArgumentException(
                $"a {route.Kind} route to {route.Prefix} with {route.NextHops.Count} next hops");
        }

        return Add(route, Caller);
    }

    public bool Remove(Prefix prefix, RouteProtocol protocol, uint metric) =>
        Remove(prefix, protocol, metric, Caller);

    /// <summary>As <c>ip route</c> prints the main table; local and broadcast routes only when asked for.</summary>
    public IReadOnlyList<Route> Enumerate(bool local = false)
    {
        Flush();
        var routes = new List<Route>();
        for (int slice = _store.NextSlice(0); slice >= 0; slice = _store.NextSlice(slice + 1))
        {
            Enumerate(slice, local, routes);
        }

        Enumerate(RouteStore.Short, local, routes);

        // Linux walks its trie by address and prints the longer of two prefixes with the same address first.
        routes.Sort(static (left, right) =>
        {
            int order = left.Prefix.Address.CompareTo(right.Prefix.Address);
            order = order != 0 ? order : right.Prefix.Length.CompareTo(left.Prefix.Length);
            order = order != 0 ? order : left.Metric.CompareTo(right.Metric);
            order = order != 0 ? order : left.Preference.CompareTo(right.Preference);
            order = order != 0 ? order : left.Protocol.CompareTo(right.Protocol);
            return order != 0 ? order : left.Kind.CompareTo(right.Kind);
        });
        return routes;
    }

    /// <summary>True when such a route forwards now: it won its prefix and a next hop is usable.</summary>
    public bool IsActive(Route route)
    {
        Flush();
        return Winner(route.Prefix, Strata - 1) is { } winner && winner.RouteTo(route.Prefix) == route;
    }

    /// <summary>The winning route and a next hop; for people and planners, not for the data path.</summary>
    public RouteLookup Lookup(Ipv4Address address)
    {
        Flush();
        if (Match(address, Strata - 1, out Prefix prefix) is not { } winner)
        {
            return default;
        }

        Route route = winner.RouteTo(prefix);
        ref HopEntry hop = ref Hops[winner.Set.First];
        bool leaves = hop.Kind is HopKind.Unicast or HopKind.Broadcast;
        return new RouteLookup(
            route,
            route.NextHops.Count > 0 ? route.NextHops[0] : default,
            leaves ? hop.Interface : LocalPacket.Loopback,
            !leaves || hop.Gateway.IsZero ? address : hop.Gateway);
    }

    public void Dispose() => Fib.Dispose();

    private void Enumerate(int slice, bool local, List<Route> routes)
    {
        int start = _store.StartOf(slice);
        int end = start + _store.CountOf(slice);
        for (int i = start; i < end; i++)
        {
            uint key = RouteKey.KeyOf(_store.Routes[i]);
            RouteClass known = _classes[RouteKey.ClassOf(_store.Routes[i])];
            if (local || known.Kind is RouteKind.Unicast or RouteKind.Blackhole)
            {
                var address = new Ipv4Address(RouteStore.AddressOf(slice, key));
                routes.Add(known.RouteTo(new Prefix(address, RouteStore.LengthOf(slice, key))));
            }
        }
    }

    // The longest match among routes of this stratum and below.
    private RouteClass? Match(Ipv4Address address, int stratum, out Prefix prefix)
    {
        for (int length = 32; length >= 0; length--)
        {
            if (_ofLength[length] > 0)
            {
                prefix = Prefix.Containing(address, length);
                if (Winner(prefix, stratum) is { } winner)
                {
                    return winner;
                }
            }
        }

        prefix = default;
        return null;
    }

    // The first candidate that can forward among those of this stratum and below.
    private RouteClass? Winner(Prefix prefix, int stratum)
    {
        int slice = RouteStore.SliceOf(prefix.Address.Value, prefix.Length);
        uint key = RouteStore.KeyOf(prefix.Address.Value, prefix.Length);
        int position = _store.Find(slice, key);
        if (position < 0)
        {
            return null;
        }

        int start = _store.StartOf(slice);
        int end = start + _store.CountOf(slice);
        for (int i = start + position; i < end && RouteKey.KeyOf(_store.Routes[i]) == key; i++)
        {
            RouteClass known = _classes[RouteKey.ClassOf(_store.Routes[i])];
            if (known.Stratum <= stratum && known.Set.Usable)
            {
                return known;
            }
        }

        return null;
    }
}
