using System;
using System.Globalization;

namespace Router.Wire.Bgp;

/// <summary>An address family and subsequent address family, AFI/SAFI (RFC 4760 §3).</summary>
public readonly struct BgpFamily : IEquatable<BgpFamily>
{
    public BgpFamily(ushort afi, byte safi)
    {
        Afi = afi;
        Safi = safi;
    }

    public static BgpFamily Ipv4Unicast => new(1, 1);

    public static BgpFamily Ipv6Unicast => new(2, 1);

    /// <summary>Bits of an address of the family: 32 or 128.</summary>
    public int Bits => Afi == Ipv6Unicast.Afi ? 128 : 32;

    public ushort Afi { get; }

    public byte Safi { get; }

    public static bool operator ==(BgpFamily left, BgpFamily right) => left.Equals(right);

    public static bool operator !=(BgpFamily left, BgpFamily right) => !left.Equals(right);

    public bool Equals(BgpFamily other) => Afi == other.Afi && Safi == other.Safi;

    public override bool Equals(object? obj) => obj is BgpFamily other && Equals(other);

    public override int GetHashCode() => (Afi << 8) | Safi;

    public override string ToString() => this == Ipv4Unicast ? "ipv4"
        : this == Ipv6Unicast ? "ipv6"
        : string.Format(CultureInfo.InvariantCulture, "afi {0} safi {1}", Afi, Safi);
}
