using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>An IPv4 address as a host-order number: 192.168.101.202 is 0xc0a865ca.</summary>
public readonly struct Ipv4Address : IEquatable<Ipv4Address>, IComparable<Ipv4Address>
{
    public const int Size = 4;

    public Ipv4Address(uint value) => Value = value;

    public static Ipv4Address Any => default;

    public static Ipv4Address LimitedBroadcast => new(uint.MaxValue);

    /// <summary>The gateway every Calico workload uses.</summary>
    public static Ipv4Address CalicoGateway => new(0xa9fe_0101);

    public uint Value { get; }

    public bool IsZero => Value == 0;

    /// <summary>224.0.0.0/4 (RFC 1112 §4).</summary>
    public bool IsMulticast => Value >> 28 == 14;

    /// <summary>127.0.0.0/8 (RFC 1122 §3.2.1.3 (g)).</summary>
    public bool IsLoopback => Value >> 24 == 127;

    /// <summary>169.254.0.0/16 (RFC 3927).</summary>
    public bool IsLinkLocal => Value >> 16 == 0xa9fe;

    /// <summary>Reads four octets at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static Ipv4Address Read(OctetsIn octets, int offset) => new(
        ((uint)octets[offset] << 24) | ((uint)octets[offset + 1] << 16)
        | ((uint)octets[offset + 2] << 8) | octets[offset + 3]);

    /// <summary>Writes four octets at <paramref name="offset"/>.</summary>
    public void Write(Octets octets, int offset)
    {
        octets[offset] = (byte)(Value >> 24);
        octets[offset + 1] = (byte)(Value >> 16);
        octets[offset + 2] = (byte)(Value >> 8);
        octets[offset + 3] = (byte)Value;
    }

    /// <summary>Parses strict dotted decimal: four groups, no leading zeros, no octal, no short forms.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Address address)
    {
        address = default;
        uint value = 0;
        int position = 0;
        for (int group = 0; group < Size; group++)
        {
            if (group > 0 && (position >= text.Length || text[position++] != '.'))
            {
                return false;
            }

            int start = position;
            uint octet = 0;
            while (position < text.Length && text[position] is >= '0' and <= '9' && position - start < 3)
            {
                octet = (octet * 10) + (uint)(text[position++] - '0');
            }

            if (position == start || octet > 255 || (text[start] == '0' && position - start > 1))
            {
                return false;
            }

            value = (value << 8) | octet;
        }

        address = new Ipv4Address(value);
        return position == text.Length;
    }

    public static Ipv4Address Parse(ReadOnlySpan<char> text) => TryParse(text, out Ipv4Address address)
        ? address
        : throw new FormatException($"'{text.ToString()}' is not an IPv4 address of the form 192.0.2.1");

    public static bool operator ==(Ipv4Address left, Ipv4Address right) => left.Value == right.Value;

    public static bool operator !=(Ipv4Address left, Ipv4Address right) => left.Value != right.Value;

    public static bool operator <(Ipv4Address left, Ipv4Address right) => left.Value < right.Value;

    public static bool operator >(Ipv4Address left, Ipv4Address right) => left.Value > right.Value;

    public static bool operator <=(Ipv4Address left, Ipv4Address right) => left.Value <= right.Value;

    public static bool operator >=(Ipv4Address left, Ipv4Address right) => left.Value >= right.Value;

    public int CompareTo(Ipv4Address other) => Value.CompareTo(other.Value);

    public bool Equals(Ipv4Address other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is Ipv4Address other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0}.{1}.{2}.{3}",
        Value >> 24, (Value >> 16) & 0xff, (Value >> 8) & 0xff, Value & 0xff);
}
