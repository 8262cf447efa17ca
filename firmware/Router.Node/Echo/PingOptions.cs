using System;
using System.Collections.Generic;
using System.Globalization;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>The options of iputils' <c>ping</c> that this one takes.</summary>
public sealed record PingOptions
{
    public const string Usage =
        "ping [-c COUNT] [-i SECONDS] [-s SIZE] [-t TTL] [-M do|want|dont] [-I SOURCE] [-W SECONDS] ADDRESS";

    private const string Letters = "cstMIiW";

    public Ipv4Address Destination { get; init; }

    /// <summary>Zero lets the route choose.</summary>
    public Ipv4Address Source { get; init; }

    /// <summary>Requests to send; 0 goes on until interrupted.</summary>
    public int Count { get; init; }

    public Duration Interval { get; init; } = Duration.FromSeconds(1);

    /// <summary>Octets of data after the ICMP header.</summary>
    public int DataSize { get; init; } = 56;

    public byte Ttl { get; init; } = 64;

    public PingFragmentation Fragmentation { get; init; } = PingFragmentation.Want;

    /// <summary>How long to wait for the last reply.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(10);

    /// <summary>Reads the words after <c>ping</c>; on failure <paramref name="error"/> says what was wrong.</summary>
    public static bool TryParse(IReadOnlyList<string> words, out PingOptions options, out string error)
    {
        options = new PingOptions();
        error = string.Empty;
        bool hasDestination = false;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (word is "-n")
            {
                // Numeric output is all there is.
                continue;
            }

            if (word.Length >= 2 && word[0] == '-')
            {
                // The value may stand in the same word, as in -c4.
                bool attached = word.Length > 2;
                if (!Letters.Contains(word[1], StringComparison.Ordinal))
                {
                    error = $"ping: there is no option {word}\nusage: {Usage}";
                    return false;
                }

                if (!attached && i + 1 == words.Count)
                {
                    error = $"ping: {word} needs a value\nusage: {Usage}";
                    return false;
                }

                string value = attached ? word[2..] : words[++i];
                if (!TrySet(ref options, word[1], value))
                {
                    error = $"ping: {word[..2]} {value} is not understood\nusage: {Usage}";
                    return false;
                }
            }
            else if (!hasDestination && Ipv4Address.TryParse(word, out Ipv4Address destination))
            {
                options = options with { Destination = destination };
                hasDestination = true;
            }
            else
            {
                error = $"ping: '{word}' is not an IPv4 address\nusage: {Usage}";
                return false;
            }
        }

        error = hasDestination ? string.Empty : $"ping: which address?\nusage: {Usage}";
        return hasDestination;
    }

    private static bool TrySet(ref PingOptions options, char name, string value)
    {
        switch (name)
        {
            case 'c' when TryNumber(value, 1, 1_000_000, out int count):
                options = options with { Count = count };
                return true;
            case 's' when TryNumber(value, 0, 65_507, out int size):
                options = options with { DataSize = size };
                return true;
            case 't' when TryNumber(value, 1, 255, out int ttl):
                options = options with { Ttl = (byte)ttl };
                return true;
            case 'M' when TryFragmentation(value, out PingFragmentation fragmentation):
                options = options with { Fragmentation = fragmentation };
                return true;
            case 'I' when Ipv4Address.TryParse(value, out Ipv4Address source):
                options = options with { Source = source };
                return true;
            case 'i' when TrySeconds(value, out Duration interval) && interval >= Duration.FromMilliseconds(2):
                options = options with { Interval = interval };
                return true;
            case 'W' when TrySeconds(value, out Duration timeout) && timeout > Duration.Zero:
                options = options with { Timeout = timeout };
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
        && value >= least && value <= most;

    private static bool TryFragmentation(string word, out PingFragmentation value)
    {
        value = word switch
        {
            "do" => PingFragmentation.Do,
            "dont" => PingFragmentation.Dont,
            _ => PingFragmentation.Want,
        };
        return word is "do" or "want" or "dont";
    }

    // Decimal, not binary, fractions: 0.2 is 200 ms exactly.
    private static bool TrySeconds(string text, out Duration value)
    {
        bool valid = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
            out decimal seconds)
            && seconds is >= 0 and <= 86_400;
        value = valid ? new Duration((long)(seconds * Duration.NanosecondsPerSecond)) : Duration.Zero;
        return valid;
    }
}
