using System;

namespace Router.Wire;

/// <summary>A BGP Identifier: four octets, non-zero, unique within the AS (RFC 6286 §2.1). Printed dotted.</summary>
public readonly struct RouterId : IEquatable<RouterId>, IComparable<RouterId>
{
    public RouterId(uint value) => Value = value;

    public RouterId(Ipv4Address address) => Value = address.Value;

    public uint Value { get; }

    public bool IsZero => Value == 0;

    public static bool TryParse(ReadOnlySpan<char> text, out RouterId id)
    {
        bool valid = Ipv4Address.TryParse(text, out Ipv4Address address) && !address.IsZero;
        id = valid ? new RouterId(address) : default;
        return valid;
    }

    public static RouterId Parse(ReadOnlySpan<char> text) => TryParse(text, out RouterId id)
        ? id
        : throw new FormatException($"'{text.ToString()}' is not a router id of the form 192.0.2.1");

    public static bool operator ==(RouterId left, RouterId right) => left.Value == right.Value;

    public static bool operator !=(RouterId left, RouterId right) => left.Value != right.Value;

    /// <summary>Compares as unsigned numbers, as collision resolution does (RFC 4271 §6.8).</summary>
    public int CompareTo(RouterId other) => Value.CompareTo(other.Value);

    public bool Equals(RouterId other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is RouterId other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => new Ipv4Address(Value).ToString();
}
