using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// A next-hop group: the next hops of one or more routes, stored once. When their resolution changes the entries change
/// in place, so that a thousand routes through one gateway cost one write.
/// </summary>
internal sealed class HopSet
{
    private readonly HopShares? _shares;
    private readonly ushort[] _members = Array.Empty<ushort>();

    public HopSet(Key identity, int group, int first)
    {
        Identity = identity;
        Group = group;
        First = first;
        if (identity.Hops.Count > 1)
        {
            _shares = CreateShares(identity.Hops);
            _members = new ushort[HopShares.Buckets];
        }
    }

    public Key Identity { get; }

    /// <summary>The number that FIB lookups return, 1 to <see cref="HopTable.MostGroups"/>.</summary>
    public int Group { get; }

    /// <summary>The first of its entries in the hop table: as many as there are next hops, at least one.</summary>
    public int First { get; }

    /// <summary>Usable members: they come first among the entries.</summary>
    public int Count { get; private set; }

    public bool Usable => Count > 0;

    public int References { get; set; }

    /// <summary>Of each bucket of flows the member, counted among the usable ones; empty for a single hop.</summary>
    public ReadOnlySpan<ushort> Members => _members;

    /// <summary>Says which members are usable: those whose kind is not none.</summary>
    public void SetMembers(ReadOnlySpan<HopEntry> members, int count)
    {
        Count = count;
        if (_shares == null)
        {
            return;
        }

        var alive = new bool[members.Length];
        var places = new ushort[members.Length];
        int usable = 0;
        for (int i = 0; i < members.Length; i++)
        {
            alive[i] = members[i].Kind != HopKind.None;
            places[i] = (ushort)usable;
            usable += alive[i] ? 1 : 0;
        }

        _shares.Update(alive);
        for (int bucket = 0; bucket < _members.Length; bucket++)
        {
            _members[bucket] = places[_shares.Owners[bucket]];
        }
    }

    private static HopShares CreateShares(IReadOnlyList<NextHop> hops)
    {
        var names = new uint[hops.Count];
        var weights = new int[hops.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = ((uint)hops[i].Interface * 0x85eb_ca6b) ^ hops[i].Gateway.Value;
            weights[i] = Math.Max((int)hops[i].Weight, 1);
        }

        return new HopShares(names, weights);
    }

    /// <summary>What makes two routes share their next hops.</summary>
    internal readonly struct Key : IEquatable<Key>
    {
        public Key(Route route, int stratum)
        {
            Kind = route.Kind;
            Mtu = route.Mtu;
            Source = route.PreferredSource;
            Stratum = stratum;
            Hops = route.NextHops;
        }

        private Key(in Key other, IReadOnlyList<NextHop> hops)
        {
            this = other;
            Hops = hops;
        }

        public RouteKind Kind { get; }

        public int Mtu { get; }

        public Ipv4Address Source { get; }

        public int Stratum { get; }

        public IReadOnlyList<NextHop> Hops { get; }

        /// <summary>The same with a list of its own, that nobody else changes.</summary>
        public Key Own() => new(in this, CopyOf(Hops));

        public bool Equals(Key other) => Kind == other.Kind && Mtu == other.Mtu && Source == other.Source
            && Stratum == other.Stratum && Same(Hops, other.Hops);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            uint hash = (uint)Kind ^ ((uint)Mtu * 31) ^ Source.Value;
            for (int i = 0; i < Hops.Count; i++)
            {
                hash = (hash * 0x9e37_79b1) ^ Hops[i].Gateway.Value ^ (uint)Hops[i].Interface;
            }

            return (int)hash;
        }

        private static bool Same(IReadOnlyList<NextHop> left, IReadOnlyList<NextHop> right)
        {
            if (ReferenceEquals(left, right))
            {
                return true;
            }

            if (left.Count != right.Count)
            {
                return false;
            }

            for (int i = 0; i < left.Count; i++)
            {
                if (left[i] != right[i])
                {
                    return false;
                }
            }

            return true;
        }

        private static NextHop[] CopyOf(IReadOnlyList<NextHop> hops)
        {
            var copy = new NextHop[hops.Count];
            for (int i = 0; i < copy.Length; i++)
            {
                copy[i] = hops[i];
            }

            return copy;
        }
    }
}
