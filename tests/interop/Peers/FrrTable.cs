using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Peers;

/// <summary>Reads the JSON of <c>show bgp FAMILY unicast [PREFIX] json</c>.</summary>
internal static class FrrTable
{
    /// <summary>All prefixes; without communities, which only the form for one prefix shows.</summary>
    public static Dictionary<string, List<SeenPath>> Read(JsonElement root) =>
        root.GetProperty("routes").EnumerateObject().ToDictionary(
            static route => route.Name,
            static route => route.Value.EnumerateArray().Select(static path => new SeenPath
            {
                From = path.GetProperty("peerId").GetString() is { } peer && peer != "(unspec)" ? peer : string.Empty,
                IsBest = path.TryGetProperty("bestpath", out JsonElement best) && best.GetBoolean(),
                IsStale = path.TryGetProperty("stale", out _),
                AsPath = path.GetProperty("path").GetString() ?? string.Empty,
                NextHop = NextHops(path),
            }).ToList());

    public static List<SeenPath> ReadPaths(JsonElement root) =>
        [.. root.GetProperty("paths").EnumerateArray().Select(ReadPath)];

    private static SeenPath ReadPath(JsonElement path)
    {
        JsonElement peer = path.GetProperty("peer");
        bool isOwn = !peer.TryGetProperty("peerId", out JsonElement id) || id.GetString() is "0.0.0.0" or "::";
        return new SeenPath
        {
            From = isOwn ? string.Empty : id.GetString()!,
            IsBest = path.TryGetProperty("bestpath", out JsonElement best)
                && best.TryGetProperty("overall", out JsonElement overall) && overall.GetBoolean(),
            IsStale = path.TryGetProperty("stale", out _),
            AsPath = path.TryGetProperty("aspath", out JsonElement asPath)
                && asPath.GetProperty("string").GetString() is { } text && text != "Local" ? text : string.Empty,
            NextHop = NextHops(path),
            LocalPref = path.TryGetProperty("locPrf", out JsonElement local) ? local.GetInt64() : null,
            Communities =
            [
                .. Words(path, "community").Select(WellKnown),
                .. Words(path, "extendedCommunity").Select(static word => word.Replace("RT:", "rt:")),
                .. Words(path, "largeCommunity"),
            ],
            Originator = path.TryGetProperty("originatorId", out JsonElement originator)
                ? originator.GetString()!
                : string.Empty,
            ClusterList = path.TryGetProperty("clusterList", out JsonElement clusters)
                ? string.Join(' ', clusters.GetProperty("list").EnumerateArray().Select(static one => one.GetString()))
                : string.Empty,
            Otc = path.TryGetProperty("otc", out JsonElement otc) ? otc.GetInt64() : null,
        };
    }

    private static string NextHops(JsonElement path) => path.TryGetProperty("nexthops", out JsonElement hops)
        ? string.Join(' ', hops.EnumerateArray().Select(static hop => hop.GetProperty("ip").GetString()))
        : string.Empty;

    private static string[] Words(JsonElement path, string name) =>
        path.TryGetProperty(name, out JsonElement value) && value.TryGetProperty("string", out JsonElement text)
            ? text.GetString()!.Split(' ', System.StringSplitOptions.RemoveEmptyEntries)
            : [];

    // It shows these by name, whatever was asked for.
    private static string WellKnown(string word) => word switch
    {
        "noExport" or "no-export" => "65535:65281",
        "noAdvertise" or "no-advertise" => "65535:65282",
        "blackhole" => "65535:666",
        "gracefulShutdown" or "graceful-shutdown" => "65535:0",
        _ => word,
    };
}
