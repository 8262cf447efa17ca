using System;

namespace Router.Wire;

/// <summary>An IPv6 address as two host-order numbers: 2001:db8::1 is 0x2001_0db8_0000_0000 and 1.</summary>
public readonly struct Ipv6Address : IEquatable<Ipv6Address>, IComparable<Ipv6Address>
{
    public const int Size = 16;

    public Ipv6Address(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The unspecified address, RFC 4291 §2.5.2.</summary>
    public static Ipv6Address Any => default;

    /// <summary>The first 64 bits.</summary>
    public ulong High { get; }

    /// <summary>The last 64 bits.</summary>
    public ulong Low { get; }

    /// <summary>Reads 16 octets at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static Ipv6Address Read(OctetsIn octets, int offset) => new(
        ((ulong)BigEndian.ReadUInt32(octets, offset) << 32) | BigEndian.ReadUInt32(octets, offset + 4),
        ((ulong)BigEndian.ReadUInt32(octets, offset + 8) << 32) | BigEndian.ReadUInt32(octets, offset + 12));

    /// <summary>Writes 16 octets at <paramref name="offset"/>.</summary>
    public void Write(Octets octets, int offset)
    {
        BigEndian.WriteUInt32(octets, offset, (uint)(High >> 32));
        BigEndian.WriteUInt32(octets, offset + 4, (uint)High);
        BigEndian.WriteUInt32(octets, offset + 8, (uint)(Low >> 32));
        BigEndian.WriteUInt32(octets, offset + 12, (uint)Low);
    }

    /// <summary>Parses the forms of RFC 4291 §2.2, without a zone.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv6Address address) =>
        Ipv6Text.TryParse(text, out address);

    public static Ipv6Address Parse(ReadOnlySpan<char> text) => TryParse(text, out Ipv6Address address)
        ? address
        : throw new FormatException($"'{text.ToString()}' is not an IPv6 address of the form 2001:db8::1");

    public static bool operator ==(Ipv6Address left, Ipv6Address right) => left.Equals(right);

    public static bool operator !=(Ipv6Address left, Ipv6Address right) => !left.Equals(right);

    public static bool operator <(Ipv6Address left, Ipv6Address right) => left.CompareTo(right) < 0;

    public static bool operator >(Ipv6Address left, Ipv6Address right) => left.CompareTo(right) > 0;

    public static bool operator <=(Ipv6Address left, Ipv6Address right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Ipv6Address left, Ipv6Address right) => left.CompareTo(right) >= 0;

    public int CompareTo(Ipv6Address other) => High != other.High
        ? High.CompareTo(other.High)
        : Low.CompareTo(other.Low);

    public bool Equals(Ipv6Address other) => High == other.High && Low == other.Low;

    public override bool Equals(object? obj) => obj is Ipv6Address other && Equals(other);

    public override int GetHashCode()
    {
        ulong mixed = (High * 0x9e37_79b9_7f4a_7c15) ^ Low;
        return (int)(mixed ^ (mixed >> 32));
    }

    /// <summary>As RFC 5952 §4 and §5 recommend.</summary>
    public override string ToString() => Ipv6Text.Format(this);
}
