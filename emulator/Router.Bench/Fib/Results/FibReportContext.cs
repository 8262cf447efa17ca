using System.Text.Json.Serialization;

namespace Router.Bench.Fib.Results;

/// <summary>The shape of a report as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true)]
[JsonSerializable(typeof(FibReport))]
internal sealed partial class FibReportContext : JsonSerializerContext;
