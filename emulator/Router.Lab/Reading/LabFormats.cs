using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Calico.Yaml;
using Router.Lab.Topology;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>The kinds of values that only lab files hold.</summary>
public static class LabFormats
{
    private const int NameLength = 63;

    private static readonly (string Suffix, long Factor)[] s_rates =
        [("kbit", 1_000), ("mbit", 1_000_000), ("gbit", 1_000_000_000), ("bit", 1)];

    /// <summary>A name of a lab, node or pod: what is fit for a file name, a host name and an endpoint.</summary>
    public static ValueFormat<string> Name { get; } = new(
        "a name of at most 63 letters, digits, '.', '-' and '_', beginning with a letter or digit",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length is > 0 and <= NameLength && char.IsAsciiLetterOrDigit(text[0]) && IsWord(text);
        });

    public static ValueFormat<LabEndpoint> Endpoint { get; } = new("an endpoint such as node01:eth1",
        (string text, out LabEndpoint value) => LabEndpoint.TryParse(text, out value));

    public static ValueFormat<LabTimeMode> Time { get; } =
        Formats.Word(("virtual", LabTimeMode.Virtual), ("paced", LabTimeMode.Paced));

    public static ValueFormat<BootProfile> Boot { get; } =
        Formats.Word(("fast", BootProfile.Fast), ("full", BootProfile.Full));

    public static ValueFormat<ulong> Seed { get; } = new("a number from 0 to 18446744073709551615",
        (string text, out ulong value) =>
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value));

    /// <summary>A share as parts per million: <c>0.1%</c> is 1,000. No floating point.</summary>
    public static ValueFormat<int> Percent { get; } = new("a percentage such as 0.1%, with at most four decimals",
        (string text, out int value) =>
        {
            value = 0;
            return text.EndsWith('%') && TryScaled(text.AsSpan(0, text.Length - 1), 10_000, out long ppm)
                && ppm <= Impairment.Million && (value = (int)ppm) >= 0;
        });

    /// <summary>Bits per second, in tc's units.</summary>
    public static ValueFormat<long> Rate { get; } = new("a rate such as 512kbit, 100mbit or 1gbit",
        (string text, out long value) =>
        {
            value = 0;
            foreach ((string suffix, long factor) in s_rates)
            {
                if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                {
                    return TryScaled(text.AsSpan(0, text.Length - suffix.Length), factor, out value) && value > 0;
                }
            }

            return false;
        });

    /// <summary>
    /// Kinds of nodes; those of the plan that do not exist yet parse, so that they can be refused by name.
    /// </summary>
    public static IReadOnlyDictionary<string, LabNodeKind?> Kinds { get; } =
        new Dictionary<string, LabNodeKind?>(StringComparer.Ordinal)
        {
            ["board"] = LabNodeKind.Board,
            ["bridge"] = LabNodeKind.Bridge,
            ["router"] = LabNodeKind.Router,
            ["qemu"] = null,
            ["linux"] = null,
            ["host"] = null,
            ["bird"] = null,
            ["frr"] = null,
            ["gobgp"] = null,
            ["openbgpd"] = null,
        };

    /// <summary>Before the first connection attempt.</summary>
    public static ValueFormat<Duration> Delay { get; } = Limited("a duration up to 1h such as 2s",
        static value => value <= Duration.FromSeconds(3600));

    /// <summary>Between attempts: without a pause no time would pass between two that fail at once.</summary>
    public static ValueFormat<Duration> Retry { get; } = Limited("a duration from 10ms to 1h such as 5s",
        static value => value >= Duration.FromMilliseconds(10) && value <= Duration.FromSeconds(3600));

    /// <summary>RFC 4271 §4.2: 16 bits of seconds, and 1 and 2 are none.</summary>
    public static ValueFormat<Duration> HoldTime { get; } = Limited("0s, or whole seconds from 3s to 65535s",
        static value => IsSeconds(value, ushort.MaxValue) && value.Seconds is not (1 or 2));

    /// <summary>
    /// At most a third of the longest hold time (RFC 4271 §4.4);
    /// none is a third of the one agreed on.
    /// </summary>
    public static ValueFormat<Duration> Keepalive { get; } = Limited("whole seconds up to 21845s",
        static value => IsSeconds(value, ushort.MaxValue / 3));

    /// <summary>RFC 4724 §3: 12 bits of seconds.</summary>
    public static ValueFormat<Duration> RestartTime { get; } = Limited("whole seconds up to 4095s",
        static value => IsSeconds(value, 4095));

    private static ValueFormat<Duration> Limited(string expected, Predicate<Duration> isAllowed) => new(expected,
        (string text, out Duration value) => DurationText.TryParse(text, out value) && isAllowed(value));

    private static bool IsSeconds(Duration value, int most) =>
        value == Duration.FromSeconds(value.Seconds) && value.Seconds <= most;

    private static bool IsWord(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    // A decimal number times a factor, exact or refused.
    private static bool TryScaled(ReadOnlySpan<char> text, long factor, out long value)
    {
        value = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            || number > long.MaxValue / factor)
        {
            return false;
        }

        decimal scaled = number * factor;
        value = (long)scaled;
        return scaled == value;
    }
}
