using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Peers;

/// <summary>Reads the JSON of <c>bgpctl -j show rib detail</c>.</summary>
internal static class OpenbgpdTable
{
    public static Dictionary<string, List<SeenPath>> Read(JsonElement root) =>
        !root.TryGetProperty("rib", out JsonElement rib) ? [] : rib.EnumerateArray()
            .GroupBy(static path => path.GetProperty("prefix").GetString()!)
            .ToDictionary(static group => group.Key, static group => group.Select(Path).ToList());

    private static SeenPath Path(JsonElement path) => new()
    {
        From = path.TryGetProperty("neighbor", out JsonElement peer)
            && peer.TryGetProperty("remote_addr", out JsonElement address)
            && path.GetProperty("source").GetString() is "external" or "internal"
                ? address.GetString()!
                : string.Empty,
        IsBest = path.TryGetProperty("best", out JsonElement best) && best.GetBoolean(),
        AsPath = Text(path, "aspath"),
        NextHop = Text(path, "exit_nexthop"),
        LocalPref = path.TryGetProperty("localpref", out JsonElement local) ? local.GetInt64() : null,
        Communities =
        [
            .. List(path, "communities").Select(WellKnown),
            .. List(path, "extended_communities").Select(static text => text.Replace("rt ", "rt:")),
            .. List(path, "large_communities"),
        ],
        Originator = Attribute(path, "originator") is { ValueKind: JsonValueKind.String } originator
            ? originator.GetString()!
            : string.Empty,
        ClusterList = Attribute(path, "cluster_list") is { ValueKind: JsonValueKind.Array } clusters
            ? string.Join(' ', clusters.EnumerateArray())
            : string.Empty,
        Otc = Attribute(path, "as") is { ValueKind: JsonValueKind.Number } otc ? otc.GetInt64() : null,
    };

    private static JsonElement Attribute(JsonElement path, string name) =>
        !path.TryGetProperty("attributes", out JsonElement all) ? default : all.EnumerateArray()
            .Select(one => one.TryGetProperty(name, out JsonElement value) ? value : default)
            .FirstOrDefault(static value => value.ValueKind != JsonValueKind.Undefined);

    private static string Text(JsonElement path, string name) =>
        path.TryGetProperty(name, out JsonElement value) ? value.ToString() : string.Empty;

    private static IEnumerable<string> List(JsonElement path, string name) =>
        path.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(static one => one.ToString())
            : [];

    private static string WellKnown(string text) => text switch
    {
        "NO_EXPORT" => "65535:65281",
        "NO_ADVERTISE" => "65535:65282",
        "BLACKHOLE" => "65535:666",
        "GRACEFUL_SHUTDOWN" => "65535:0",
        _ => text,
    };
}
