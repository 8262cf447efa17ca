using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The next hops of one or more routes, stored once. When their resolution changes the entries change in place, so that
/// a thousand routes through one gateway cost one write.
/// </summary>
internal sealed class HopSet
{
    public HopSet(Key identity, int index)
    {
        Identity = identity;
        Index = index;
    }

    public Key Identity { get; }

    /// <summary>Entry in the hop table that FIB lookups return.</summary>
    public int Index { get; }

    public int References { get; set; }

    public bool Usable { get; set; }

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

        public RouteKind Kind { get; }

        public int Mtu { get; }

        public Ipv4Address Source { get; }

        public int Stratum { get; }

        public IReadOnlyList<NextHop> Hops { get; }

        public bool Equals(Key other)
        {
            if (Kind != other.Kind || Mtu != other.Mtu || Source != other.Source || Stratum != other.Stratum
                || Hops.Count != other.Hops.Count)
            {
                return false;
            }

            for (int i = 0; i < Hops.Count; i++)
            {
                if (Hops[i] != other.Hops[i])
                {
                    return false;
                }
            }

            return true;
        }

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
    }
}
