using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The RIB: every candidate route, the winner of each prefix, and the FIB that forwards. Routes are resolved in three
/// strata, each through the ones below it only, so that resolution cannot chase its own tail: 0 needs no gateway route
/// (on-link), 1 is static with a gateway, 2 is learned with a recursive next hop (RFC 4271 §5.1.3).
/// </summary>
public sealed class RouteTable
{
    /// <summary>Candidates of this owner are the caller's; others belong to ports and follow their link.</summary>
    internal const int Caller = int.MinValue;

    private const int Strata = 3;

    private readonly Dictionary<Prefix, Entry> _entries = new();
    private readonly IPrefixTable[] _fibs;
    private readonly IInterfaceStates _interfaces;
    private long _sequence;

    internal RouteTable(IInterfaceStates interfaces, IPrefixTable fib)
    {
        _interfaces = interfaces;
        _fibs = new IPrefixTable[] { new BinaryTrie(), new BinaryTrie(), fib };
    }

    /// <summary>Candidates, local and broadcast ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Grows with every change.</summary>
    public long Generation { get; private set; }

    internal HopTable Hops { get; } = new();

    internal IPrefixTable Fib => _fibs[Strata - 1];

    /// <summary>Adds a candidate, or replaces the one with the same prefix, protocol and metric.</summary>
    /// <exception cref="ArgumentException">A unicast route without a next hop, or another kind with one.</exception>
    public void Add(Route route)
    {
        bool needsHops = route.Kind is RouteKind.Unicast or RouteKind.Broadcast;
        if (needsHops != route.NextHops.Count > 0)
        {
            throw new ArgumentException(
                $"a {route.Kind} route to {route.Prefix} with {route.NextHops.Count} next hops");
        }

        Add(route, Caller);
    }

    public bool Remove(Prefix prefix, RouteProtocol protocol, uint metric) =>
        Remove(prefix, protocol, metric, Caller);

