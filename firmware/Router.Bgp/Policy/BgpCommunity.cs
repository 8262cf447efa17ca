using System;
using System.Globalization;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>Which attribute a community stands in.</summary>
public enum BgpCommunityKind : byte
{
    /// <summary>COMMUNITIES, four octets (RFC 1997).</summary>
    Standard,

    /// <summary>EXTENDED COMMUNITIES, eight octets (RFC 4360).</summary>
    Extended,

    /// <summary>LARGE_COMMUNITY, twelve octets (RFC 8092).</summary>
    Large,
}

/// <summary>One community of any kind, as one to three numbers of 32 bits.</summary>
public readonly struct BgpCommunity : IEquatable<BgpCommunity>
{
    private BgpCommunity(BgpCommunityKind kind, uint first, uint second, uint third)
    {
        Kind = kind;
        First = first;
        Second = second;
        Third = third;
    }

    public BgpCommunityKind Kind { get; }

    /// <summary>All of a standard community; type, subtype and the next two octets of an extended one.</summary>
    public uint First { get; }

    public uint Second { get; }

    public uint Third { get; }

    /// <summary>Octets on the wire.</summary>
    public int Size => SizeOf(Kind);

    public static bool operator ==(BgpCommunity left, BgpCommunity right) => left.Equals(right);

    public static bool operator !=(BgpCommunity left, BgpCommunity right) => !left.Equals(right);

    public static BgpCommunity Standard(uint value) => new(BgpCommunityKind.Standard, value, 0, 0);

    public static BgpCommunity Extended(ulong value) =>
        new(BgpCommunityKind.Extended, (uint)(value >> 32), (uint)value, 0);

    public static BgpCommunity Large(uint global, uint local1, uint local2) =>
        new(BgpCommunityKind.Large, global, local1, local2);

    /// <summary>Reads one at <paramref name="offset"/>; the caller has checked the length.</summary>
    public static BgpCommunity Read(OctetsIn octets, int offset, BgpCommunityKind kind) => new(
        kind,
        BigEndian.ReadUInt32(octets, offset),
        kind == BgpCommunityKind.Standard ? 0 : BigEndian.ReadUInt32(octets, offset + 4),
        kind == BgpCommunityKind.Large ? BigEndian.ReadUInt32(octets, offset + 8) : 0);

    public bool Equals(BgpCommunity other) =>
        Kind == other.Kind && First == other.First && Second == other.Second && Third == other.Third;

    public override bool Equals(object? obj) => obj is BgpCommunity other && Equals(other);

    public override int GetHashCode() => (int)((((First * 31) + Second) * 31) + Third);

    /// <summary><c>65000:1</c>, <c>65000:1:2</c>, or an extended one as two numbers in hex.</summary>
    public override string ToString() => Kind switch
    {
        BgpCommunityKind.Standard => Text($"{First >> 16}:{First & 0xffff}"),
        BgpCommunityKind.Large => Text($"{First}:{Second}:{Third}"),
        _ => Text($"0x{First:x8}:0x{Second:x8}"),
    };

    internal static int SizeOf(BgpCommunityKind kind) => kind switch
    {
        BgpCommunityKind.Standard => CommunitiesAttribute.EntrySize,
        BgpCommunityKind.Extended => ExtendedCommunitiesAttribute.EntrySize,
        _ => LargeCommunitiesAttribute.EntrySize,
    };

    internal void Write(Octets octets, int offset)
    {
        BigEndian.WriteUInt32(octets, offset, First);
        if (Kind != BgpCommunityKind.Standard)
        {
            BigEndian.WriteUInt32(octets, offset + 4, Second);
        }

        if (Kind == BgpCommunityKind.Large)
        {
            BigEndian.WriteUInt32(octets, offset + 8, Third);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
