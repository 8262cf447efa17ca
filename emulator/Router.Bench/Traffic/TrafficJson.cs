using System.Text.Json.Serialization;

namespace Router.Bench.Traffic;

/// <summary>How reports are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrafficReport))]
public sealed partial class TrafficJson : JsonSerializerContext;
