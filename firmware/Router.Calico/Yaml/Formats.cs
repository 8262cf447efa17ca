using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Yaml;

/// <summary>The kinds of values that configuration files hold.</summary>
public static class Formats
{
    public static ValueFormat<string> Text { get; } = new("text",
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = text;
            return text.Length > 0;
        });

    public static ValueFormat<bool> Bool { get; } = new("true or false", (string text, out bool value) =>
    {
        value = text is "true" or "True" or "TRUE";
        return value || text is "false" or "False" or "FALSE";
    });

    public static ValueFormat<Ipv4Address> Address { get; } = new("an IPv4 address such as 192.0.2.1",
        (string text, out Ipv4Address value) => Ipv4Address.TryParse(text, out value));

    /// <summary>A prefix with zero host bits; the length is required, as Calico requires it.</summary>
    public static ValueFormat<Prefix> Prefix { get; } = new("a prefix such as 192.0.2.0/24 with zero host bits",
        (string text, out Prefix value) =>
        {
            value = default;
            return text.Contains('/') && Wire.Prefix.TryParse(text, out value);
        });

    /// <summary>A prefix, or a bare address that stands for its /32.</summary>
    public static ValueFormat<Prefix> PrefixOrAddress { get; } = new("192.0.2.0/24 with zero host bits, or 192.0.2.1",
        (string text, out Prefix value) => Wire.Prefix.TryParse(text, out value));

    public static ValueFormat<InterfaceAddress> InterfaceAddress { get; } = new(
        "an address with its prefix length such as 192.0.2.1/24",
        (string text, out InterfaceAddress value) =>
        {
            bool valid = Wire.Prefix.TryParseInterface(text, out Ipv4Address address, out int length)
                && text.Contains('/');
            value = new InterfaceAddress(address, length);
            return valid;
        });

    /// <summary>
    /// As <see cref="InterfaceAddress"/>, where a bare address stands for its /32, as in Calico's Node.
    /// </summary>
    public static ValueFormat<InterfaceAddress> NodeAddress { get; } = new(
        "an IPv4 address with its prefix length such as 192.0.2.1/24",
        (string text, out InterfaceAddress value) =>
        {
            bool valid = Wire.Prefix.TryParseInterface(text, out Ipv4Address address, out int length);
            value = new InterfaceAddress(address, length);
            return valid;
        });

    public static ValueFormat<Asn> Asn { get; } = new("an AS number from 1 to 4294967295, such as 64512 or 1.10",
        (string text, out Asn value) => Wire.Asn.TryParse(text, out value) && !value.IsZero);

    public static ValueFormat<MacAddress> MacAddress { get; } = new("a unicast MAC address such as 02:00:00:00:00:01",
        (string text, out MacAddress value) =>
            Wire.MacAddress.TryParse(text, out value) && !value.IsMulticast && !value.IsZero);

    public static ValueFormat<Duration> Duration { get; } = new("a duration such as 5s, 240s or 1m30s",
        (string text, out Duration value) => DurationText.TryParse(text, out value));

    public static ValueFormat<int> Integer(int minimum, int maximum) => new(
        FormattableString.Invariant($"a number from {minimum} to {maximum}"),
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= minimum && value <= maximum);

    /// <summary>One of some words, exact in case as Calico is.</summary>
    public static ValueFormat<T> Word<T>(params (string Word, T Value)[] words) => new(
        "one of " + string.Join(", ", words.Select(w => w.Word)),
        (string text, [MaybeNullWhen(false)] out T value) =>
        {
            foreach ((string word, T meaning) in words)
            {
                if (word == text)
                {
                    value = meaning;
                    return true;
                }
            }

            value = default;
            return false;
        });
}
