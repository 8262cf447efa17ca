using System;
using System.Globalization;
using System.Text;

namespace Router.Wire;

/// <summary>IPv6 addresses as text.</summary>
internal static class Ipv6Text
{
    private const int Groups = 8;

    public static bool TryParse(ReadOnlySpan<char> text, out Ipv6Address address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0;
        int gap = -1;
        int position = 0;
        while (position < text.Length)
        {
            // RFC 4291 §2.2: "::" stands for one or more groups of zeros, once.
            if (text.Slice(position).StartsWith("::".AsSpan(), StringComparison.Ordinal))
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                position += 2;
                if (position == text.Length)
                {
                    break;
                }
            }
            else if (count > 0 && text[position++] != ':')
            {
                return false;
            }

            ReadOnlySpan<char> rest = text.Slice(position);
            int end = rest.IndexOf(':');
            ReadOnlySpan<char> word = end < 0 ? rest : rest.Slice(0, end);
            if (end < 0 && count <= Groups - 2 && Ipv4Address.TryParse(word, out Ipv4Address last))
            {
                // The third form: the last 32 bits as IPv4 addresses are written.
                groups[count++] = (ushort)(last.Value >> 16);
                groups[count++] = (ushort)last.Value;
            }
            else if (count == Groups || !TryParseGroup(word, out groups[count++]))
            {
                return false;
            }

            position += word.Length;
        }

        if (gap < 0 ? count != Groups : count == Groups)
        {
            return false;
        }

        if (gap >= 0)
        {
            int tail = count - gap;
            Span<ushort> shifted = stackalloc ushort[Groups];
            groups.Slice(0, gap).CopyTo(shifted);
            groups.Slice(gap, tail).CopyTo(shifted.Slice(Groups - tail));
            shifted.CopyTo(groups);
        }

        address = new Ipv6Address(Number(groups.Slice(0, 4)), Number(groups.Slice(4)));
        return true;
    }

    public static string Format(Ipv6Address address)
    {
        FindGap(address, out int gap, out int length);
        var text = new StringBuilder(39);
        for (int i = 0; i < Groups; i++)
        {
            if (i == gap)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            // RFC 5952 §5: addresses known to hold an IPv4 address, here RFC 4291 §2.5.5.2, end as one.
            if (i == 6 && address.High == 0 && address.Low >> 32 == 0xffff)
            {
                return text.Append(':').Append(new Ipv4Address((uint)address.Low)).ToString();
            }

            if (i > 0 && i != gap + length)
            {
                text.Append(':');
            }

            // §4.1 and §4.3: no leading zeros, lower case.
            text.Append(Group(address, i).ToString("x", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static int Group(Ipv6Address address, int index)
    {
        ulong half = index < 4 ? address.High : address.Low;
        return (int)(half >> (48 - (16 * (index & 3)))) & 0xffff;
    }

    // RFC 5952 §4.2: the longest run of two or more zero groups, the first of equals.
    private static void FindGap(Ipv6Address address, out int gap, out int length)
    {
        gap = -1;
        length = 0;
        int run = 0;
        for (int i = 0; i < Groups; i++)
        {
            run = Group(address, i) == 0 ? run + 1 : 0;
            if (run > 1 && run > length)
            {
                length = run;
                gap = i - run + 1;
            }
        }
    }

    private static bool TryParseGroup(ReadOnlySpan<char> word, out ushort group)
    {
        group = 0;
        if (word.Length is 0 or > 4)
        {
            return false;
        }

        foreach (char c in word)
        {
            int digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'f' => c - 'a' + 10,
                >= 'A' and <= 'F' => c - 'A' + 10,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            group = (ushort)((group << 4) | digit);
        }

        return true;
    }

    private static ulong Number(ReadOnlySpan<ushort> groups)
    {
        ulong number = 0;
        foreach (ushort group in groups)
        {
            number = (number << 16) | group;
        }

        return number;
    }
}
