using System.Text.Json.Serialization;

namespace Router.Bench.Fib.Running;

/// <summary>The shapes of lines between a benchmark and its contestants.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ContestantLine))]
internal sealed partial class FibLineContext : JsonSerializerContext;
