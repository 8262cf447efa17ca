using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>A four-octet autonomous system number (RFC 6793).</summary>
public readonly struct Asn : IEquatable<Asn>, IComparable<Asn>
{
    public Asn(uint value) => Value = value;

    /// <summary>AS_TRANS, what a two-octet field carries for a larger number (RFC 6793 §9).</summary>
    public static Asn Trans => new(23456);

    public uint Value { get; }

    public bool FitsTwoOctets => Value <= ushort.MaxValue;

    /// <summary>AS 0 is reserved and never valid on the wire (RFC 7607 §2).</summary>
    public bool IsZero => Value == 0;

    /// <summary>Parses asplain (<c>64512</c>) and asdot (<c>1.10</c>) (RFC 5396 §2).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Asn asn)
    {
        asn = default;
        int dot = text.IndexOf('.');
        if (dot < 0)
        {
            bool plain = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
            asn = new Asn(value);
            return plain;
        }

        if (!ushort.TryParse(text.Slice(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out ushort high)
            || !ushort.TryParse(text.Slice(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort low))
        {
            return false;
        }

        asn = new Asn(((uint)high << 16) | low);
        return true;
    }

    public static Asn Parse(ReadOnlySpan<char> text) => TryParse(text, out Asn asn)
        ? asn
        : throw new FormatException($"'{text.ToString()}' is not an AS number of the form 64512 or 1.10");

    public static bool operator ==(Asn left, Asn right) => left.Value == right.Value;

    public static bool operator !=(Asn left, Asn right) => left.Value != right.Value;

    public int CompareTo(Asn other) => Value.CompareTo(other.Value);

    public bool Equals(Asn other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is Asn other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
