using System.Text.Json.Serialization;

namespace Router.Bench.Paths;

/// <summary>What contestants print of each pass.</summary>
public sealed record PathLine
{
    /// <summary>Processor time.</summary>
    [JsonRequired]
    public long Nanoseconds { get; init; }

    [JsonRequired]
    public long Frames { get; init; }
}
