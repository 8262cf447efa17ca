using System;
using System.Globalization;
using Router.Wire;

namespace Router.Bench.Fib.Tables;

/// <summary>
/// A prefix of either family, its address in the uppermost bits: what is said about bits then holds for both.
/// </summary>
public readonly record struct IpRange(UInt128 Address, int Length) : IComparable<IpRange>
{
    /// <summary>The last address of it, all bits after the prefix set.</summary>
    public UInt128 Last => Address | ~Mask(Length);

    public static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);

    public static IpRange Ipv4(uint address, int length) => new((UInt128)address << 96, length);

    /// <summary>Orders by address, then shorter first: what covers stands before what it covers.</summary>
    public int CompareTo(IpRange other)
    {
        int order = Address.CompareTo(other.Address);
        return order != 0 ? order : Length.CompareTo(other.Length);
    }

    public bool Contains(UInt128 address) => (address & Mask(Length)) == Address;

    /// <summary>Parses an address as RFC 791 or RFC 4291 §2.2 write it, without a zone.</summary>
    public static bool TryParseAddress(ReadOnlySpan<char> text, out UInt128 address, out bool v6)
    {
        v6 = text.Contains(':');
        if (v6)
        {
            bool parsed = Ipv6Address.TryParse(text, out Ipv6Address sixteen);
            address = new UInt128(sixteen.High, sixteen.Low);
            return parsed;
        }

        bool dotted = Ipv4Address.TryParse(text, out Ipv4Address four);
        address = (UInt128)four.Value << 96;
        return dotted;
    }

    public static string TextOf(UInt128 address, bool v6) => v6
        ? new Ipv6Address((ulong)(address >> 64), (ulong)address).ToString()
        : new Ipv4Address((uint)(address >> 96)).ToString();

    public string ToText(bool v6) => TextOf(Address, v6) + "/" + Length.ToString(CultureInfo.InvariantCulture);
}
