using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Calico;

/// <summary>Names of BGPFilters in order; equal when the names are.</summary>
public readonly struct FilterNames : IEquatable<FilterNames>
{
    private readonly IReadOnlyList<string>? _names;

    public FilterNames(IReadOnlyList<string> names) => _names = names;

    public IReadOnlyList<string> Names => _names ?? [];

    public static bool operator ==(FilterNames left, FilterNames right) => left.Equals(right);

    public static bool operator !=(FilterNames left, FilterNames right) => !left.Equals(right);

    public bool Equals(FilterNames other) => Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    public override bool Equals(object? obj) => obj is FilterNames other && Equals(other);

    public override int GetHashCode() => Names.Count;

    public override string ToString() => string.Join(", ", Names);
}
