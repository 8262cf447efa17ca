using System;
using Router.Wire;

namespace Router.Core;

/// <summary>All that a route says except its prefix, stored once for the routes that share it.</summary>
internal sealed class RouteClass
{
    private readonly Route _template;
    private Route _last;

    public RouteClass(Route route, int number, int owner, HopSet set)
    {
        _template = route with { NextHops = set.Identity.Hops };
        _last = _template;
        Number = number;
        Owner = owner;
        Set = set;
    }

    /// <summary>0 to <see cref="RouteKey.MaxClass"/>.</summary>
    public int Number { get; }

    public int Owner { get; }

    public int Stratum => Set.Identity.Stratum;

    public HopSet Set { get; }

    /// <summary>Routes of this class.</summary>
    public int References { get; set; }

    public RouteKind Kind => _template.Kind;

    public RouteProtocol Protocol => _template.Protocol;

    public uint Metric => _template.Metric;

    /// <summary>True when the class is that of a route which this owner adds.</summary>
    public bool IsNamed(RouteProtocol protocol, uint metric, int owner) =>
        Owner == owner && _template.Protocol == protocol && _template.Metric == metric;

    /// <summary>The route to a prefix.</summary>
    public Route RouteTo(Prefix prefix)
    {
        // Those who ask often ask for the same.
        if (_last.Prefix != prefix)
        {
            _last = _template with { Prefix = prefix };
        }

        return _last;
    }

    /// <summary>Below zero when a route of this class wins over one of the other; 0: the older one does.</summary>
    public int CompareTo(RouteClass other)
    {
        int order = _template.Preference.CompareTo(other._template.Preference);
        order = order != 0 ? order : _template.Metric.CompareTo(other._template.Metric);
        return order != 0 ? order : _template.Protocol.CompareTo(other._template.Protocol);
    }

    /// <summary>What makes routes share a class.</summary>
    internal readonly struct Key : IEquatable<Key>
    {
        private readonly HopSet _set;
        private readonly RouteProtocol _protocol;
        private readonly RouteScope _scope;
        private readonly byte _preference;
        private readonly uint _metric;
        private readonly int _owner;

        // Kind, MTU, source, stratum and next hops are those of the set.
        public Key(Route route, int owner, HopSet set)
        {
            _set = set;
            _protocol = route.Protocol;
            _scope = route.Scope;
            _preference = route.Preference;
            _metric = route.Metric;
            _owner = owner;
        }

        public Key(RouteClass known)
            : this(known._template, known.Owner, known.Set)
        {
        }

        public bool Equals(Key other) => ReferenceEquals(_set, other._set) && _protocol == other._protocol
            && _scope == other._scope && _preference == other._preference && _metric == other._metric
            && _owner == other._owner;

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            uint hash = ((uint)_set.Group * 0x9e37_79b1) ^ _metric;
            hash = (hash * 0x9e37_79b1) ^ (uint)_owner;
            return (int)((hash * 0x9e37_79b1) ^ ((uint)_protocol << 16) ^ ((uint)_scope << 8) ^ _preference);
        }
    }
}
