using System;

namespace Router.Images.Packages;

/// <summary>The order of Debian's versions, [epoch:]upstream[-revision] (Debian Policy §5.6.12).</summary>
public static class DebianVersion
{
    public static int Compare(string left, string right)
    {
        (string epoch, string upstream, string revision) a = Split(left);
        (string epoch, string upstream, string revision) b = Split(right);
        int order = Part(a.epoch, b.epoch);
        order = order != 0 ? order : Part(a.upstream, b.upstream);
        return order != 0 ? order : Part(a.revision, b.revision);
    }

    private static (string Epoch, string Upstream, string Revision) Split(string version)
    {
        int colon = version.IndexOf(':', StringComparison.Ordinal);
        string rest = version[(colon + 1)..];
        int hyphen = rest.LastIndexOf('-');
        return (colon < 0 ? "0" : version[..colon], hyphen < 0 ? rest : rest[..hyphen],
            hyphen < 0 ? string.Empty : rest[(hyphen + 1)..]);
    }

    // By turns a stretch without digits, by the order of characters below, and a number.
    private static int Part(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        while (a.Length > 0 || b.Length > 0)
        {
            while ((a.Length > 0 && !char.IsAsciiDigit(a[0])) || (b.Length > 0 && !char.IsAsciiDigit(b[0])))
            {
                int order = Weight(a) - Weight(b);
                if (order != 0)
                {
                    return order;
                }

                a = a[1..];
                b = b[1..];
            }

            int compared = Number(ref a).CompareTo(Number(ref b));
            if (compared != 0)
            {
                return compared;
            }
        }

        return 0;
    }

    // "~" sorts before everything, even the end; letters before what is none.
    private static int Weight(ReadOnlySpan<char> text) =>
        text.Length == 0 || char.IsAsciiDigit(text[0]) ? 0
        : text[0] == '~' ? -1
        : char.IsAsciiLetter(text[0]) ? text[0]
        : text[0] + 256;

    private static UInt128 Number(ref ReadOnlySpan<char> text)
    {
        UInt128 value = 0;
        while (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            value = (value * 10) + (UInt128)(text[0] - '0');
            text = text[1..];
        }

        return value;
    }
}
