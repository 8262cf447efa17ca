using System;

namespace Router.Wire;

/// <summary>A prefix of either family; its length counts the bits of its own family. Host bits are zero.</summary>
public readonly struct IpPrefix : IEquatable<IpPrefix>, IComparable<IpPrefix>
{
    public IpPrefix(Prefix prefix)
    {
        Address = prefix.Address;
        Length = prefix.Length;
    }

    public IpPrefix(Ipv6Prefix prefix)
    {
        Address = prefix.Address;
        Length = prefix.Length;
    }

    public IpAddress Address { get; }

    public byte Length { get; }

    public bool IsV4 => Address.IsV4;

    /// <summary>The IPv4 prefix; meaningful when <see cref="IsV4"/>.</summary>
    public Prefix V4 => Prefix.Containing(Address.V4, Length);

    /// <summary>The IPv6 prefix; meaningful when not <see cref="IsV4"/>.</summary>
    public Ipv6Prefix V6 => Ipv6Prefix.Containing(Address.V6, Length);

    /// <summary>A single address.</summary>
    public bool IsHost => Length == Address.Bits;

    public static implicit operator IpPrefix(Prefix prefix) => new(prefix);

    public static implicit operator IpPrefix(Ipv6Prefix prefix) => new(prefix);

    public static bool operator ==(IpPrefix left, IpPrefix right) => left.Equals(right);

    public static bool operator !=(IpPrefix left, IpPrefix right) => !left.Equals(right);

    public static IpPrefix Host(IpAddress address) =>
        address.IsV4 ? Prefix.Host(address.V4) : new Ipv6Prefix(address.V6, 128);

    /// <summary>The prefix of this length that holds the address; host bits are cleared.</summary>
    public static IpPrefix Containing(IpAddress address, int length) =>
        address.IsV4 ? Prefix.Containing(address.V4, length) : Ipv6Prefix.Containing(address.V6, length);

    public bool Contains(IpAddress address) =>
        IsV4 == address.IsV4 && (IsV4 ? V4.Contains(address.V4) : V6.Contains(address.V6));

    public bool Contains(IpPrefix other) => other.Length >= Length && Contains(other.Address);

    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        if (Prefix.TryParse(text, out Prefix v4))
        {
            prefix = v4;
            return true;
        }

        bool isV6 = Ipv6Prefix.TryParse(text, out Ipv6Prefix v6);
        prefix = v6;
        return isV6;
    }

    public static IpPrefix Parse(ReadOnlySpan<char> text) => TryParse(text, out IpPrefix prefix)
        ? prefix
        : throw new FormatException(
            $"'{text.ToString()}' is not a prefix such as 192.0.2.0/24 or 2001:db8::/32 with zero host bits");

    /// <summary>IPv4 before IPv6, then by address, then shorter first.</summary>
    public int CompareTo(IpPrefix other)
    {
        int order = Address.CompareTo(other.Address);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    public bool Equals(IpPrefix other) => Address == other.Address && Length == other.Length;

    public override bool Equals(object? obj) => obj is IpPrefix other && Equals(other);

    public override int GetHashCode() => Address.GetHashCode() ^ (int)(Length * 0x9e37_79b1);

    public override string ToString() => IsV4 ? V4.ToString() : V6.ToString();
}
