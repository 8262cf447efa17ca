using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>An IPv4 prefix, RFC 4632 notation. Host bits are always zero.</summary>
public readonly struct Prefix : IEquatable<Prefix>, IComparable<Prefix>
{
    /// <exception cref="ArgumentException">The length is over 32 or host bits are set.</exception>
    public Prefix(Ipv4Address address, int length)
    {
        if ((uint)length > 32 || (address.Value & ~MaskOf(length)) != 0)
        {
            throw new ArgumentException($"{address}/{length} is not a prefix: host bits must be zero");
        }

        Address = address;
        Length = (byte)length;
    }

    private Prefix(uint address, int length)
    {
        Address = new Ipv4Address(address);
        Length = (byte)length;
    }

    /// <summary>0.0.0.0/0.</summary>
    public static Prefix Default => default;

    public Ipv4Address Address { get; }

    public byte Length { get; }

    public uint Mask => MaskOf(Length);

    public bool IsHost => Length == 32;

    /// <summary>The directed broadcast address, meaningful for lengths up to 30 (RFC 3021 §2.1).</summary>
    public Ipv4Address Broadcast => new(Address.Value | ~Mask);

    /// <summary>The prefix of this length that holds the address; host bits are cleared.</summary>
    public static Prefix Containing(Ipv4Address address, int length) => (uint)length <= 32
        ? new Prefix(address.Value & MaskOf(length), length)
        : throw new ArgumentOutOfRangeException(nameof(length), length, "a prefix length is 0 to 32");

    public static Prefix Host(Ipv4Address address) => new(address.Value, 32);

    public static bool TryCreate(Ipv4Address address, int length, out Prefix prefix)
    {
        bool valid = (uint)length <= 32 && (address.Value & ~MaskOf(length)) == 0;
        prefix = valid ? new Prefix(address.Value, length) : default;
        return valid;
    }

    // A shift by 32 would be a shift by 0: length 0 is its own case.
    public static uint MaskOf(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);

    public bool Contains(Ipv4Address address) => (address.Value & Mask) == Address.Value;

    public bool Contains(Prefix other) => other.Length >= Length && Contains(other.Address);

    /// <summary>Parses <c>a.b.c.d/len</c>; a bare address is a /32. Host bits must be zero.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Prefix prefix) =>
        TryParseInterface(text, out Ipv4Address address, out int length)
            ? TryCreate(address, length, out prefix)
            : Fail(out prefix);

    /// <summary>Parses <c>a.b.c.d/len</c> where host bits may be set, as interface addresses are written.</summary>
    public static bool TryParseInterface(ReadOnlySpan<char> text, out Ipv4Address address, out int length)
    {
        length = 32;
        int slash = text.IndexOf('/');
        if (slash < 0)
        {
            return Ipv4Address.TryParse(text, out address);
        }

        ReadOnlySpan<char> digits = text.Slice(slash + 1);
        return Ipv4Address.TryParse(text.Slice(0, slash), out address)
            && digits.Length is 1 or 2
            && (digits.Length == 1 || digits[0] != '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            && length <= 32;
    }

    public static Prefix Parse(ReadOnlySpan<char> text) => TryParse(text, out Prefix prefix)
        ? prefix
        : throw new FormatException(
            $"'{text.ToString()}' is not a prefix of the form 192.0.2.0/24 with zero host bits");

    public static bool operator ==(Prefix left, Prefix right) => left.Equals(right);

    public static bool operator !=(Prefix left, Prefix right) => !left.Equals(right);

    /// <summary>Orders by address, then shorter first.</summary>
    public int CompareTo(Prefix other)
    {
        int order = Address.CompareTo(other.Address);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    public bool Equals(Prefix other) => Address == other.Address && Length == other.Length;

    public override bool Equals(object? obj) => obj is Prefix other && Equals(other);

    public override int GetHashCode() => (int)(Address.Value ^ ((uint)Length * 0x9e37_79b1));

    public override string ToString() => Address + "/" + Length.ToString(CultureInfo.InvariantCulture);

    private static bool Fail(out Prefix prefix)
    {
        prefix = default;
        return false;
    }
}
