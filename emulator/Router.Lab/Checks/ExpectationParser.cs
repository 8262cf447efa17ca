using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Wire;

namespace Router.Lab.Checks;

/// <summary>Reads the sentence of a check. The forms are those of <see cref="Forms"/>, and no others.</summary>
public static class ExpectationParser
{
    public const string Forms =
        "'bgp PEER [not] established', "
        + "'route PREFIX|default via NODE|ADDRESS [dev PORT] [proto WORD] [metric N] [onlink]', "
        + "'route PREFIX dev PORT', 'route PREFIX blackhole [proto WORD]', 'route PREFIX absent', or "
        + "'ping SOURCE DESTINATION [count N] [size N] [df] [ttl N] [loss N]'";

    private static readonly HashSet<string> s_states =
        new(["idle", "connect", "active", "opensent", "openconfirm", "established"], StringComparer.Ordinal);

    public static bool TryParse(string text, [NotNullWhen(true)] out LabExpectation? expectation)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        expectation = words is [string verb, ..] ? verb switch
        {
            "bgp" => Bgp(text, words),
            "route" => Route(text, words),
            "ping" => Ping(text, words),
            _ => null,
        }
        : null;
        return expectation is not null;
    }

    private static BgpExpectation? Bgp(string text, string[] words)
    {
        bool not = words.Length == 4 && words[2] == "not";
        return (words.Length == 3 || not) && s_states.Contains(words[^1])
            ? new BgpExpectation(text, words[1], not, words[^1])
            : null;
    }

    private static RouteExpectation? Route(string text, string[] words)
    {
        Prefix prefix = Prefix.Default;
        if (words.Length < 3 || (words[1] != "default" && !Prefix.TryParse(words[1], out prefix)))
        {
            return null;
        }

        if (words is [_, _, "absent"])
        {
            return new RouteExpectation(text, prefix) { Shape = RouteShape.Absent };
        }

        RouteExpectation route = new(text, prefix);
        for (int i = 2; i < words.Length; i++)
        {
            string? value = i + 1 < words.Length ? words[i + 1] : null;
            switch (words[i])
            {
                case "blackhole" when i == 2:
                    route = route with { Shape = RouteShape.Blackhole };
                    continue;
                case "onlink":
                    route = route with { Onlink = true };
                    continue;
                case "via" when value is not null:
                    route = route with { Via = value };
                    break;
                case "dev" when value is not null:
                    route = route with { Device = value };
                    break;
                case "proto" when value is not null:
                    route = route with { Protocol = value };
                    break;
                case "metric" when uint.TryParse(
                    value, NumberStyles.None, CultureInfo.InvariantCulture, out uint metric):
                    route = route with { Metric = metric };
                    break;
                default:
                    return null;
            }

            i++;
        }

        // A blackhole leads nowhere, and any other route somewhere.
        bool leads = route.Via is not null || route.Device is not null;
        return leads == (route.Shape == RouteShape.Unicast) ? route : null;
    }

    private static PingExpectation? Ping(string text, string[] words)
    {
        if (words.Length < 3)
        {
            return null;
        }

        PingExpectation ping = new(text, words[1], words[2]);
        for (int i = 3; i < words.Length; i++)
        {
            if (words[i] == "df")
            {
                ping = ping with { DontFragment = true };
                continue;
            }

            if (i + 1 == words.Length || !int.TryParse(words[i + 1].TrimEnd('%'), NumberStyles.None,
                CultureInfo.InvariantCulture, out int value))
            {
                return null;
            }

            PingExpectation? next = words[i++] switch
            {
                "count" when value is > 0 and <= 10_000 => ping with { Count = value },
                "size" when value <= 65_507 => ping with { Size = value },
                "ttl" when value is > 0 and <= 255 => ping with { Ttl = value },
                "loss" when value <= 100 => ping with { LossPercent = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            ping = next;
        }

        return ping;
    }
}
