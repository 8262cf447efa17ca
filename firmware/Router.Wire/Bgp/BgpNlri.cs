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
    /// True when a field is whole prefixes only: no length over 32, no prefix past the end (RFC 7606 §5.3).
    /// On failure <paramref name="bad"/> is where the offending prefix starts.
    /// </summary>
    public static bool IsWellFormed(OctetsIn octets, int start, int end, bool addPath, out int bad)
    {
        int at = start;
        bad = start;
        while (at < end)
        {
            bad = at;
            at += addPath ? 4 : 0;
            if (at >= end || octets[at] > 32)
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
        Ipv6Address address = Prefix.Address.V6;
        ulong bits = Prefix.IsV4 ? (ulong)Prefix.Address.V4.Value << 32 : address.High;
        for (int i = 0; i < octets; i++)
        {
            ulong half = i < 8 ? bits : address.Low;
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