    /// <summary>As <c>ip route</c> prints the main table; local and broadcast routes only when asked for.</summary>
    public IReadOnlyList<Route> Enumerate(bool local = false)
    {
        var routes = new List<Route>(Count);
        foreach (Entry entry in _entries.Values)
        {
            foreach (Candidate candidate in entry.Candidates)
            {
                if (local || candidate.Route.Kind is RouteKind.Unicast or RouteKind.Blackhole)
                {
                    routes.Add(candidate.Route);
                }
            }
        }

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

    /// <summary>True when the route forwards now: it won its prefix and a next hop is usable.</summary>
    public bool IsActive(Route route) =>
        _entries.TryGetValue(route.Prefix, out Entry? entry)
        && entry.Winners[Strata - 1] is { } winner && ReferenceEquals(winner.Route, route);

    /// <summary>The winning route and a next hop; for people and planners, not for the data path.</summary>
    public RouteLookup Lookup(Ipv4Address address)
    {
        for (int length = 32; length >= 0; length--)
        {
            if (_entries.TryGetValue(Prefix.Containing(address, length), out Entry? entry)
                && entry.Winners[Strata - 1] is { } winner)
            {
                ref HopEntry hop = ref Hops[Hops.Select(winner.Set.Index, 0)];
                bool leaves = hop.Kind is HopKind.Unicast or HopKind.Broadcast;
                NextHop configured = winner.Route.NextHops.Count > 0 ? winner.Route.NextHops[0] : default;
                return new RouteLookup(
                    winner.Route,
                    configured,
                    leaves ? hop.Interface : LocalPacket.Loopback,
                    !leaves || hop.Gateway.IsZero ? address : hop.Gateway);
            }
        }

        return default;
    }

    internal void Add(Route route, int owner)
    {
        if (!_entries.TryGetValue(route.Prefix, out Entry? entry))
        {
            _entries.Add(route.Prefix, entry = new Entry());
        }

        int stratum = StratumOf(route);
        HopSet set = Hops.Acquire(route, stratum, out bool created);
        if (created)
        {
            Resolve(set);
        }

        var candidate = new Candidate(route, set, stratum, owner, _sequence++);
        int existing = entry.IndexOf(route.Protocol, route.Metric, owner);
        Candidate? replaced = existing >= 0 ? entry.Candidates[existing] : null;
        if (replaced == null)
        {
            entry.Candidates.Add(candidate);
            Count++;
        }
        else
        {
            entry.Candidates[existing] = candidate;
        }

        Changed(route.Prefix, entry);

        // Released after the FIB has let go of it.
        if (replaced != null)
        {
            Hops.Release(replaced.Set);
        }
    }

    internal bool Remove(Prefix prefix, RouteProtocol protocol, uint metric, int owner)
    {
        if (!_entries.TryGetValue(prefix, out Entry? entry)
            || entry.IndexOf(protocol, metric, owner) is not (>= 0 and var at))
        {
            return false;
        }

        Candidate removed = entry.Candidates[at];
        entry.Candidates.RemoveAt(at);
        Count--;
        Changed(prefix, entry);
        Hops.Release(removed.Set);
        if (entry.Candidates.Count == 0)
        {
            _entries.Remove(prefix);
        }

        return true;
    }

    /// <summary>An interface came or went.</summary>
    internal void InterfaceChanged()
    {
        Generation++;
        Propagate(0);
    }

    private static int StratumOf(Route route)
    {
        for (int i = 0; i < route.NextHops.Count; i++)
        {
            if (!route.NextHops[i].Gateway.IsZero && !route.NextHops[i].Onlink)
            {
                return route.Protocol == RouteProtocol.Bird ? 2 : 1;
            }
        }

        return 0;
    }

    private void Changed(Prefix prefix, Entry entry)
    {
        Generation++;
        int lowest = Select(prefix, entry);
        if (lowest < Strata - 1)
        {
            Propagate(lowest + 1);
        }
    }

    // Re-resolves the sets of this stratum and above; a set that became usable or unusable decides prefixes anew.
    private void Propagate(int stratum)
    {
        for (; stratum < Strata; stratum++)
        {
            bool changed = false;
            for (int i = 0; i < Hops.Sets.Count; i++)
            {
                HopSet set = Hops.Sets[i];
                if (set.Identity.Stratum == stratum)
                {
                    bool before = set.Usable;
                    Resolve(set);
                    changed |= before != set.Usable;
                }
            }

            if (changed)
            {
                foreach (KeyValuePair<Prefix, Entry> pair in _entries)
                {
                    Select(pair.Key, pair.Value);
                }
            }
        }
    }

    // Chooses the winner of a prefix in each stratum; returns the lowest stratum whose choice changed.
    private int Select(Prefix prefix, Entry entry)
    {
        int lowest = Strata;
        for (int stratum = Strata - 1; stratum >= 0; stratum--)
        {
            Candidate? best = null;
            foreach (Candidate candidate in entry.Candidates)
            {
                if (candidate.Stratum <= stratum && candidate.Set.Usable && (best == null || candidate.Beats(best)))
                {
                    best = candidate;
                }
            }

            if (ReferenceEquals(best, entry.Winners[stratum]))
            {
                continue;
            }

            lowest = stratum;
            entry.Winners[stratum] = best;
            if (best != null)
            {
                _fibs[stratum].Set(prefix, best.Set.Index);
            }
            else
            {
                _fibs[stratum].Remove(prefix);
            }
        }

        return lowest;
    }

    private void Resolve(HopSet set)
    {
        HopSet.Key key = set.Identity;
        HopEntry single = default;
        single.Mtu = key.Mtu;
        single.Source = key.Source;
        if (key.Kind is RouteKind.Local or RouteKind.Blackhole)
        {
            single.Kind = key.Kind == RouteKind.Local ? HopKind.Local : HopKind.Blackhole;
            Hops.Store(set, new[] { single });
            return;
        }

        var members = new HopEntry[key.Hops.Count];
        int usable = 0;
        for (int i = 0; i < members.Length; i++)
        {
            NextHop hop = key.Hops[i];
            if (TryResolve(hop, key.Stratum, out int outInterface, out Ipv4Address gateway))
            {
                HopEntry member = single;
                member.Kind = key.Kind == RouteKind.Broadcast ? HopKind.Broadcast : HopKind.Unicast;
                member.Interface = outInterface;
                member.Gateway = gateway;
                member.Weight = Math.Max((uint)hop.Weight, 1);
                members[usable++] = member;
            }
        }

        Hops.Store(set, members.AsSpan(0, usable));
    }

    private bool TryResolve(NextHop hop, int stratum, out int outInterface, out Ipv4Address gateway)
    {
        outInterface = hop.Interface;
        gateway = hop.Gateway;
        if (gateway.IsZero || hop.Onlink || stratum == 0)
        {
            return outInterface != NextHop.ByGateway && _interfaces.IsUsable(outInterface);
        }

        ref HopEntry via = ref Hops[Hops.Select(_fibs[stratum - 1].Lookup(gateway), 0)];
        if (via.Kind != HopKind.Unicast)
        {
            return false;
        }

        Ipv4Address neighbour = via.Gateway.IsZero ? gateway : via.Gateway;
        if (hop.Interface != NextHop.ByGateway && (via.Interface != hop.Interface || neighbour != gateway))
        {
            // Linux: "Nexthop has invalid gateway". A gateway on a named interface must be a neighbour there.
            return false;
        }

        outInterface = via.Interface;
        gateway = neighbour;
        return _interfaces.IsUsable(outInterface);
    }

    private sealed class Entry
    {
        public List<Candidate> Candidates { get; } = new(1);

        public Candidate?[] Winners { get; } = new Candidate?[Strata];

        public int IndexOf(RouteProtocol protocol, uint metric, int owner)
        {
            for (int i = 0; i < Candidates.Count; i++)
            {
                Candidate candidate = Candidates[i];
                if (candidate.Owner == owner && candidate.Route.Protocol == protocol
                    && candidate.Route.Metric == metric)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    private sealed class Candidate
    {
        private readonly long _sequence;

        public Candidate(Route route, HopSet set, int stratum, int owner, long sequence)
        {
            Route = route;
            Set = set;
            Stratum = stratum;
            Owner = owner;
            _sequence = sequence;
        }

        public Route Route { get; }

        public HopSet Set { get; }

        public int Stratum { get; }

        public int Owner { get; }

        public bool Beats(Candidate other)
        {
            int order = Route.Preference.CompareTo(other.Route.Preference);
            order = order != 0 ? order : Route.Metric.CompareTo(other.Route.Metric);
            order = order != 0 ? order : Route.Protocol.CompareTo(other.Route.Protocol);
            return order < 0 || (order == 0 && _sequence < other._sequence);
        }
    }
}
