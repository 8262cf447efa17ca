using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Router.Bench.Common;

/// <summary>
/// JSON by source-generated contexts only, one per benchmark: nothing is looked up by reflection, so that the native
/// build can write it too.
/// </summary>
public static class JsonOutput
{
    public static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> shape) =>
        output.WriteLine(JsonSerializer.Serialize(value, shape));

    /// <summary>One line that a contestant printed.</summary>
    public static T ReadLine<T>(Contestant contestant, string line, JsonTypeInfo<T> shape)
    {
        try
        {
            return JsonSerializer.Deserialize(line, shape)
                ?? throw new BenchException($"{contestant.Name} printed null where a JSON object was expected");
        }
        catch (JsonException e)
        {
            throw new BenchException($"{contestant.Name} printed what is no JSON object: {line}", e);
        }
    }
}
