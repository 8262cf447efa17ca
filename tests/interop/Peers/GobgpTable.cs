using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Router.Tests.Interop.Peers;

/// <summary>Reads the JSON of <c>gobgp global rib -j</c>.</summary>
internal static class GobgpTable
{
    public static Dictionary<string, List<SeenPath>> Read(JsonElement root) => root.EnumerateObject().ToDictionary(
        static route => route.Name, static route => route.Value.EnumerateArray().Select(Path).ToList());

    private static SeenPath Path(JsonElement path)
    {
        string? from = path.TryGetProperty("neighbor-ip", out JsonElement peer) ? peer.GetString() : null;
        SeenPath seen = new()
        {
            From = from is null or "<nil>" or "invalid IP" ? string.Empty : from,
            IsBest = path.TryGetProperty("best", out JsonElement best) && best.GetBoolean(),
            IsStale = path.TryGetProperty("stale", out JsonElement stale) && stale.GetBoolean(),
        };
        return path.GetProperty("attrs").EnumerateArray().Aggregate(seen, With);
    }

    private static SeenPath With(SeenPath path, JsonElement attribute)
    {
        JsonElement value = attribute.TryGetProperty("value", out JsonElement there) ? there : default;
        return attribute.GetProperty("type").GetInt32() switch
        {
            2 => path with
            {
                AsPath = string.Join(' ', attribute.GetProperty("as_paths").EnumerateArray()
                    .SelectMany(static segment => segment.GetProperty("asns").EnumerateArray())),
            },
            3 or 14 => path with { NextHop = attribute.GetProperty("nexthop").GetString()! },
            5 => path with { LocalPref = value.GetInt64() },
            8 => path with
            {
                Communities = [.. path.Communities, .. attribute.GetProperty("communities").EnumerateArray()
                    .Select(static one => Standard(one.GetUInt32()))],
            },
            9 => path with { Originator = value.GetString()! },
            10 => path with { ClusterList = string.Join(' ', value.EnumerateArray()) },
            16 => path with
            {
                Communities = [.. path.Communities, .. value.EnumerateArray()
                    .Select(static one => "rt:" + one.GetProperty("value").GetString())],
            },
            32 => path with
            {
                Communities = [.. path.Communities, .. value.EnumerateArray().Select(static one =>
                    $"{one.GetProperty("ASN")}:{one.GetProperty("LocalData1")}:{one.GetProperty("LocalData2")}")],
            },
            _ => path,
        };
    }

    private static string Standard(uint value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value >> 16}:{value & 0xffff}");
}
