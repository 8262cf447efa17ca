using System;

namespace Router.Wire.Bgp;

/// <summary>
/// One prefix of an UPDATE, with its path identifier on ADD-PATH sessions (RFC 7911 §3), else 0.
/// </summary>
public readonly struct BgpNlri : IEquatable<BgpNlri>
{
    public BgpNlri(IpPrefix prefix, uint pathId = 0)
    {
        Prefix = prefix;
        PathId = pathId;
    }

    public IpPrefix Prefix { get; }

    public uint PathId { get; }

    public static bool operator ==(BgpNlri left, BgpNlri right) => left.Equals(right);

    public static bool operator !=(BgpNlri left, BgpNlri right) => !left.Equals(right);

    /// <summary>
    /// True when a field is whole prefixes only: no length over <paramref name="maxBits"/>, no prefix past the end
    /// (RFC 7606 §5.3). On failure <paramref name="bad"/> is where the offending prefix starts.
    /// </summary>
    /// <param name="octets">What holds the field.</param>
    /// <param name="start">Where the field starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="maxBits">The bits of an address of the family: 32 or 128.</param>
    /// <param name="addPath">A path identifier precedes every prefix.</param>
    /// <param name="bad">Where the first prefix at fault starts.</param>
    public static bool IsWellFormed(OctetsIn octets, int start, int end, int maxBits, bool addPath, out int bad)
    {
        int at = start;
        bad = start;
        int before = addPath ? 4 : 0;
        while (at < end)
        {
            bad = at;
            at += before;
            if (at >= end || octets[at] > maxBits)
            {
                return false;
            }

            at += 1 + OctetsOf(octets[at]);
        }

        return at == end;
    }

    public int EncodedLength(bool addPath) => (addPath ? 5 : 1) + OctetsOf(Prefix.Length);

    public int Write(Octets destination, int offset, bool addPath)
    {
        int at = offset;
        if (addPath)
        {
            BigEndian.WriteUInt32(destination, at, PathId);
            at += 4;
        }

        destination[at++] = Prefix.Length;
        int octets = OctetsOf(Prefix.Length);
        if (Prefix.IsV4)
        {
            uint value = Prefix.Address.V4.Value;
            for (int i = 0; i < octets; i++, value <<= 8)
            {
                destination[at++] = (byte)(value >> 24);
            }

            return at - offset;
        }

        Ipv6Address address = Prefix.Address.V6;
        for (int i = 0; i < octets; i++)
        {
            ulong half = i < 8 ? address.High : address.Low;
            destination[at++] = (byte)(half >> (56 - (8 * (i & 7))));
        }

        return at - offset;
    }

    public bool Equals(BgpNlri other) => Prefix == other.Prefix && PathId == other.PathId;

    public override bool Equals(object? obj) => obj is BgpNlri other && Equals(other);

    public override int GetHashCode() => Prefix.GetHashCode() ^ (int)PathId;

    public override string ToString() => PathId == 0 ? Prefix.ToString() : Prefix + " path " + PathId.ToString(
        System.Globalization.CultureInfo.InvariantCulture);

    internal static int OctetsOf(int prefixLength) => (prefixLength + 7) >> 3;
}
