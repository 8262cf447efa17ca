using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Support;

/// <summary>
/// Reads our console's JSON. The only place that knows its shape, and it knows little: an object speaks of a prefix
/// or peer when one of its values is that text.
/// </summary>
internal static class BoardAnswers
{
    /// <summary>`show bgp routes` has this prefix with this next hop.</summary>
    public static bool HasRoute(this RouterBoard board, string prefix, string nextHop)
    {
        using JsonDocument answer = board.Json("show bgp routes");
        return Objects(answer.RootElement).Any(entry => Says(entry, prefix) && Mentions(entry, nextHop));
    }

    /// <summary>`show bgp summary` calls the session with this peer Established.</summary>
    public static bool SaysEstablished(this RouterBoard board, string peer)
    {
        using JsonDocument answer = board.Json("show bgp summary");
        return Objects(answer.RootElement).Any(entry => Says(entry, peer) && Mentions(entry, "Established"));
    }

    /// <summary>A counter by its name in whatever spelling (`IpipSource`, `ipip_source`); 0 if absent.</summary>
    public static long Counter(this RouterBoard board, string name)
    {
        using JsonDocument answer = board.Json("show counters");

        // The board's total, should the answer also list ports: nothing is counted twice there.
        JsonElement root = answer.RootElement;
        if (root.TryGetProperty("total", out JsonElement total))
        {
            root = total;
        }

        return Numbers(root).FirstOrDefault(number => Plain(number.Name) == Plain(name)).Value;
    }

    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    private static bool Says(JsonElement entry, string text) =>
        entry.EnumerateObject().Any(p => p.Value.ValueKind == JsonValueKind.String && p.Value.ValueEquals(text));

    private static bool Mentions(JsonElement value, string text) => value.ValueKind switch
    {
        JsonValueKind.String => value.ValueEquals(text),
        JsonValueKind.Object => value.EnumerateObject().Any(property => Mentions(property.Value, text)),
        JsonValueKind.Array => value.EnumerateArray().Any(item => Mentions(item, text)),
        _ => false,
    };

    private static IEnumerable<JsonElement> Objects(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(p => Objects(p.Value)).Prepend(value),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<(string Name, long Value)> Numbers(JsonElement value) =>
        from entry in Objects(value)
        from property in entry.EnumerateObject()
        where property.Value.ValueKind == JsonValueKind.Number
        select (property.Name, property.Value.GetInt64());
}
