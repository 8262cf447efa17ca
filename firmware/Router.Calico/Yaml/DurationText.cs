using System;
using System.Buffers;
using Router.Wire;

namespace Router.Calico.Yaml;

/// <summary>
/// Durations as Go writes them, which is how Calico's files hold them: <c>1h2m3s</c>, <c>1.5s</c>, <c>300ms</c>.
/// </summary>
public static class DurationText
{
    // Ten fraction digits would not change a nanosecond.
    private const int FractionDigits = 9;

    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Nanoseconds)[] s_units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>
    /// Parses one or more numbers each with a unit; a bare <c>0</c> needs none. Negative spans are refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Duration duration)
    {
        duration = default;
        if (text.SequenceEqual("0"))
        {
            return true;
        }

        Int128 total = 0;
        bool any = false;
        while (text.Length > 0)
        {
            int number = text.IndexOfAnyExcept(s_number);
            if (number <= 0 || !TryUnit(text[number..], out int unitLength, out long unit)
                || !TryScale(text[..number], unit, out Int128 part))
            {
                return false;
            }

            total += part;
            if (total > long.MaxValue)
            {
                return false;
            }

            text = text[(number + unitLength)..];
            any = true;
        }

        duration = new Duration((long)total);
        return any;
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out int length, out long nanoseconds)
    {
        length = text.IndexOfAny(s_number);
        length = length < 0 ? text.Length : length;
        foreach ((string unit, long value) in s_units)
        {
            if (text[..length].SequenceEqual(unit))
            {
                nanoseconds = value;
                return true;
            }
        }

        nanoseconds = 0;
        return false;
    }

    private static bool TryScale(ReadOnlySpan<char> number, long unit, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        long divisor = 1;
        int fraction = -1;
        int digits = 0;
        foreach (char letter in number)
        {
            if (letter == '.')
            {
                if (fraction >= 0)
                {
                    return false;
                }

                fraction = 0;
                continue;
            }

            digits++;
            if (fraction >= 0 && fraction++ >= FractionDigits)
            {
                continue;
            }

            divisor *= fraction > 0 ? 10 : 1;
            nanoseconds = (nanoseconds * 10) + (letter - '0');
            if (nanoseconds > long.MaxValue)
            {
                return false;
            }
        }

        nanoseconds = nanoseconds * unit / divisor;
        return digits > 0;
    }
}
