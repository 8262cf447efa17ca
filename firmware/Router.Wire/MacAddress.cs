using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>A 48-bit IEEE 802 address, kept in the low 48 bits of <see cref="Value"/> in transmission order.</summary>
public readonly struct MacAddress : IEquatable<MacAddress>, IComparable<MacAddress>
{
    public const int Size = 6;

    public MacAddress(ulong value) => Value = value & 0xffff_ffff_ffff;

    public static MacAddress Broadcast => new(0xffff_ffff_ffff);

    /// <summary>The address that every host end of a Calico workload interface carries.</summary>
    public static MacAddress CalicoWorkload => new(0xeeee_eeee_eeee);

    public ulong Value { get; }

    /// <summary>True for group addresses, broadcast among them (IEEE 802-2014 §8.2.2).</summary>
    public bool IsMulticast => (Value & 0x0100_0000_0000) != 0;

    public bool IsZero => Value == 0;

    /// <summary>Reads six octets at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static MacAddress Read(OctetsIn octets, int offset) => new(
        ((ulong)octets[offset] << 40) | ((ulong)octets[offset + 1] << 32) | ((ulong)octets[offset + 2] << 24)
        | ((ulong)octets[offset + 3] << 16) | ((ulong)octets[offset + 4] << 8) | octets[offset + 5]);

    /// <summary>Writes six octets at <paramref name="offset"/>.</summary>
    public void Write(Octets octets, int offset)
    {
        octets[offset] = (byte)(Value >> 40);
        octets[offset + 1] = (byte)(Value >> 32);
        octets[offset + 2] = (byte)(Value >> 24);
        octets[offset + 3] = (byte)(Value >> 16);
        octets[offset + 4] = (byte)(Value >> 8);
        octets[offset + 5] = (byte)Value;
    }

    /// <summary>Parses six two-digit hexadecimal groups divided by colons or by hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17 || (text[2] != ':' && text[2] != '-'))
        {
            return false;
        }

        ulong value = 0;
        for (int group = 0; group < Size; group++)
        {
            if (group > 0 && text[(group * 3) - 1] != text[2])
            {
                return false;
            }

            if (!byte.TryParse(text.Slice(group * 3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out byte octet))
            {
                return false;
            }

            value = (value << 8) | octet;
        }

        address = new MacAddress(value);
        return true;
    }

    public static MacAddress Parse(ReadOnlySpan<char> text) => TryParse(text, out MacAddress address)
        ? address
        : throw new FormatException($"'{text.ToString()}' is not a MAC address of the form 02:00:00:00:00:01");

    public static bool operator ==(MacAddress left, MacAddress right) => left.Value == right.Value;

    public static bool operator !=(MacAddress left, MacAddress right) => left.Value != right.Value;

    public int CompareTo(MacAddress other) => Value.CompareTo(other.Value);

    public bool Equals(MacAddress other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is MacAddress other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString()
    {
        Span<char> text = stackalloc char[17];
        for (int group = 0; group < Size; group++)
        {
            int octet = (int)(Value >> (40 - (8 * group))) & 0xff;
            text[group * 3] = "0123456789abcdef"[octet >> 4];
            text[(group * 3) + 1] = "0123456789abcdef"[octet & 15];
            if (group < Size - 1)
            {
                text[(group * 3) + 2] = ':';
            }
        }

        return text.ToString();
    }
}
