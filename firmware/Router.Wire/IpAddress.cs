using System;

namespace Router.Wire;

/// <summary>
/// An address of either family. IPv4 is kept as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2), so that equality and order need no
/// second look; the default is the IPv6 unspecified address.
/// </summary>
public readonly struct IpAddress : IEquatable<IpAddress>, IComparable<IpAddress>
{
    private const uint Mapped = 0xffff;

    private readonly ulong _high;
    private readonly ulong _low;

    public IpAddress(Ipv4Address address) => _low = ((ulong)Mapped << 32) | address.Value;

    public IpAddress(Ipv6Address address)
    {
        _high = address.High;
        _low = address.Low;
    }

    public bool IsV4 => _high == 0 && _low >> 32 == Mapped;

    /// <summary>The IPv4 address; meaningful when <see cref="IsV4"/>.</summary>
    public Ipv4Address V4 => new((uint)_low);

    /// <summary>The IPv6 address; the mapped form of an IPv4 one.</summary>
    public Ipv6Address V6 => new(_high, _low);

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsZero => _high == 0 && (_low == 0 || _low == (ulong)Mapped << 32);

    /// <summary>fe80::/10 (RFC 4291 §2.5.6) or 169.254.0.0/16 (RFC 3927).</summary>
    public bool IsLinkLocal => IsV4 ? V4.IsLinkLocal : _high >> 54 == 0x3fa;

    /// <summary>Octets on the wire: 4 or 16.</summary>
    public int Size => IsV4 ? Ipv4Address.Size : Ipv6Address.Size;

    /// <summary>Bits of the family: 32 or 128.</summary>
    public int Bits => IsV4 ? 32 : 128;

    public static implicit operator IpAddress(Ipv4Address address) => new(address);

    public static implicit operator IpAddress(Ipv6Address address) => new(address);

    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    /// <summary>Reads 16 octets of IPv6 at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static IpAddress ReadV6(OctetsIn octets, int offset) => new(Ipv6Address.Read(octets, offset));

    /// <summary>Reads 4 octets of IPv4 at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static IpAddress ReadV4(OctetsIn octets, int offset) => new(Ipv4Address.Read(octets, offset));

    /// <summary>Writes <see cref="Size"/> octets at <paramref name="offset"/>.</summary>
    public void Write(Octets octets, int offset)
    {
        if (IsV4)
        {
            V4.Write(octets, offset);
        }
        else
        {
            V6.Write(octets, offset);
        }
    }

    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        if (Ipv4Address.TryParse(text, out Ipv4Address v4))
        {
            address = v4;
            return true;
        }

        bool isV6 = Ipv6Address.TryParse(text, out Ipv6Address v6);
        address = v6;
        return isV6;
    }

    public static IpAddress Parse(ReadOnlySpan<char> text) => TryParse(text, out IpAddress address)
        ? address
        : throw new FormatException($"'{text.ToString()}' is not an address such as 192.0.2.1 or 2001:db8::1");

    /// <summary>IPv4 before IPv6, then by number.</summary>
    public int CompareTo(IpAddress other)
    {
        if (IsV4 != other.IsV4)
        {
            return IsV4 ? -1 : 1;
        }

        return _high != other._high ? _high.CompareTo(other._high) : _low.CompareTo(other._low);
    }

    public bool Equals(IpAddress other) => _high == other._high && _low == other._low;

    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    public override int GetHashCode() => V6.GetHashCode();

    public override string ToString() => IsV4 ? V4.ToString() : V6.ToString();
}
