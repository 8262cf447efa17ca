using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;

namespace Router.Boards.Init;

/// <summary>
/// Orders devices by their paths in /sys as their buses number them: <c>1-1.10</c> after <c>1-1.2</c>, PCI's slot
/// <c>1f</c> after <c>02</c>.
/// </summary>
public sealed class BusOrder : IComparer<string>
{
    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    public static BusOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        string[] left = (x ?? string.Empty).Split('/');
        string[] right = (y ?? string.Empty).Split('/');
        for (int i = 0; i < left.Length && i < right.Length; i++)
        {
            int order = CompareParts(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length - right.Length;
    }

    private static int CompareParts(string left, string right)
    {
        // PCI's numbers are hexadecimal, and all of one width.
        if (IsPciFunction(left) && IsPciFunction(right))
        {
            return string.CompareOrdinal(left, right);
        }

        // A device tree's node begins with the address of its registers.
        if (Address(left) is { } low && Address(right) is { } high && low != high)
        {
            return low.CompareTo(high);
        }

        return CompareNumbered(left, right);
    }

    private static int CompareNumbered(string left, string right)
    {
        int i = 0;
        int j = 0;
        while (i < left.Length && j < right.Length)
        {
            int order;
            if (char.IsAsciiDigit(left[i]) && char.IsAsciiDigit(right[j]))
            {
                ReadOnlySpan<char> first = Digits(left, ref i);
                ReadOnlySpan<char> second = Digits(right, ref j);
                order = first.Length != second.Length
                    ? first.Length - second.Length
                    : first.SequenceCompareTo(second);
            }
            else
            {
                order = left[i++] - right[j++];
            }

            if (order != 0)
            {
                return order;
            }
        }

        return (left.Length - i) - (right.Length - j);
    }

    // Without zeros in front: then the longer one is the greater one.
    private static ReadOnlySpan<char> Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text.AsSpan(start, at - start).TrimStart('0');
    }

    // As 0000:00:1f.6.
    private static bool IsPciFunction(string part) => part is [.. { Length: >= 4 } domain, ':', _, _, ':', _, _, '.', _]
        && !domain.AsSpan().ContainsAnyExcept(s_hex);

    // As 1c30000.ethernet.
    private static ulong? Address(string part)
    {
        int dot = part.IndexOf('.', StringComparison.Ordinal);
        return dot is > 0 and <= 16 && dot + 1 < part.Length && char.IsAsciiLetterLower(part[dot + 1])
            && ulong.TryParse(part.AsSpan(0, dot), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out ulong address) ? address : null;
    }
}
