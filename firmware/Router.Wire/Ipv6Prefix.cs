using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>An IPv6 prefix, RFC 4291 §2.3. Host bits are always zero.</summary>
public readonly struct Ipv6Prefix : IEquatable<Ipv6Prefix>, IComparable<Ipv6Prefix>
{
    /// <exception cref="ArgumentException">The length is over 128 or host bits are set.</exception>
    public Ipv6Prefix(Ipv6Address address, int length)
    {
        if ((uint)length > 128 || Masked(address, length) != address)
        {
            throw new ArgumentException($"{address}/{length} is not a prefix: host bits must be zero");
        }

        Address = address;
        Length = (byte)length;
    }

    /// <summary>::/0.</summary>
    public static Ipv6Prefix Default => default;

    public Ipv6Address Address { get; }

    public byte Length { get; }

    /// <summary>The prefix of this length that holds the address; host bits are cleared.</summary>
    public static Ipv6Prefix Containing(Ipv6Address address, int length) => (uint)length <= 128
        ? new Ipv6Prefix(Masked(address, length), length)
        : throw new ArgumentOutOfRangeException(nameof(length), length, "a prefix length is 0 to 128");

    public bool Contains(Ipv6Address address) => Masked(address, Length) == Address;

    public bool Contains(Ipv6Prefix other) => other.Length >= Length && Contains(other.Address);

    /// <summary>Parses <c>address/len</c>; a bare address is a /128. Host bits must be zero.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv6Prefix prefix)
    {
        prefix = default;
        int length = 128;
        int slash = text.IndexOf('/');
        if (slash >= 0)
        {
            ReadOnlySpan<char> digits = text.Slice(slash + 1);
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > 128)
            {
                return false;
            }

            text = text.Slice(0, slash);
        }

        if (!Ipv6Address.TryParse(text, out Ipv6Address address) || Masked(address, length) != address)
        {
            return false;
        }

        prefix = new Ipv6Prefix(address, length);
        return true;
    }

    public static Ipv6Prefix Parse(ReadOnlySpan<char> text) => TryParse(text, out Ipv6Prefix prefix)
        ? prefix
        : throw new FormatException(
            $"'{text.ToString()}' is not a prefix of the form 2001:db8::/32 with zero host bits");

    public static bool operator ==(Ipv6Prefix left, Ipv6Prefix right) => left.Equals(right);

    public static bool operator !=(Ipv6Prefix left, Ipv6Prefix right) => !left.Equals(right);

    /// <summary>Orders by address, then shorter first.</summary>
    public int CompareTo(Ipv6Prefix other)
    {
        int order = Address.CompareTo(other.Address);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    public bool Equals(Ipv6Prefix other) => Address == other.Address && Length == other.Length;

    public override bool Equals(object? obj) => obj is Ipv6Prefix other && Equals(other);

    public override int GetHashCode() => Address.GetHashCode() ^ (int)(Length * 0x9e37_79b1);

    public override string ToString() => Address + "/" + Length.ToString(CultureInfo.InvariantCulture);

    // A shift by 64 would be a shift by 0: lengths 0 and 64 are their own cases.
    private static Ipv6Address Masked(Ipv6Address address, int length)
    {
        ulong high = length == 0 ? 0 : length >= 64 ? ulong.MaxValue : ulong.MaxValue << (64 - length);
        ulong low = length <= 64 ? 0 : ulong.MaxValue << (128 - length);
        return new Ipv6Address(address.High & high, address.Low & low);
    }
}
