using System;
using System.Globalization;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// How communities are written: <c>65000:1</c>, <c>65000:1:2</c> (large), <c>rt:65000:1</c> and <c>ro:65000:1</c>
/// (extended), <c>0x0002fde9:0x00000001</c> (any extended), well-known names; <c>*</c> for a part that may be anything.
/// </summary>
public static class BgpCommunityText
{
    private static readonly (string Name, uint Value)[] s_wellKnown =
    [
        ("graceful-shutdown", CommunitiesAttribute.GracefulShutdown), ("llgr-stale", CommunitiesAttribute.LlgrStale),
        ("no-llgr", CommunitiesAttribute.NoLlgr), ("blackhole", CommunitiesAttribute.Blackhole),
        ("no-export", CommunitiesAttribute.NoExport), ("no-advertise", CommunitiesAttribute.NoAdvertise),
        ("no-export-subconfed", CommunitiesAttribute.NoExportSubconfed),
    ];

    /// <summary>One community, without any <c>*</c>.</summary>
    public static bool TryParse(string text, out BgpCommunity community)
    {
        bool isGood = TryParsePattern(text, out BgpCommunityPattern pattern) && pattern.IsExact;
        community = pattern.Value;
        return isGood;
    }

    public static bool TryParsePattern(string text, out BgpCommunityPattern pattern)
    {
        pattern = default;
        foreach ((string name, uint value) in s_wellKnown)
        {
            if (text == name)
            {
                pattern = BgpCommunityPattern.Exactly(BgpCommunity.Standard(value));
                return true;
            }
        }

        string[] parts = text.Split(':');
        if (parts.Length == 3 && parts[0] is "rt" or "ro")
        {
            return TryParseRoute(parts, out pattern);
        }

        if (parts.Length == 2 && parts[0].StartsWith("0x", StringComparison.Ordinal))
        {
            bool isHex = TryHex(parts[0], out uint high);
            isHex &= TryHex(parts[1], out uint low);
            pattern = BgpCommunityPattern.Exactly(BgpCommunity.Extended(((ulong)high << 32) | low));
            return isHex;
        }

        uint most = parts.Length == 2 ? ushort.MaxValue : uint.MaxValue;
        uint first = 0;
        uint second = 0;
        uint third = 0;
        uint mask1 = 0;
        uint mask2 = 0;
        uint mask3 = 0;
        bool isGood = parts.Length is 2 or 3 && TryPart(parts[0], most, out first, out mask1)
            && TryPart(parts[1], most, out second, out mask2)
            && (parts.Length == 2 || TryPart(parts[2], most, out third, out mask3));
        pattern = parts.Length == 2
            ? new BgpCommunityPattern(
                BgpCommunity.Standard((first << 16) | second), BgpCommunity.Standard((mask1 << 16) | mask2))
            : new BgpCommunityPattern(
                BgpCommunity.Large(first, second, third), BgpCommunity.Large(mask1, mask2, mask3));
        return isGood;
    }

    public static string Format(BgpCommunityPattern pattern)
    {
        BgpCommunity value = pattern.Value;
        BgpCommunity mask = pattern.Mask;
        switch (value.Kind)
        {
            case BgpCommunityKind.Standard:
                foreach ((string name, uint known) in s_wellKnown)
                {
                    if (pattern.IsExact && known == value.First)
                    {
                        return name;
                    }
                }

                return Part(value.First >> 16, mask.First >> 16) + ":"
                    + Part(value.First & 0xffff, mask.First & 0xffff);
            case BgpCommunityKind.Large:
                return Part(value.First, mask.First) + ":" + Part(value.Second, mask.Second) + ":"
                    + Part(value.Third, mask.Third);
            default:
                return FormatExtended(value, mask);
        }
    }

    // RFC 4360 §3.1, §4: two-octet AS; RFC 5668 §2: four-octet AS; RFC 4360 §3.2: address. Subtype 2 is a route target,
    // 3 a route origin.
    private static bool TryParseRoute(string[] parts, out BgpCommunityPattern pattern)
    {
        uint subtype = parts[0] == "rt" ? 2u : 3u;
        pattern = default;
        uint maskNumber;
        uint number;
        if (Ipv4Address.TryParse(parts[1], out Ipv4Address address))
        {
            bool isGood = TryPart(parts[2], ushort.MaxValue, out number, out maskNumber);
            pattern = Wide(0x0100 | subtype, address.Value, uint.MaxValue, number, maskNumber);
            return isGood;
        }

        if (!TryPart(parts[1], uint.MaxValue, out uint asn, out uint maskAs))
        {
            return false;
        }

        if (asn > ushort.MaxValue)
        {
            bool isGood = TryPart(parts[2], ushort.MaxValue, out number, out maskNumber);
            pattern = Wide(0x0200 | subtype, asn, maskAs, number, maskNumber);
            return isGood;
        }

        if (!TryPart(parts[2], uint.MaxValue, out number, out maskNumber))
        {
            return false;
        }

        pattern = new BgpCommunityPattern(
            BgpCommunity.Extended((ulong)((subtype << 16) | asn) << 32 | number),
            BgpCommunity.Extended((ulong)(0xffff_0000 | (maskAs & 0xffff)) << 32 | maskNumber));
        return true;
    }

    private static BgpCommunityPattern Wide(uint type, uint administrator, uint maskAdministrator, uint number,
        uint maskNumber) => new(
        BgpCommunity.Extended(((ulong)type << 48) | ((ulong)administrator << 16) | number),
        BgpCommunity.Extended((0xffffUL << 48) | ((ulong)maskAdministrator << 16) | (maskNumber & 0xffff)));

    private static string FormatExtended(BgpCommunity value, BgpCommunity mask)
    {
        uint type = value.First >> 16;
        string? name = (type & 0xff) == 2 ? "rt" : (type & 0xff) == 3 ? "ro" : null;
        if (name == null || mask.First >> 16 != 0xffff || type >> 8 > 2)
        {
            return value.ToString();
        }

        if (type >> 8 == 0)
        {
            return name + ":" + Part(value.First & 0xffff, mask.First & 0xffff) + ":" + Part(value.Second, mask.Second);
        }

        uint administrator = (value.First << 16) | (value.Second >> 16);
        uint maskAdministrator = (mask.First << 16) | (mask.Second >> 16);
        string who = type >> 8 == 1 ? new Ipv4Address(administrator).ToString()
            : Part(administrator, maskAdministrator);
        return name + ":" + who + ":" + Part(value.Second & 0xffff, mask.Second & 0xffff);
    }

    private static bool TryPart(string text, uint most, out uint value, out uint mask)
    {
        mask = most;
        value = 0;
        if (text == "*")
        {
            mask = 0;
            return true;
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
    }

    private static bool TryHex(string text, out uint value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static string Part(uint value, uint mask) => mask == 0 ? "*" : value.ToString(CultureInfo.InvariantCulture);
}
