using System.Text.Json.Serialization;

namespace Router.Bench.Guest;

/// <summary>One start of a contestant: what the program in the guest prints.</summary>
/// <param name="Seconds">From the first frame until the last one came.</param>
/// <param name="Sent">Frames sent.</param>
/// <param name="Received">Frames that came out, each counted once.</param>
/// <param name="Lost">Frames that never came.</param>
/// <param name="Wrong">Frames that came out otherwise than they must, twice or out of order.</param>
/// <param name="FirstWrong">What was wrong first; null: nothing.</param>
public sealed record GuestSample(
    double Seconds, long Sent, long Received, long Lost, long Wrong, string? FirstWrong)
{
    [JsonIgnore]
    public double FramesPerSecond => Received / Seconds;

    /// <summary>What a frame takes, sender and sink included: on one core they work in turns.</summary>
    [JsonIgnore]
    public double NanosecondsPerFrame => Seconds * 1e9 / Received;
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GuestSample))]
internal sealed partial class GuestSampleJson : JsonSerializerContext;
